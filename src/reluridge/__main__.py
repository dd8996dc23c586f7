"""Run every claim of the lecture and print the ledger: ``python -m reluridge``."""

import argparse
import os
import sys
import textwrap
import time
from collections.abc import Sequence

from reluridge import __version__
from reluridge._plain import filled, plain
from reluridge.claims import SECTIONS, VERDICTS, Claim, Outcome, find_claims


def _row(claim: Claim, outcome: Outcome) -> str:
    """Return a claim's row of the ledger, the statement folded in its column."""
    first, *rest = textwrap.wrap(claim.statement, 52) or [""]
    word = "FAILED" if outcome.failed else "passed"
    return "\n".join(
        [f"{claim.id:<8}{claim.kind:<11}{first:<52}  {word}", *[" " * 19 + line for line in rest]]
    )


def _whole(claim: Claim, outcome: Outcome) -> str:
    """Return one claim in full: verdict, place, what is taught and what holds, proof, check."""
    module = claim.source.rpartition(".")[0]
    place = f"\n         in {module}" if claim.where != claim.source else ""
    taught = f"As taught: {plain(claim.taught)}\n\nPrecisely: " if claim.taught else ""
    return (
        f"Claim {claim.id}   {claim.section} {SECTIONS[claim.section].title}\n"
        + textwrap.fill(f"verdict: {claim.verdict}", 80, subsequent_indent=" " * 9)
        + f"\ncode:    {claim.where}{place}\n\n{filled(taught + plain(claim.text).rstrip())}\n\n"
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
        description="Run the check of every claim of the lecture and print the ledger.",
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
