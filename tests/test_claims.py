"""The ledger: every claim of the lecture stands, passes, and can fail."""

import doctest
import re
import subprocess
import sys

import pytest

import reluridge
from reluridge.__main__ import main
from reluridge._plain import filled, plain
from reluridge.claims import SECTIONS, VERDICTS, Claim, _claims_in, find_claims, problems

CLAIMS = find_claims()


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_claim_holds(claim):
    outcome = claim.run()
    assert outcome.tried > 0
    assert not outcome.failed, outcome.report


def test_lecture_is_complete_and_in_order():
    lecture = [f"{number}.{letter}" for number, s in SECTIONS.items() for letter in s.letters]
    assert len(lecture) == 42
    assert [c for c in CLAIMS if c in lecture] == lecture


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_statement_reads_well_in_a_terminal(claim):
    assert claim.kind in VERDICTS
    assert not re.search(r":\w+:`|\\|`", claim.statement)
    assert claim.statement.endswith(".")


def test_each_claim_stands_in_the_module_of_its_section():
    for claim in CLAIMS.values():
        places = tuple(f"reluridge.{module}." for module in SECTIONS[claim.section].modules)
        assert f"{claim.source}.".startswith(places), claim.source


SAID = "It is so.\n\n**Proof.**  Because.\n\n**Check.**\n\n>>> 1 + 1\n2\n"


BROKEN = f"{SAID}\n**Without 1.**  Less.\n\n>>> 1\n1\n\n**Boundary.**  There.\n\n>>> 2\n2\n"


THUMB = SAID.replace("**Proof.**  Because.", "**Evidence.**  A rule of thumb: no proof.  Often.")


def _claim(id="2.4.e", verdict="true", text=SAID, taught="So they say."):
    return Claim(id, verdict, text, "reluridge.f", "reluridge.relu_net.f", taught)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda c: c[:-1], "claim 2.4.e is missing"),
        (lambda c: [*c, c[0]], "claim 1.1.a is stated twice"),
        (lambda c: [*c, _claim("3.1.a")], "'3.1.a' .* belongs to no section"),
    ],
)
def test_every_defect_of_the_ledger_is_named(change, complaint):
    assert problems(list(CLAIMS.values())) == []
    (found,) = problems(change(list(CLAIMS.values())))
    assert re.search(complaint, found)


@pytest.mark.parametrize(
    ("claim", "complaint"),
    [
        (_claim(verdict="maybe"), "verdict 'maybe'"),
        (_claim(verdict="truest"), "verdict 'truest'"),
        (_claim(verdict="true if"), "under which condition"),
        (_claim(text=SAID.replace("It is so.\n\n", "")), "has no statement"),
        (_claim(text=SAID.replace("1 + 1\n2", "")), "no doctest"),
        (_claim(text=SAID.replace("1 + 1\n2", "x = 1")), "no doctest"),
        (_claim(taught=""), "does not say how it is taught"),
        (_claim(verdict="extension"), "which the notes do not have"),
        (_claim(text=SAID.replace("**Proof.**", "")), r"has \['Check'\]"),
        (_claim(text=SAID.replace("**Check.**", "")), r"has \['Proof'\]"),
        (_claim(text=SAID.replace("Because.", "\n\n**Check.**")), r"\['Proof', 'Check', 'Check'\]"),
        (_claim(text=SAID.replace("Because.", "\n\n>>> 1\n1")), "a doctest before ..Check"),
        (_claim(text=SAID.replace("Because.", "")), "says nothing under ..Proof"),
        (_claim(text=BROKEN.replace(">>> 1\n1", "")), r"once why ..Without 1... breaks it"),
        (_claim(text=BROKEN.replace("There.", "")), r"once why ..Boundary... breaks it"),
        (_claim(text=BROKEN.replace("Boundary", "Without 1")), r"once why ..Without 1... breaks"),
        (_claim(text=BROKEN.replace("Boundary", "Proof")), r"'Without 1', 'Proof'\]"),
        (_claim(text=THUMB), "is true, and so must have a proof"),
        (_claim(verdict="loose", text=THUMB.replace("A rule", "No rule")), "begin its evidence"),
    ],
)
def test_every_defect_of_a_claim_is_named(claim, complaint):
    others = list(CLAIMS.values())[:-1]
    assert problems([*others, _claim()]) == []
    assert problems([*others, _claim(verdict="loose", text=THUMB)]) == []
    assert problems([*others, _claim(text=BROKEN)]) == []
    (found,) = problems([*others, claim])
    assert re.search(complaint, found)


