"""A block without an end is seen, wherever it is: each line that begins or ends one is deleted."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))
import check_fences as fences

FILES = fences.files()
PAGES = [path for path in FILES if path.suffix == ".md"]


def test_every_file_is_whole():
    assert len(PAGES) > 20
    assert [(path.name, found) for path in FILES if (found := fences.problems(path))] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_deleted_fence_is_missed(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith(("```", ":::", "---")):
            rest = lines[:number] + lines[number + 1 :]
            assert list(fences.markdown(rest)), f"nobody misses line {number + 1}, {line}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```{math}\nx\n```\n\n## Next", []),
        ("````md\n```{math}\nx\n```\n````", []),
        ("- a\n\n  ```\n  code\n  ```\n\n```\ncode\n```", []),
        (":::{predict} Is it `0.01`?\n```{show-claim} 1.1.a\n```\n:::", []),
        ("```x``` is code", []),
        ("```{math}\nx\n\n## Next", [(1, "no end of this block before the heading of line 4")]),
        ("```\ncode\n  ```", [(1, "no end of this block before line 3, ```")]),
        ("```{math}\nx\n````", [(1, "no end of this block before line 3, ````")]),
        ("::::{a}\n:::{b}\n::::", [(2, "no end of this block before line 3, ::::")]),
        ("```{a}\n:::{b}\n```{c}\n```\n:::", [(2, "no end of this block before line 3, ```{c}")]),
        ("```{a}\n```\n```", [(3, "no end of this block")]),
        (":::", [(1, "the end of a block that has no beginning")]),
    ],
)
def test_blocks(text, found):
    assert list(fences.markdown(text.splitlines())) == found


@pytest.mark.parametrize("line", ["    .. math:", "# .. note: a text", ".. py:function: f"])
def test_one_colon_makes_a_comment(line):
    assert [number for number, _ in fences.comments(["", line])] == [2]
    assert list(fences.comments([line.replace(":", "::")])) == []
    assert list(fences.comments([".. _a-target:", ".. [1] A note:"])) == []


def test_the_text_of_a_gallery_script_begins_with_its_mark():
    script = ["# %%", "# Title", "# -----", "", "x = 1  # one"]
    assert list(fences.comments(script, is_script=True)) == []
    assert [number for number, _ in fences.comments(script[1:], is_script=True)] == [1]
