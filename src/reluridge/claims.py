r"""The lecture's claims: find them in the docstrings, run their doctests.

A claim is stated once, in the docstring of the function that computes it::

    .. claim:: 2.3.a
       :verdict: true

       Ordinary least squares on the extended data is ridge regression.

       >>> 1 + 1          # the doctest that would fail if it were false
       2

The first paragraph is the statement, in words that a terminal can print; more
paragraphs and formulas may follow.  A verdict is *true*, *true if* (with the
condition that the lecture leaves out), *loose* (a rule of thumb: what it gets
right, and what it does not), *slip* (wrong as printed, with the correction) or
*extension* (not in the lecture, but it follows).

Everything here is read from the docstrings with the standard library alone.
``python -m reluridge``, the documentation and the tests share it.

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
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import NamedTuple

__all__ = [
    "MARKS",
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

#: The words that a verdict begins with.
VERDICTS = ("true if", "true", "loose", "slip", "extension")
#: The words that say why a formula is not evaluated.
MARKS = ("definition", "derivation", "asymptotic")


class Section(NamedTuple):
    """A section of the lecture: its title, its module, the letters of its claims."""

    title: str
    module: str
    letters: str


#: The sections of the lecture, by their numbers.
SECTIONS = {
    "1.1": Section("Approximation by elbows", "relu_net.approximation", "abcde"),
    "1.2": Section("Initialization", "relu_net.initialization", "abcdefgh"),
    "1.3": Section("Dead ReLUs", "relu_net.dead_relus", "abcd"),
    "2.1": Section("Regularization in the loss", "regularization.loss", "abc"),
    "2.2": Section("Regularized least squares", "regularization.least_squares", "abcde"),
    "2.2.1": Section("Gradient descent", "regularization.gradient_descent", "abcdef"),
    "2.3": Section("Data augmentation", "regularization.data_augmentation", "abcd"),
    "2.4": Section("Feature augmentation", "regularization.feature_augmentation", "abcde"),
}

# Modules that hold claims, in lecture order; training belongs to section 1.1.
_MODULES = [s.module for s in SECTIONS.values()]
_MODULES.insert(1, "relu_net.training")

_DIRECTIVE = re.compile(r"^(?P<indent> *)\.\. claim:: *(?P<id>\S*) *\n", re.MULTILINE)
_FORMULA = re.compile(
    r"^(?P<indent> *)\.\. math::(?P<first>.*)\n(?P<rest>(?:(?P=indent) +\S.*\n|[ \t]*\n)*)",
    re.MULTILINE,
)
_OPTION = re.compile(r"\A\s*:verdict:(?P<verdict>[^\n]*)\n")


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

    @property
    def section(self) -> str:
        """The number of the section that makes the claim."""
        return self.id.rpartition(".")[0]

    @property
    def kind(self) -> str:
        """The verdict without its condition: one of `VERDICTS`, else empty."""
        pattern = rf"({'|'.join(VERDICTS)})\b"
        found = re.match(pattern, self.verdict)
        return found[1] if found else ""

    @property
    def statement(self) -> str:
        """The first paragraph, on one line."""
        return " ".join(
            re.split(r"\n\s*\n|^>>>", self.text.strip(), maxsplit=1, flags=re.M)[0].split()
        )

    @cached_property
    def test(self) -> doctest.DocTest:
        """The claim's examples, to be run in an empty session."""
        return doctest.DocTestParser().get_doctest(self.text, {}, f"claim {self.id}", self.where, 0)

    def run(self) -> Outcome:
        """Run the doctest in an empty session; a warning counts as a failure."""
        report = io.StringIO()
        runner = doctest.DocTestRunner(verbose=False, optionflags=0)
        self.test.globs = {"__name__": "__main__"}
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = runner.run(self.test, out=report.write)
        return Outcome(result.attempted, result.failed, report.getvalue())


def _docstrings(module: ModuleType) -> Iterator[tuple[str, str, str]]:
    """Yield (public name, defining name, docstring) of a module and what it defines."""
    yield module.__name__, module.__name__, inspect.getdoc(module) or ""
    for name in module.__all__:
        thing = getattr(module, name)
        # The public name of a function is the one at the package's top.
        yield f"reluridge.{name}", f"{module.__name__}.{name}", inspect.getdoc(thing) or ""
        if inspect.isclass(thing):
            for key, member in vars(thing).items():
                if (not key.startswith("_") or key == "__call__") and hasattr(member, "__doc__"):
                    doc = inspect.getdoc(member) or ""
                    yield f"reluridge.{name}.{key}", f"{module.__name__}.{name}.{key}", doc


def _claims_in(where: str, source: str, doc: str) -> Iterator[Claim]:
    """Yield the claims that one docstring states."""
    for match in _DIRECTIVE.finditer(doc):
        body = []
        for line in doc[match.end() :].splitlines():
            depth = len(line) - len(line.lstrip())
            if line.strip() and depth <= len(match["indent"]):
                break
            body.append(line)
        text = inspect.cleandoc("\n".join(["", *body])) + "\n"
        option = _OPTION.match(text)
        verdict = option["verdict"].strip() if option else ""
        yield Claim(
            match["id"],
            verdict,
            text[option.end() if option else 0 :].strip() + "\n",
            where,
            source,
        )


def modules() -> list[ModuleType]:
    """Return the modules that hold the lecture, in its order."""
    return [importlib.import_module(f"reluridge.{m}") for m in _MODULES]


def stated_claims() -> list[Claim]:
    """Return every claim that a docstring states, in lecture order, repetitions included."""
    found = [c for m in modules() for doc in _docstrings(m) for c in _claims_in(*doc)]
    order = list(SECTIONS)
    return sorted(found, key=lambda c: (order.index(c.section) if c.section in order else 99, c.id))


def find_formulas() -> list[Formula]:
    """Return every displayed formula of the lecture's docstrings, in order."""
    found = []
    for module in modules():
        for where, _, doc in _docstrings(module):
            for number, match in enumerate(_FORMULA.finditer(doc + "\n"), 1):
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
        statement, or no doctest that can be read and checks something.
    """
    claims = stated_claims() if claims is None else claims
    wanted = [f"{number}.{letter}" for number, s in SECTIONS.items() for letter in s.letters]
    places: dict[str, list[str]] = {}
    for claim in claims:
        places.setdefault(claim.id, []).append(claim.source)
    wrong = [f"claim {i} is missing: no docstring states it" for i in wanted if i not in places]
    wrong += [
        f"claim {i} is stated twice: {' and '.join(p)}" for i, p in places.items() if len(p) > 1
    ]
    for claim in claims:
        at = f"claim {claim.id!r} in {claim.source}"
        if claim.section not in SECTIONS:
            wrong.append(f"{at} belongs to no section of the lecture")
        if not claim.kind:
            wrong.append(
                f"{at} has verdict {claim.verdict!r}; it must begin with one of {VERDICTS}"
            )
        if claim.verdict == "true if":
            wrong.append(f"{at} does not say under which condition it is true")
        if not claim.statement or claim.statement.startswith(">>>"):
            wrong.append(f"{at} has no statement")
        try:
            checks = any(example.want for example in claim.test.examples)
        except ValueError as error:  # its text says the line
            wrong.append(f"{at} has a doctest that cannot be read: {error}")
            continue
        if not checks:
            wrong.append(f"{at} has no doctest that checks anything")
    return wrong


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
