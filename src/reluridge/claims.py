r"""The lecture's claims: find them in the docstrings, run their doctests.

A claim is stated once, in the docstring of the function that computes it::

    .. claim:: 2.3.a
       :verdict: true
       :taught: Fake data points make least squares a ridge regression.

       The precise statement, in one paragraph.

       **Proof.**  Why it is so, step by step.

       **Check.**  A doctest, which would fail if it were false:

       >>> 1 + 1
       2

       **Without w ≠ 0.**  Which step of the proof needs it, and a counterexample:

       >>> 1 - 1
       0

``:taught:`` is what the course notes say that the lecture examines.  A loose claim may be a rule of
thumb, with ``**Evidence.**`` instead of a proof; its ``**Boundary.**`` says where it turns false.
A check is no proof: it runs the code on a few numbers.  A counterexample that is drawn is called
``found``.  `VERDICTS` has the verdicts, and what they mean.

``python -m reluridge``, the documentation and the tests share what is read here.

Examples
--------
>>> from reluridge.claims import find_claims
>>> claim = find_claims()["2.3.a"]
>>> claim.verdict, claim.section, claim.where
('true', '2.3', 'reluridge.ridge_fake_data')
>>> claim.run().failed
0
"""

import doctest
import importlib
import inspect
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import NamedTuple

from reluridge._plain import FORMULA, directive, plain

__all__ = [
    "BREAKS",
    "MARKS",
    "PARTS",
    "SECTIONS",
    "VERDICTS",
    "Claim",
    "Formula",
    "Outcome",
    "Section",
    "find_claims",
    "find_formulas",
    "modules",
    "problems",
    "stated_claims",
]

#: The words that a verdict begins with, and what each says of what is taught.
VERDICTS = {
    "true": "It holds as it is taught.",
    "true if": "It holds once a condition is added, which the course notes leave out.",
    "loose": "One half of it is right, and the other has to go; the precise statement says which.",
    "slip": "Wrong, and no condition mends it; the precise statement is the correction.",
    "extension": "Not in the course notes, but it follows from what they say.",
}
#: The words in bold that the parts of a claim after its statement begin with.
PARTS = ("Proof", "Evidence", "Check")
BREAKS = r"Without [^*\n]+|Boundary"  # what follows them, if anything does
#: The words that say why a formula is not evaluated.
MARKS = ("definition", "derivation", "asymptotic")


class Section(NamedTuple):
    """A section of the lecture: its title, its modules, the letters of its claims."""

    title: str
    modules: tuple[str, ...]
    letters: str


#: The sections of the lecture, by their numbers.
SECTIONS = {
    "1.1": Section(
        "Approximation by elbows", ("relu_net.approximation", "relu_net.training"), "abcde"
    ),
    "1.2": Section("Initialization", ("relu_net.initialization",), "abcdefghi"),
    "1.3": Section("Dead ReLUs", ("relu_net.dead_relus",), "abcd"),
    "2.1": Section("Regularization in the loss", ("regularization.loss",), "abc"),
    "2.2": Section("Regularized least squares", ("regularization.least_squares",), "abcdef"),
    "2.2.1": Section("Gradient descent", ("regularization.gradient_descent",), "abcdef"),
    "2.3": Section("Data augmentation", ("regularization.data_augmentation",), "abcd"),
    "2.4": Section("Feature augmentation", ("regularization.feature_augmentation",), "abcde"),
}


_CLAIM = directive("claim")
_OPTION = re.compile(r"( *):(\w+):(.*\n(?:\1 +\S.*\n)*)")
_NO_PROOF = "A rule of thumb: no proof."
_PART = re.compile(rf"^\*\*({'|'.join(PARTS)}|{BREAKS})\.\*\*\s*", re.MULTILINE)


class Outcome(NamedTuple):
    """What running a claim's doctest gave: examples tried and failed, and the report."""

    tried: int
    failed: int
    report: str


class Formula(NamedTuple):
    """A displayed formula: whose docstring has it, which one it is there, its LaTeX, its mark.

    A formula without a mark is evaluated by the tests and compared with the code.  The mark
    says in one word why it is not: one of `MARKS`.
    """

    where: str
    number: int
    latex: str
    mark: str


