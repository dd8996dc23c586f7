"""Run every claim of the lecture and print the ledger: ``python -m reluridge``."""

import argparse
import os
import re
import sys
import textwrap
import time
import unicodedata
from collections.abc import Sequence

from reluridge import __version__
from reluridge.claims import _FORMULA, SECTIONS, VERDICTS, Claim, Outcome, find_claims

# LaTeX that a terminal can show; Greek letters are looked up by their names.
_SYMBOLS = {"approx": "≈", "le": "≤", "ge": "≥", "ne": "≠", "sim": "~", "to": "→", "in": "∈"}
_SYMBOLS |= {"times": "×", "pm": "±", "sum": "Σ", "infty": "∞", "qquad": "  ", "sqrt": "√"}
_SYMBOLS |= {"lVert": "‖", "rVert": "‖", "lambda": "λ", "partial": "∂", "nabla": "∇"}
_SYMBOLS |= {name: name for name in ("ln", "max", "min", "tanh", "arctan")}
_RAISED = {"2": "²", "3": "³", "T": "ᵀ", "+": "⁺", "(-1)": "⁻¹"}
_WRITTEN = {
    r"\\(?:left|right|[bB]igg?[lr]|mathcal|mathbf|[;!]) *": "",
    r"\\,": "\N{NO-BREAK SPACE}",
    r" *\\cdot *": "·",
    r"\\(?:operatorname|text|mathrm)\{([^}]*)\}": r"\1",
    r"\\_": "_",
    r"\\hat *(\w)": "\\1\N{COMBINING CIRCUMFLEX ACCENT}",
    r"\\[td]frac": r"\\frac",
}


def _symbol(command: re.Match[str]) -> str:
    """Return a LaTeX command as a symbol if there is one, else as it is."""
    name, space = command.groups()
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        greek = f"GREEK {case} LETTER {name.removeprefix('var')}"
        symbol = _SYMBOLS[name] if name in _SYMBOLS else unicodedata.lookup(greek)
    except KeyError:
        return command[0]
    joins = len(symbol) == 1 and (symbol.isalpha() or symbol in "√‖∂∇")
    return symbol if joins and command.string[command.end() :][:1].isalnum() else symbol + space


def _fraction(command: re.Match[str]) -> str:
    """Return a fraction on one line, its parts in parentheses if they need them."""
    parts = [part.strip("{} ") for part in command.groups()]
    return "/".join(part if re.fullmatch(r"\d+|\w", part) else f"({part})" for part in parts)


def math(latex: str) -> str:
    """Return a formula as a terminal can show it."""
    for pattern, plain in _WRITTEN.items():
        latex = re.sub(pattern, plain, latex)
    text = re.sub(r"\\([A-Za-z]+)( ?)", _symbol, latex)
    text = re.sub(r"([_^])\{(.)\}", r"\1\2", re.sub(r"√\{([^{}]*)\}", r"√(\1)", text))
    text = re.sub(r"([_^])\{([^{}]*)\}", r"\1(\2)", text)
    text = re.sub(r"\\frac *(\w|\{[^{}]*\}) *(\w|\{[^{}]*\})", _fraction, text)
    text = re.sub(r"\^([23T+]|\(-1\))", lambda power: _RAISED[power[1]], text)
    return re.sub(r"(?<=\w)(?=Σ)", " ", text).replace("\N{NO-BREAK SPACE}", " ")


def _display(block: re.Match[str]) -> str:
    """Return a displayed formula, each line where its docstring has it."""
    first = f"{block['indent']}   {block['first'].strip()}\n" if block["first"].strip() else ""
    return math(first + re.sub(r"^ *:class: \w+\n", "", block["rest"], flags=re.MULTILINE))


def _plain(text: str) -> str:
    """Return reStructuredText without its marks, for a terminal; code stays as it is."""
    parts = re.split(r"(^ *>>>(?:.*\n?)*?(?=\s*\n|\Z))", text, flags=re.MULTILINE)
    for i in range(0, len(parts), 2):
        prose = _FORMULA.sub(_display, parts[i])
        prose = re.sub(r":math:`([^`]*)`", lambda role: math(role[1]), prose)
        prose = re.sub(r":[\w:]+:`~?([^`<]+?)(?: *<[^>]*>)?`", r"\1", prose)
        parts[i] = re.sub(r"\n{3,}", "\n\n", prose.replace("``", "`"))
    return "".join(parts)