CONDITIONAL = [c for c in CLAIMS.values() if c.kind in ("true if", "loose")]


@pytest.mark.parametrize("claim", CONDITIONAL, ids=lambda claim: claim.id)
def test_a_claim_shows_what_happens_without_each_of_its_conditions(claim):
    words = [word.partition(" ")[0] for word in claim.breaks]
    conditions = re.split(r",? and |, ", claim.verdict) if claim.kind == "true if" else []
    assert words
    assert words.count("Without") >= len(conditions)


def test_a_false_claim_fails_and_a_warning_does_too():
    assert _claim().run().failed == 0
    assert _claim(text="Wrong.\n\n>>> 1 + 1\n3\n").run().failed == 1
    warns = "Warns.\n\n>>> import warnings\n>>> warnings.warn('w')\n>>> 1\n1\n"
    assert _claim(text=warns).run().failed == 1


def test_ledger_in_the_terminal(capsys):
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1] == f"{len(CLAIMS)} passed, 0 failed"
    rows = [line.split()[0] for line in lines if re.match(r"[\d.]+\.[a-z] ", line)]
    assert rows == list(CLAIMS)
    assert not any("\x1b" in line for line in lines)


def test_one_claim_and_one_section_in_the_terminal(capsys):
    assert main(["1.3.c"]) == 0
    shown = capsys.readouterr().out
    assert "verdict: loose" in shown
    assert ">>> " in shown
    assert shown.endswith("1 passed, 0 failed\n")
    assert main(["2.3"]) == 0
    assert capsys.readouterr().out.endswith("4 passed, 0 failed\n")


@pytest.mark.parametrize("name", ["1", "2", "2.", "2.2", "2.2.1"])
def test_a_chapter_or_a_section_shows_its_claims_and_no_others(name, capsys):
    assert main([name]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split()[0] for line in lines if re.match(r"[\d.]+\.[a-z] ", line)]
    assert rows == [c for c in CLAIMS if c.startswith(name.rstrip(".") + ".")]
    assert 0 < len(rows) < len(CLAIMS)


def test_version(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"reluridge {reluridge.__version__}\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("1.3.c", "1.3.q.r"), "'1.3.q.r' in reluridge.f belongs to no section"),
        (("claim:: 1.3.c", "claim::"), "'' in reluridge.f belongs to no section"),
        ((":verdict: true", ":verdikt: true"), "reluridge.f has verdict ''; it must begin with"),
        ((">>> 1 + 1", ">>>1 + 1"), "reluridge.f has a doctest that cannot be read: line 7 of"),
        (("  2", " 2"), "reluridge.f has a doctest that cannot be read: line 8 of"),
        (("claim::", "claim:"), "claim 1.3.c is missing"),
        (("1.3.c\n", "1.3.c\n\n"), "reluridge.f has verdict ''"),
    ],
)
def test_a_malformed_claim_is_a_message(change, message, capsys, monkeypatch):
    doc = ".. claim:: 1.3.c\n   :verdict: true\n   :taught: So\n    they say.\n\n"
    doc += re.sub("^(?=.)", "   ", SAID, flags=re.MULTILINE)
    others = [c for c in CLAIMS.values() if c.id != "1.3.c"]

    def stated(doc):
        return [*others, *_claims_in("reluridge.f", "reluridge.f", doc)]

    assert problems(stated(doc)) == []
    monkeypatch.setattr("reluridge.claims.stated_claims", lambda: stated(doc.replace(*change)))
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "the ledger has mistakes" in err
    assert message in err


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_whole_claim_fits_a_terminal(claim, capsys):
    """All but code, which may be as wide as it is in its docstring."""
    assert main([claim]) == 0
    prose = re.sub(r"^ *(>>>|\.\.\.|\w*Error:).*\n", "", capsys.readouterr().out, flags=re.M)
    assert max(map(len, prose.splitlines())) <= 80


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_a_whole_claim_has_no_markup_left_in_the_terminal(claim):
    parts = doctest.DocTestParser().parse(plain(claim.text))
    prose = "".join(part for part in parts if isinstance(part, str))
    assert len(prose) > 60
    assert not re.search(r"\\|[{}]|:\w+:|\.\. \w+::|``", prose)
    assert not re.search(r"(max|min) _|[·∂∇√] |\wΣ", prose)