@dataclass(frozen=True)
class Claim:
    """One claim, as its docstring states it."""

    id: str
    verdict: str
    text: str
    where: str
    source: str
    taught: str = ""

    @property
    def behind(self) -> str:
        """What stands behind it: ``'Proof'``, or for a rule of thumb ``'Evidence'``."""
        return "Evidence" if "Evidence" in self.parts else "Proof"

    @property
    def section(self) -> str:
        """The number of the section that makes the claim."""
        return self.id.rpartition(".")[0]

    @property
    def kind(self) -> str:
        """The verdict without its condition: one of `VERDICTS`, else empty."""
        longest_first = sorted(VERDICTS, key=len, reverse=True)
        found = re.match(rf"({'|'.join(longest_first)})\b", self.verdict)
        return found[1] if found else ""

    @property
    def statement(self) -> str:
        """The first paragraph, on one line, in plain text."""
        first = re.split(r"\n\s*\n|^>>>", self.parts[""], maxsplit=1, flags=re.MULTILINE)[0]
        return " ".join(plain(first).split())

    @cached_property
    def parts(self) -> dict[str, str]:
        """What follows the words of `PARTS` and `BREAKS`, in its order; the statement has none."""
        first, *rest = _PART.split(self.text)
        return {"": first} | dict(zip(rest[::2], rest[1::2], strict=True))

    @property
    def breaks(self) -> dict[str, str]:
        """The parts that show what happens without a hypothesis, or where a rule flips."""
        return {word: text for word, text in self.parts.items() if re.fullmatch(BREAKS, word)}

    @cached_property
    def test(self) -> doctest.DocTest:
        """The claim's examples, to be run in an empty session."""
        return doctest.DocTestParser().get_doctest(self.text, {}, f"claim {self.id}", self.where, 0)

    def run(self) -> Outcome:
        """Run the doctest in an empty session; a warning counts as a failure."""
        report = io.StringIO()
        self.test.globs = {"__name__": "__main__"}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            runner = doctest.DocTestRunner(verbose=False, optionflags=0)
            result = runner.run(self.test, out=report.write)
        return Outcome(result.attempted, result.failed, report.getvalue())


def modules() -> list[ModuleType]:
    """Return the modules that hold the lecture, in its order."""
    return [importlib.import_module(f"reluridge.{m}") for s in SECTIONS.values() for m in s.modules]


def _docstrings() -> Iterator[tuple[str, str, str]]:
    """Yield (public name, defining name, docstring) of the modules and what they define."""
    for module in modules():
        home = module.__name__
        yield home, home, inspect.getdoc(module) or ""
        for name in module.__all__:
            thing = getattr(module, name)
            members = vars(thing).items() if inspect.isclass(thing) else ()
            for key, member in [("", thing), *members]:
                if (not key.startswith("_") or key == "__call__") and hasattr(member, "__doc__"):
                    path = f"{name}.{key}".rstrip(".")
                    # The public name of a function is the one at the package's top.
                    yield f"reluridge.{path}", f"{home}.{path}", inspect.getdoc(member) or ""


def _claims_in(where: str, source: str, doc: str) -> Iterator[Claim]:
    """Yield the claims that one docstring states."""
    for match in _CLAIM.finditer(doc + "\n"):
        text = inspect.cleandoc("\n" + match["rest"])
        told: dict[str, str] = {}
        text += "\n"
        directly = match["rest"].partition("\n")[0].strip()  # as reStructuredText has options
        while directly and (option := _OPTION.match(text)):
            told[option[2]], text = " ".join(option[3].split()), text[option.end() :]
        name, verdict, taught = (
            match["first"].strip(),
            told.get("verdict", ""),
            told.get("taught", ""),
        )
        yield Claim(name, verdict, text.strip() + "\n", where, source, taught)


def stated_claims() -> list[Claim]:
    """Return every claim that a docstring states, in lecture order, repetitions included."""
    found = [claim for doc in _docstrings() for claim in _claims_in(*doc)]
    order = {number: place for place, number in enumerate(SECTIONS)}
    return sorted(found, key=lambda c: (order.get(c.section, len(order)), c.id))


