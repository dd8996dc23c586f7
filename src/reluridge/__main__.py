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

_ID, _VERDICT, _STATEMENT, _OUTCOME = 8, 11, 52, 6


def _row(first: str, verdict: str, statement: str, outcome: str) -> str:
    """Return one row of the ledger, the statement folded in its column."""
    lines = textwrap.wrap(statement, _STATEMENT) or [""]
    cells = f"{first:<{_ID}}{verdict:<{_VERDICT}}{lines[0]:<{_STATEMENT}}  {outcome}"
    rest = [" " * (_ID + _VERDICT) + line for line in lines[1:]]
    return "\n".join([cells.rstrip(), *rest])


# LaTeX that a terminal can show; Greek letters are looked up by their names.
_SYMBOLS = {"approx": "≈", "le": "≤", "ge": "≥", "ne": "≠", "sim": "~", "to": "→", "in": "∈"}
_SYMBOLS |= {"times": "×", "pm": "±", "sum": "Σ", "infty": "∞", "qquad": "  "}
_SYMBOLS |= {"lVert": "‖", "rVert": "‖", "lambda": "λ", "ln": "ln", "max": "max", "min": "min"}
_SYMBOLS |= {"tanh": "tanh", "arctan": "arctan", "sqrt": "√", "partial": "∂", "nabla": "∇"}
_DROPPED = r"\\(?:left|right|[bB]igg?[lr]|mathcal|mathbf|[;!]) *"
_RAISED = {"2": "²", "3": "³", "T": "ᵀ", "+": "⁺", "(-1)": "⁻¹"}


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


def _script(mark: re.Match[str]) -> str:
    """Return an index or an exponent without its braces."""
    inner = mark[2] if len(mark[2]) == 1 else f"({mark[2]})"
    return mark[1] + inner


def _math(latex: str) -> str:
    """Return a formula as a terminal can show it."""
    text = re.sub(_DROPPED, "", latex).replace(r"\,", "\N{NO-BREAK SPACE}")
    text = re.sub(r" *\\cdot *", "·", text)
    text = re.sub(r"\\(?:operatorname|text|mathrm)\{([^}]*)\}", r"\1", text).replace(r"\_", "_")
    text = re.sub(r"\\hat *(\w)", "\\1\N{COMBINING CIRCUMFLEX ACCENT}", text)
    text = re.sub(r"\\([A-Za-z]+)( ?)", _symbol, re.sub(r"\\[td]frac", r"\\frac", text))
    text = re.sub(r"√\{([^{}]*)\}", r"√(\1)", text)
    text = re.sub(r"([_^])\{([^{}]*)\}", _script, text)
    text = re.sub(r"\\frac *(\w|\{[^{}]*\}) *(\w|\{[^{}]*\})", _fraction, text)
    text = re.sub(r"\^([23T+]|\(-1\))", lambda power: _RAISED[power[1]], text)
    return re.sub(r"(?<=\w)(?=Σ)", " ", text).replace("\N{NO-BREAK SPACE}", " ")


def _display(block: re.Match[str]) -> str:
    """Return a displayed formula, each line where its docstring has it."""
    indent, first, rest = block.groups()
    rest = re.sub(r"^ *:class: \w+\n", "", rest, flags=re.MULTILINE)
    return _math((f"{indent}   {first.strip()}\n" if first.strip() else "") + rest)


def _plain(text: str) -> str:
    """Return reStructuredText without its marks, for a terminal; code stays as it is."""
    parts = re.split(r"(^ *>>>(?:.*\n?)*?(?=\s*\n|\Z))", text, flags=re.MULTILINE)
    for i, prose in enumerate(parts[::2]):
        prose = _FORMULA.sub(_display, prose)
        prose = re.sub(r":math:`([^`]*)`", lambda role: _math(role[1]), prose)
        prose = re.sub(r":[\w:]+:`~?([^`<]+?)(?: *<[^>]*>)?`", r"\1", prose)
        parts[2 * i] = re.sub(r"\n{3,}", "\n\n", prose.replace("``", "`"))
    return "".join(parts)


def _whole(claim: Claim, outcome: Outcome) -> str:
    """Return one claim in full: verdict, place, statement, doctest, outcome."""
    title = SECTIONS[claim.section].title
    word = "failed" if outcome.failed else "passed"
    place = f"         in {claim.source.rpartition('.')[0]}"
    return "\n".join(
        [
            f"Claim {claim.id}   {claim.section} {title}",
            textwrap.fill(f"verdict: {claim.verdict}", 80, subsequent_indent=" " * 9),
            f"code:    {claim.where}",
            *([place] if claim.where != claim.source else []),
            "",
            _plain(claim.text).rstrip(),
            "",
            *([outcome.report.rstrip(), ""] if outcome.failed else []),
            f"{outcome.tried} examples run, {outcome.failed} failed: {word}",
        ]
    )


def _within(claim: str, name: str) -> bool:
    """Whether a claim's id is `name`, or is in the section or chapter `name`."""
    return f"{claim}.".startswith(f"{name}.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the claims asked for and print them; return 1 if any fails."""
    parser = argparse.ArgumentParser(
        prog="python -m reluridge",
        description="Run the doctest of every claim of the lecture and print the ledger.",
        epilog="verdicts: " + ", ".join(VERDICTS) + ". Exit status 1 if a claim fails.",
    )
    parser.add_argument(
        "id",
        nargs="*",
        help="a claim (1.3.c: shown whole), a section or a chapter (2.3 or 2: its claims)",
    )
    parser.add_argument("--version", action="version", version=f"reluridge {__version__}")
    wanted = [name.rstrip(".") for name in parser.parse_args(argv).id]
    try:
        claims = find_claims()
    except ValueError as error:
        print(f"{parser.prog}: the ledger has mistakes\n{error}", file=sys.stderr)
        return 2
    for name in wanted:
        if not any(_within(claim, name) for claim in claims):
            parser.error(
                f"no claim, section or chapter {name!r}\n"
                f"chapters are 1 and 2, sections {', '.join(SECTIONS)}, "
                f"claims {next(iter(claims))} to {list(claims)[-1]}"
            )
    if hasattr(sys.stdout, "reconfigure"):  # Greek letters on a terminal that has none
        sys.stdout.reconfigure(errors="replace")

    chosen = [
        c for c in claims.values() if not wanted or any(_within(c.id, name) for name in wanted)
    ]
    whole = [c for c in chosen if c.id in wanted]
    start, failures, section = time.perf_counter(), [], ""
    for claim in chosen:
        outcome = claim.run()
        if outcome.failed:
            failures.append((claim, outcome))
        if claim in whole:
            print(_whole(claim, outcome), end="\n\n", flush=True)
            continue
        if claim.section != section:
            section = claim.section
            print(f"\n{section} {SECTIONS[section].title}\n" + "-" * 80)
        word = "FAILED" if outcome.failed else "passed"
        print(_row(claim.id, claim.kind, claim.statement, word), flush=True)
    for claim, outcome in failures:
        if claim not in whole:
            print(f"\n{claim.id} in {claim.source}\n{outcome.report}")
    if not whole:
        print(f"\n{time.perf_counter() - start:.1f} s; whole: python -m reluridge {chosen[0].id}")
    print(f"{len(chosen) - len(failures)} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader of the pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