def _row(claim: Claim, outcome: Outcome) -> str:
    """Return a claim's row of the ledger, the statement folded in its column."""
    first, *rest = textwrap.wrap(claim.statement, 52) or [""]
    word = "FAILED" if outcome.failed else "passed"
    return "\n".join(
        [f"{claim.id:<8}{claim.kind:<11}{first:<52}  {word}", *[" " * 19 + line for line in rest]]
    )


def _whole(claim: Claim, outcome: Outcome) -> str:
    """Return one claim in full: verdict, place, statement, doctest, outcome."""
    module = claim.source.rpartition(".")[0]
    place = f"\n         in {module}" if claim.where != claim.source else ""
    return (
        f"Claim {claim.id}   {claim.section} {SECTIONS[claim.section].title}\n"
        + textwrap.fill(f"verdict: {claim.verdict}", 80, subsequent_indent=" " * 9)
        + f"\ncode:    {claim.where}{place}\n\n{_plain(claim.text).rstrip()}\n\n"
        + (f"{outcome.report.rstrip()}\n\n" if outcome.failed else "")
        + f"{outcome.tried} examples run, {outcome.failed} failed: "
        + f"{'failed' if outcome.failed else 'passed'}\n"
    )


def _within(claim: str, names: Sequence[str]) -> bool:
    """Whether a claim's id is one of `names`, or in a section or chapter of them."""
    return any(f"{claim}.".startswith(f"{name}.") for name in names)


def _run(claims: Sequence[Claim], wanted: Sequence[str]) -> list[tuple[Claim, Outcome]]:
    """Run claims and print them, those wanted by name in full; return the failures."""
    failures, section = [], ""
    for claim in claims:
        outcome = claim.run()
        if outcome.failed:
            failures.append((claim, outcome))
        if claim.id in wanted:
            print(_whole(claim, outcome), flush=True)
            continue
        if claim.section != section:
            section = claim.section
            print(f"\n{section} {SECTIONS[section].title}\n" + "-" * 80)
        print(_row(claim, outcome), flush=True)
    return failures


def main(argv: Sequence[str] | None = None) -> int:
    """Run the claims asked for and print them; return 1 if any fails."""
    parser = argparse.ArgumentParser(
        prog="python -m reluridge",
        description="Run the doctest of every claim of the lecture and print the ledger.",
        epilog="verdicts: " + ", ".join(VERDICTS) + ". Exit status 1 if a claim fails.",
    )
    told = "a claim (1.3.c: shown whole), a section or a chapter (2.3 or 2: its claims)"
    parser.add_argument("id", nargs="*", help=told)
    parser.add_argument("--version", action="version", version=f"reluridge {__version__}")
    wanted = [name.rstrip(".") for name in parser.parse_args(argv).id]
    try:
        claims = find_claims()
    except ValueError as error:
        print(f"{parser.prog}: the ledger has mistakes\n{error}", file=sys.stderr)
        return 2
    if unknown := [name for name in wanted if not any(_within(c, [name]) for c in claims)]:
        parser.error(
            f"no claim, section or chapter {unknown[0]!r}\n"
            f"chapters are 1 and 2, sections {', '.join(SECTIONS)}, "
            f"claims {next(iter(claims))} to {list(claims)[-1]}"
        )
    if hasattr(sys.stdout, "reconfigure"):  # Greek letters on a terminal that has none
        sys.stdout.reconfigure(errors="replace")

    start = time.perf_counter()
    chosen = [c for c in claims.values() if not wanted or _within(c.id, wanted)]
    failures = _run(chosen, wanted)
    for claim, outcome in failures:
        if claim.id not in wanted:
            print(f"\n{claim.id} in {claim.source}\n{outcome.report}")
    if not any(claim.id in wanted for claim in chosen):
        print(f"\n{time.perf_counter() - start:.1f} s; whole: python -m reluridge {chosen[0].id}")
    print(f"{len(chosen) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