def test_emphasis_and_symbols_of_a_claim_are_plain():
    text = r"**Proof.**  The *best* :math:`\eta^* = s_1^2 \lVert\hat w_j\rVert` is *it*, ``a*b*c``."
    assert plain(text) == "Proof.  The best η* = s₁² ‖ŵⱼ‖ is it, `a*b*c`."
    matrix = r":math:`\begin{bmatrix} X & 0 \\ \sqrt\lambda\,I & \mathbb{1} \end{bmatrix}`"
    assert plain(matrix) == "[X, 0; √λ I, 1]"


def test_paragraphs_are_filled_and_code_and_formulas_are_not():
    text = "one\ntwo\n\n   a = b\n   + c\n\n>>> x = 1\n>>> y = 2\n\n- a\n- b\n"
    assert filled(text) == text.replace("one\ntwo", "one two")
    assert filled("word " * 40).splitlines() == ["word " * 15 + "word"] * 2 + ["word " * 7 + "word"]


def test_code_of_a_claim_is_shown_as_it_is():
    code = ">>> print('\\\\eta', {'_': 2})\n... # :math:`x^2`\n\\eta {'_': 2}\n"
    assert plain(f"So :math:`x^2`:\n\n{code}\nThen :math:`y^2`.\n") == (
        f"So x²:\n\n{code}\nThen y².\n"
    )


def test_failures_are_shown_and_set_the_exit_status(capsys, monkeypatch):
    broken = {"1.1.a": _claim(text="Wrong.\n\n>>> 1 + 1\n3\n"), "2.3.a": CLAIMS["2.3.a"]}
    monkeypatch.setattr("reluridge.__main__.find_claims", lambda: broken)
    assert main([]) == 1
    shown = capsys.readouterr().out
    assert "FAILED" in shown
    assert "Expected:\n    3\nGot:\n    2" in shown
    assert shown.endswith("1 passed, 1 failed\n")


def test_an_unknown_claim_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["9.9.z"])
    assert stop.value.code == 2
    assert "no claim, section or chapter '9.9.z'" in capsys.readouterr().err


def test_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "reluridge", "2.3.a"], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("1 passed, 0 failed\n")


def test_formulas_become_symbols_in_the_terminal():
    assert plain(r":math:`\Gamma` is, :math:`\lambda \ge 0`; see :claim:`1.1.a`") == (
        "Γ is, λ ≥ 0; see 1.1.a"
    )
    assert (
        plain(r":math:`\tfrac12 - \frac1{2\pi} + \frac{\eta + e}{w}`") == "1/2 - 1/(2π) + (η + e)/w"
    )
    assert plain(r":math:`\operatorname{Var} z / \sqrt{2\pi}`") == "Var z / √(2π)"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another error for this")
def test_a_reader_may_close_the_pipe_early():
    process = subprocess.Popen(
        [sys.executable, "-m", "reluridge"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1
