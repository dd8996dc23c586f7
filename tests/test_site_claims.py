"""The site does not build when the ledger has a hole: tiny sites, each with one."""

import io
import json
import re
import sys
import types
from pathlib import Path

import pytest

import reluridge
import reluridge.claims

pytest.importorskip("sphinx", reason="Sphinx, which builds the site, is not installed")

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

EXTENSIONS = Path(__file__).parents[1] / "docs" / "_ext"

DOUBLE = """
    Double a number.

    .. claim:: 9.1.a
       :verdict: true
       :taught: Twice 1 is
          2 or :math:`2`.

       Twice 1 is 2.

       **Proof.**  So :func:`reluridge.halve` says, too.

       **Check.**

       >>> 2 * 1
       2

       **Without 2 > 0.**  Not so.

       >>> found = np.random.default_rng(0).integers(9)
       >>> found
       7
"""
HALVE = DOUBLE.replace("9.1.a", "9.1.b").replace("reluridge.halve", "reluridge.double")
PAGE = """
Toy
===

.. autofunction:: reluridge.double
.. autofunction:: reluridge.halve

.. show-claim:: 9.1.a

.. ledger::

.. claim-evidence::
"""
SCRIPT = """
Toy figures
===========

Doubling (:claim:`9.1.a`):

.. gallery-image:: /sphx_glr_plot_toy_001.svg
   :alt: A line of slope 2.

Halving:

.. gallery-image:: /sphx_glr_plot_toy_002.svg
   :alt: A line of slope 1/2.

That was halving (:claim:`9.1.b`).
"""
LECTURE = """
Toys
====

See :fig:`twice`, of :claim:`9.1.a`, and :fig:`half`.

.. gallery-figure:: plot_toy 2
   :name: half

   Half as steep.

.. gallery-figure:: plot_toy 1
   :name: twice

   Twice as steep as in :fig:`half`.
"""


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that builds a site and returns (failed, warnings, claims domain)."""
    monkeypatch.syspath_prepend(EXTENSIONS)
    monkeypatch.syspath_prepend(EXTENSIONS.parent / "live")

    def run(double=DOUBLE, halve=HALVE, page=PAGE, script=SCRIPT, lecture=LECTURE):
        toy = types.ModuleType("reluridge.toy")
        toy.__all__ = ["double", "halve"]
        for name, doc in (("double", double), ("halve", halve)):
            function = types.FunctionType((lambda: None).__code__, {"__name__": toy.__name__}, name)
            function.__doc__ = doc
            monkeypatch.setattr(toy, name, function, raising=False)
            monkeypatch.setattr(reluridge, name, function, raising=False)
        monkeypatch.setitem(sys.modules, toy.__name__, toy)
        section = reluridge.claims.Section("Toy", ("toy",), "ab")
        monkeypatch.setattr(reluridge.claims, "SECTIONS", {"9.1": section})

        (tmp_path / "index.rst").write_text(page, encoding="utf-8")
        (tmp_path / "relu_net").mkdir(exist_ok=True)
        (tmp_path / "relu_net/index.rst").write_text(":orphan:\n" + lecture, encoding="utf-8")
        (tmp_path / "plot_toy.rst").write_text(":orphan:\n" + script, encoding="utf-8")
        for number in (1, 2):
            (tmp_path / f"sphx_glr_plot_toy_00{number}.svg").write_text("<svg/>", encoding="utf-8")
        warnings = io.StringIO()
        with patch_docutils(), docutils_namespace():
            app = Sphinx(
                tmp_path,
                None,
                tmp_path / "out",
                tmp_path / "doctrees",
                "dummy",
                {
                    "extensions": ["sphinx.ext.autodoc", "figures", "claims", "judge"],
                    "nitpicky": True,
                },
                status=None,
                warning=warnings,
                freshenv=True,
                warningiserror=True,
            )
            app.build()
        text = re.sub(r"\x1b\[\d+m", "", warnings.getvalue())
        if not app.statuscode:
            pages.append(app.env.get_and_resolve_doctree("index", app.builder, tags=app.tags))
        return app.statuscode, text.strip().splitlines(), app.env.domains["claims"]

    pages = run.pages = []
    return run


def test_a_whole_ledger_builds_and_knows_its_figures(build):
    failed, warnings, domain = build()
    assert not failed
    assert warnings == []
    assert domain.figures("9.1.a") == [("plot_toy", 1)]
    assert domain.figures("9.1.b") == [("plot_toy", 2)]  # no figure follows: the last one
    assert domain.citing("9.1.a") == ["relu_net/index"]  # index states it, plot_toy shows it
    figures = domain.env.domains["figures"]
    assert figures.places([("plot_toy", 1), ("plot_toy", 2)]) == [
        ("relu_net/index", "half", "1.1"),
        ("relu_net/index", "twice", "1.2"),
    ]


def test_a_page_shows_a_copy_of_a_claim_with_its_proof_and_its_check(build):
    build()
    (page,) = build.pages
    boxes = {each["ids"][0]: each for each in page.findall() if each.tagname == "box"}
    assert list(boxes) == ["claim-9.1.a", "claim-9.1.b", "shows-9.1.a"]
    parts = {
        name: {part["name"]: part.astext() for part in each.findall() if part.tagname == "part"}
        for name, each in boxes.items()
    }
    assert (
        parts["shows-9.1.a"]
        == parts["claim-9.1.a"]
        == {
            "As taught": "Twice 1 is 2 or 2.",
            "Precisely": "Twice 1 is 2.",
            "Proof": "So reluridge.halve() says, too.",
            "Check": ">>> 2 * 1\n2",
            "Without 2 > 0": "Not so.\n\n"
            ">>> found = np.random.default_rng(0).integers(9)\n>>> found\n7",
        }
    )
    assert [
        each.get("first")
        for each in boxes["shows-9.1.a"].findall(nodes.Element)
        if each.tagname == "part"
    ] == [None, None, False, False, True]
    assert "name 2 conditions, and show for each a case that breaks" in page.astext()
    assert boxes["shows-9.1.a"]["session"] == "copy of claim 9.1.a"
    links = [each["refid"] for each in boxes["shows-9.1.a"].findall() if "refid" in each]
    assert "Of the 2 claims" in page.astext()
    assert "2 figures show them all" in page.astext()
    assert "reluridge.halve" in links  # those of the copy are resolved
    elements = [each for each in page.findall() if hasattr(each, "attributes")]
    (listed,) = [each for each in elements if "ledger-9.1.a" in each["ids"]]
    row = listed[0]
    assert [each.tagname for each in row] == ["folds", "part", "paragraph"]
    assert row[0].astext() == "9.1.a\n\nTwice 1 is 2 or 2.\n\ntrue"
    assert row[1]["name"] == "Precisely"
    assert "Proof Toys" not in row[2].astext()  # the lecture does not show it
    names = [name for each in elements for name in each["ids"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"halve": "Halve."}, "claim 9.1.b is missing: no docstring states it"),
        (
            {"halve": DOUBLE + HALVE},
            "claim 9.1.a is stated twice: reluridge.toy.double and reluridge.toy.halve",
        ),
        ({"halve": HALVE.partition(">>>")[0]}, "has no doctest that checks anything"),
        ({"halve": HALVE.replace("**Proof.**", "")}, "must have **Proof.** or **Evidence.**"),
        ({"halve": HALVE.replace("9.1.b", "9.1.b\n")}, "verdict ''"),
        ({"script": SCRIPT.replace(":claim:`9.1.b`", "9.1.b")}, "claim 9.1.b has no figure"),
        ({"script": SCRIPT.partition("..")[0]}, "claim 9.1.a has no figure"),
        ({"page": PAGE + "\n:claim:`9.1.z`\n"}, "unknown claim 9.1.z"),
        ({"page": PAGE.replace("show-claim:: 9.1.a", "show-claim:: 9.1.z")}, "unknown claim 9.1.z"),
        ({"page": PAGE.replace(".. autofunction:: reluridge.halve", "")}, "no page shows"),
        ({"page": PAGE + "\n.. gallery-figure:: plot_toy 3\n"}, "has 2 figures, no figure 3"),
        ({"page": PAGE + "\n.. gallery-figure:: plot_joy\n"}, "gallery script plot_joy is unknown"),
        ({"lecture": LECTURE.replace("   Half as steep.\n", "")}, "2 of plot_toy has no caption"),
        (
            {"lecture": LECTURE.replace(", and :fig:`half`", "")},
            "the text does not cite figure 2 of plot_toy",
        ),
        ({"lecture": LECTURE.replace("steep.", "steep.\n\n   So.")}, "a caption is one paragraph"),
        ({"lecture": LECTURE + ":fig:`third`"}, "no figure with a caption has the name third"),
    ],
    ids=[
        "missing",
        "stated twice",
        "no doctest",
        "no proof",
        "options after a blank line",
        "not cited by a script",
        "cited by a script without figures",
        "role to an unknown id",
        "card of an unknown id",
        "docstring not shown",
        "unknown figure",
        "unknown script",
        "no caption",
        "cited in a caption only",
        "two paragraphs",
        "unknown name of a figure",
    ],
)
def test_a_hole_fails_the_build(build, change, message):
    failed, warnings, _ = build(**change)
    assert failed
    assert any(message in line for line in warnings), warnings


BLOCK = '<div class="highlight-pycon notranslate"><div class="highlight"><pre>{}</pre></div></div>'
CODE = BLOCK.format("<span>&gt;&gt;&gt; </span>x = {}")


def test_a_claim_has_a_session_of_its_own_and_is_counted_where_it_is_stated(monkeypatch):
    monkeypatch.syspath_prepend(EXTENSIONS.parent / "live")
    import examples

    of = '<div class="claim" data-session="{}"><details><div>{}</div></details></div>'
    page = (
        f"{CODE.format(1)}<div>{of.format('copy of claim 9.1.a', CODE.format(2))}</div>"
        f'<dl class="py function"><dt id="reluridge.f">f</dt><dd>{CODE.format(3)}'
        f"{of.format('claim 9.1.b', CODE.format(4))}{CODE.format(5)}</dd></dl>{CODE.format(6)}"
    )
    sessions = ["", "copy of claim 9.1.a", "reluridge.f", "claim 9.1.b", "reluridge.f", ""]
    assert [block.session for block in examples.blocks(page)] == sessions
    text = examples.collected([("page.html", "A page", page)])
    (row,) = json.loads(text.removeprefix("live.examples =").rstrip(";\n"))
    assert [code[-1] for _, code in row["blocks"]] == ["1", "3", "4", "5", "6"]


def test_the_row_of_a_claim_that_nobody_taught_begins_with_a_sentence(build):
    double = re.sub(r" +:taught:(.*\n +2 or.*)\n", "", DOUBLE).replace(": true", ": extension")
    double = double.replace("Twice 1 is 2.", "Twice 1 is :math:`2.0`, a number.\n       So it is.")
    assert build(double=double)[:2] == (0, [])
    (listed,) = [e for e in build.pages[-1].findall(nodes.list_item) if "ledger-9.1.a" in e["ids"]]
    seen, precisely, _ = listed[0]
    assert seen.astext() == "9.1.a\n\nTwice 1 is 2.0, a number.\n\nextension"
    assert precisely.astext() == "Twice 1 is 2.0, a number.\nSo it is."


JUDGE = PAGE.replace(".. show-claim:: 9.1.a", ".. judge:: 9.1.a Twice 1 is 2.\n\n   Count.\n")
SHOWN = LECTURE + "\n.. show-claim:: 9.1.a\n"


@pytest.mark.parametrize(
    ("verdict", "right"),
    [("true", 0), ("true if 1 > 0", 1), ("loose", 2), ("slip (of the pen)", 3)],
)
def test_the_verdict_of_a_sentence_is_that_of_its_claim(build, verdict, right):
    double = DOUBLE.replace(":verdict: true", f":verdict: {verdict}")
    failed, warnings, _ = build(double=double, page=JUDGE, lecture=SHOWN)
    assert (failed, warnings) == (0, [])
    (page,) = build.pages
    (asked,) = [each for each in page.findall(nodes.admonition) if "judge" in each["classes"]]
    assert asked[0].astext() == "1 of 1: Twice 1 is 2."
    choices = re.findall(r'data-says="([^"]*)"( data-right)?', asked.astext())
    assert [says for says, _ in choices] == ["true", "true if", "loose", "slip"]
    assert [bool(marked) for _, marked in choices] == [n == right for n in range(4)]
    answer = asked[-1]
    assert (answer["collapsible"], answer["classes"]) == ("closed", ["answer"])
    assert "Count." in answer.astext()
    claim = answer[-1]
    assert (claim["collapsible"], claim[0].astext()) == ("closed", "The claim, with its proof")
    parts = {part.get("name"): part for part in claim.findall(nodes.container)}
    assert "As taught" in parts
    assert parts["Proof"]["anchor"] == "proof-9.1.a"
    (link,) = [r for r in answer.findall(nodes.reference) if r.astext() == "Toys"]
    assert link["refuri"].endswith("#shows-9.1.a")


def test_the_ledger_links_to_the_proof_on_the_page_that_shows_the_claim(build):
    double = DOUBLE.replace("**Proof.**", "**Evidence.**  A rule of thumb: no proof.")
    double = double.replace(":verdict: true", ":verdict: loose")
    for doc, word in [(DOUBLE, "Proof"), (double, "Evidence")]:
        assert build(double=doc, lecture=SHOWN)[:2] == (0, [])
        (listed,) = [
            e for e in build.pages[-1].findall(nodes.list_item) if "ledger-9.1.a" in e["ids"]
        ]
        (link,) = [r for r in listed.findall(nodes.reference) if r.astext() == "Toys"]
        assert link["refuri"].endswith("#proof-9.1.a")
        assert f"{word} Toys" in listed.astext().replace("\n\n", " ")


@pytest.mark.parametrize(
    ("page", "lecture", "double", "message"),
    [
        (JUDGE.replace("judge:: 9.1.a", "judge:: 9.1.c"), SHOWN, DOUBLE, "not to choose: no claim"),
        (JUDGE, SHOWN, DOUBLE.replace(": true", ": extension"), "not to choose: extension"),
        (JUDGE, LECTURE, DOUBLE, "no page of the lecture shows claim 9.1.a"),
    ],
)
def test_the_build_warns_of_a_sentence_without_a_verdict(build, page, lecture, double, message):
    double = re.sub(r" +:taught:(.*\n +2 or.*)\n", "", double) if "extension" in double else double
    _, warnings, _ = build(double=double, page=page, lecture=lecture)
    assert any(message in warning for warning in warnings)
