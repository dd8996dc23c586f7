"""Blocks that swallow what follows: ``python docs/check_fences.py`` names them.

Markdown lets a block without an end run on to the next end, or to the end of the page, and says
nothing.  So the pages here keep a stricter rule: a block ends with the marks that it begins with,
a block inside another has fewer of them or other ones, and no heading stands in a block.

In reStructuredText and in Python files, ``.. math:`` with one colon is a comment, which no page
shows; a gallery script's text without its ``# %%`` is one, too.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"([\s>]*)(`{3,}|~{3,}|:{3,})\s*(.*)")
HEADING = re.compile(r"[\s>]*#{2,6}\s")
ONE_COLON = re.compile(r"\s*(# )?\.\. [a-z][a-z:-]*(?<!:):(\s|$)")
NO_PAGES = {"_build", "gallery", "generated", "node_modules", "quality"}  # of ours, below docs


def markdown(lines):
    """Yield the line of the block that has no end of its own, and what shows that."""
    blocks = []
    if lines[: [*lines, ""].index("")].count("---") == 1:
        yield 1, "front matter begins and ends with `---`"
    for number, line in enumerate(lines, 1):
        fence = FENCE.fullmatch(line)
        if fence and not (fence[2][0] == "`" and "`" in fence[3]):  # which is code within a line
            place, marks, name = fence.groups()
            if not name and blocks and blocks[-1][1:] == (place, marks):
                blocks.pop()
                continue
            fits = all(len(marks) < len(b[2]) for b in blocks if b[2][0] == marks[0])
            if fits and (name or marks[0] != ":"):
                blocks.append((number, place, marks))
                continue
            what = f"line {number}, {line.strip()}"
        elif blocks and HEADING.match(line):
            what = f"the heading of line {number}"
        else:
            continue
        if blocks:
            yield blocks[-1][0], f"no end of this block before {what}"
        else:
            yield number, "the end of a block that has no beginning"
        return  # what follows is a guess
    yield from ((number, "no end of this block") for number, *_ in blocks)


def comments(lines, is_script=False):
    """Yield the lines with text that is meant for a page and would be on none."""
    for number, (before, line) in enumerate(zip(["", *lines], lines, strict=False), 1):
        if ONE_COLON.match(line):
            yield number, "a directive has two colons; with one this is a comment"
        if is_script and line[:1] == "#" != before[:1] and not line.startswith("# %%"):
            yield number, "the text of a gallery script begins with a line `# %%`"


def problems(path):
    """Return (line, what is wrong) for all blocks of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    is_script = path.name.startswith("plot_")
    return list(markdown(lines) if path.suffix == ".md" else comments(lines, is_script))


def files():
    """Return all files with text for pages."""
    found = [*ROOT.glob("*.md"), *(ROOT / "gallery").rglob("*.*"), *(ROOT / "src").rglob("*.py")]
    for path in (ROOT / "docs").iterdir():
        if path.name not in NO_PAGES:
            found += path.rglob("*.*") if path.is_dir() else [path]
    return sorted(p for p in found if p.suffix in (".md", ".py", ".rst"))


if __name__ == "__main__":
    found = [f"{path}:{line}: {what}" for path in files() for line, what in problems(path)]
    print(*found, f"{len(files())} files, {len(found)} blocks without an end", sep="\n")
    sys.exit(bool(found))