def find_formulas() -> list[Formula]:
    """Return every displayed formula of the lecture's docstrings, in order."""
    found = []
    for where, _, doc in _docstrings():
        for number, match in enumerate(FORMULA.finditer(doc + "\n"), 1):
            text = f"{match['first']}\n{match['rest']}"
            mark = re.search(r"^ *:class: *(\S*) *$", text, re.MULTILINE)
            latex = " ".join(text.replace(mark[0] if mark else "", "").split())
            found.append(Formula(where, number, latex, mark[1] if mark else ""))
    return found


def problems(claims: list[Claim] | None = None) -> list[str]:
    """Return what is wrong with the ledger, a sentence each; an empty list if nothing is.

    Parameters
    ----------
    claims : list of Claim, optional
        The claims to look at; by default all that the docstrings state.

    Returns
    -------
    list of str
        A claim of the lecture that is missing; one that is stated twice, is of
        no section, has no known verdict, no condition for *true if*, no
        statement, or no doctest that can be read and checks something; one that
        does not say how it is taught, or lacks a part, or has them in another order.
    """
    claims = stated_claims() if claims is None else claims
    times = Counter(claim.id for claim in claims)
    wanted = [f"{number}.{letter}" for number, s in SECTIONS.items() for letter in s.letters]
    wrong = [f"claim {i} is missing: no docstring states it" for i in wanted if i not in times]
    for name in (i for i, n in times.items() if n > 1):
        places = " and ".join(claim.source for claim in claims if claim.id == name)
        wrong.append(f"claim {name} is stated twice: {places}")
    return wrong + [f"claim {c.id!r} in {c.source} {what}" for c in claims for what in _faults(c)]


def _faults(claim: Claim) -> Iterator[str]:
    """Yield what is wrong with a claim by itself."""
    if claim.section not in SECTIONS:
        yield "belongs to no section of the lecture"
    if not claim.kind:
        yield f"has verdict {claim.verdict!r}; it must begin with one of {tuple(VERDICTS)}"
    if claim.verdict == "true if":
        yield "does not say under which condition it is true"
    if not claim.statement:
        yield "has no statement"
    try:
        if not any(example.want for example in claim.test.examples):
            yield "has no doctest that checks anything"
    except ValueError as error:  # its text says the line
        yield f"has a doctest that cannot be read: {error}"
    yield from _gaps(claim)


def _gaps(claim: Claim) -> Iterator[str]:
    """Yield what a claim lacks of its parts, or has in another order than theirs."""
    extends, words = claim.kind == "extension", _PART.findall(claim.text)
    if extends and claim.taught:
        yield "is an extension, which the notes do not have: take off :taught:"
    if not extends and not claim.taught:
        yield "does not say how it is taught: add :taught: below :verdict:"
    if words[:2] not in (["Proof", "Check"], ["Evidence", "Check"]) or set(words[2:]) & {*PARTS}:
        yield f"must have **Proof.** or **Evidence.**, and then **Check.**; it has {words}"
    elif ">>>" in claim.text.partition("**Check.**")[0]:
        yield "has a doctest before **Check.**"
    elif not claim.parts[words[0]].strip():
        yield f"says nothing under **{words[0]}.**"
    for word in dict.fromkeys(words[2:]):
        said, _, shown = claim.parts[word].partition(">>>")
        if word in claim.breaks and not (said.strip() and shown and words.count(word) == 1):
            yield f"must say once why **{word}.** breaks it, and show it in a doctest"
    if claim.kind == "true" and "Evidence" in words:
        yield "is true, and so must have a proof"
    evidence = " ".join(claim.parts.get("Evidence", _NO_PROOF).split())
    if not evidence.startswith(_NO_PROOF):
        yield f"must begin its evidence with {_NO_PROOF!r}"


def find_claims() -> dict[str, Claim]:
    """Return every claim by its id, in lecture order.

    Returns
    -------
    dict of str to Claim
        For example ``find_claims()["1.3.c"]``.

    Raises
    ------
    ValueError
        If a claim is missing, stated twice or has no doctest (see `problems`).
    """
    claims = stated_claims()
    if wrong := problems(claims):
        raise ValueError("\n".join(wrong))
    return {c.id: c for c in claims}
