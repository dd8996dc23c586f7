"""Plant errors and see who notices them: ``python noxfile.py -s mutants``.

mutmut knows the first kind: a sign, a comparison, a number, a name, an argument left out.  The
second kind is a parameter of a public function that is checked and then ignored: its default is
used, or 0, or 1, or other data.  Each error is planted, alone, in a process of its own, by
exchanging the code of the function that has it.

- A parameter that is ignored has to be noticed by the function's own docstring, or one of its
  class: all of them.
- What is planted in a lecture module has to be noticed by the docstrings of this module: 95 %.
  What they let through is shown to the pages and the tests as well.  How a refusal is worded is
  no matter of a docstring: what these let through of it, the tests have to notice, up to 98 %.
- What is planted in the engine has to be noticed by the tests, doctests left out: 98 %.

``tests/mutants.toml`` explains every error that goes unnoticed.  It is wrong, and this script
fails, when an error is missing there, is listed but noticed, or is said to be noticed by pages
or tests and is not.  With ``-- gradient_descent`` only what has this in its name is planted; the
tests stay out of it, and so do refusals, unless ``--tests`` is added; for the engine,
``-- factor tests/test_factor.py`` asks these tests alone.
"""

import argparse
import collections
import contextlib
import copy
import gc
import importlib
import inspect
import io
import itertools
import json
import os
import pkgutil
import resource
import sys
import time
import tomllib
import types
from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import calls

import reluridge as rr
import reluridge._engine
from reluridge.claims import modules

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".toml")
REQUIRED = {"parameters": 1, "lecture": 0.95, "refusals": 0.98, "engine": 0.98}
SECONDS = 30  # of the processor, for one test; it hangs if it takes longer
PATIENCE = 20  # of what the tests take without an error: the quickest that reach it, no more
TESTS = ""  # the audience of the engine, in the place of the name that docstrings have


class Error:
    """An error in a function: its name, what it does there, and who has to notice it."""

    def __init__(self, kind, function, name, change, audience, plant):
        self.kind, self.function, self.name, self.change = kind, function, name, change
        self.audience, self.plant = audience, plant
        self.home = function.__module__.removeprefix("reluridge.")
        self.place = f"{self.home}.{function.__qualname__}"


def known_to_mutmut(path):
    """Yield the tree of a module, and each error in it: its operator, function, right and wrong.

    Here alone is what mutmut does not promise to keep: it has no public way to its errors.
    """
    from mutmut.mutation import file_mutation

    names = {}

    def naming(operator):
        def named(node):
            for wrong in operator(node):
                names[wrong] = operator.__name__.removeprefix("operator_")
                yield wrong

        return named

    operators = [(kind, naming(f)) for kind, f in file_mutation.mutation_operators]
    with mock.patch.object(file_mutation, "mutation_operators", operators):
        tree, found, *_ = file_mutation.create_mutations(path, Path(path).read_text("utf-8"))
    for error in found:
        right, wrong = error.original_node, error.mutated_node
        yield tree, names[wrong], error.contained_by_top_level_function, right, wrong


def of_mutmut(home):
    """Yield every error that mutmut knows in a module: the n-th of an operator in a function."""
    engine = home.__name__.startswith("reluridge._engine")
    seen, refusing = collections.Counter(), {}
    for tree, operator, node, right, wrong in known_to_mutmut(home.__file__):
        if node is None or not hasattr(node, "params"):
            continue
        owners = [part for part in tree.body if node in getattr(part.body, "body", ())]
        owner = getattr(home, owners[0].name.value) if owners else home
        function = vars(owner)[node.name.value]
        function = getattr(function, "__func__", function)
        if function not in refusing:
            refusing[function] = set(refusals(tree, node))
        seen[function, operator] += 1
        words = {right, argument_left_out(right, wrong)}
        source = tree.code_for_node(node.deep_replace(right, wrong))
        yield Error(
            "engine" if engine else "refusals" if words & refusing[function] else "lecture",
            function,
            f"{operator} {seen[function, operator]}",
            f"{shown(tree.code_for_node(right))} → {shown(tree.code_for_node(wrong))}",
            TESTS if engine else home.__name__,
            partial(exchange, function, source),
        )


def refusals(tree, node):
    """Yield the parts of a function that say what is wrong with an argument, and how to mend it.

    These are: what is raised, what else than an argument a check is given, how NumPy is kept
    quiet, and texts that get a name or go to a function other than NumPy's.
    """
    for part in below(node):
        name = type(part).__name__
        if name == "Raise" or (name == "Assign" and is_text(part.value)):
            yield from below(part)
        elif name == "Call":
            call = tree.code_for_node(part.func)
            first = (
                1 if call.startswith("checks.") else 0 if call == "np.errstate" else len(part.args)
            )
            texts = [a for a in part.args if is_text(a.value) and not a.keyword]
            for argument in {*part.args[first:], *(() if call.startswith("np.") else texts)}:
                yield from below(argument)


def is_text(node):
    """Say whether an expression is a text, or one of two."""
    if type(node).__name__ == "IfExp":
        return is_text(node.body) and is_text(node.orelse)
    return type(node).__name__ in ("SimpleString", "FormattedString", "ConcatenatedString")


def argument_left_out(right, wrong):
    """Return the argument in which two calls differ, if they are calls."""
    old, new = getattr(right, "args", ()), getattr(wrong, "args", ())
    return next((a for a, b in zip(old, [*new, None], strict=False) if a is not b), None)


def below(node):
    """Yield a node and all that it is made of."""
    yield node
    for child in node.children:
        yield from below(child)


def shown(code):
    """Return code in one line that is not too long."""
    line = " ".join(code.split())
    return line if len(line) <= 90 else f"{line[:44]} … {line[-44:]}"


def exchange(function, source):
    """Give a function the code of its wrong source, in this process, wherever it is imported."""
    names = dict(function.__globals__)
    exec(compile(source, function.__code__.co_filename, "exec"), names)
    wrong = names[function.__name__]
    wrong = getattr(wrong, "__func__", wrong)
    for part in ("__code__", "__defaults__", "__kwdefaults__"):
        setattr(function, part, getattr(wrong, part))


def ignored(home):
    """Yield an error for each other value that a parameter of something public may have."""
    public = [getattr(rr, name) for name in rr.__all__]
    for owner in [thing for thing in public if thing.__module__ == home.__name__]:
        names = [n for n in vars(owner) if n in ("__init__", "__call__", "__add__") or n[0] != "_"]
        inside = [vars(owner)[name] for name in names] if inspect.isclass(owner) else [owner]
        for function in [getattr(thing, "__func__", thing) for thing in inside]:
            if inspect.isfunction(function) and function.__module__ == home.__name__:
                parameters = list(inspect.signature(function).parameters.values())
                for parameter in parameters[inspect.isclass(owner) :]:
                    for how, other in others(function, parameter):
                        yield Error(
                            "parameters",
                            function,
                            f"{parameter.name} is {how}",
                            "ignored",
                            f"{home.__name__}.{owner.__name__}",
                            partial(ignore, function, parameter.name, other),
                        )


def others(function, parameter):
    """Return ways to ignore a parameter: a name, and what gives a value in the place of another.

    What a good call refuses is no way; always the value of the first call is one for everything.
    """
    default, kind = parameter.default, parameter.annotation
    ways = {}
    if default is not parameter.empty:
        ways["its default"] = lambda _: default
    if "bool" in kind or kind in ("float", "int"):
        values = (False, True) if "bool" in kind else (0, 1)
        ways |= {str(v): lambda _, v=v: v for v in values if v != default}
    elif default is parameter.empty and kind in OTHER:
        ways.update([OTHER[kind]])
    ways = {how: other for how, other in ways.items() if fits(function, parameter.name, other)}
    return list(ways.items()) or [("that of the first call", first())]


def first():
    """Return a function that gives what it is given the first time, always."""
    seen = []

    def other(value):
        seen.append(value)
        return seen[0]

    return other


def moved(a):
    """Return twice an array and 1: as good an argument as itself."""
    return 2 * np.asarray(a, dtype=float) + 1


OTHER = {
    "Array": ("moved", moved),
    "ArrayLike": ("moved", moved),
    "ReLUNet": ("another", lambda net: rr.ReLUNet(*map(moved, (net.w, net.b, net.v)), net.c + 1)),
    "np.random.Generator": ("another", lambda _: np.random.default_rng(time.perf_counter_ns())),
    "tuple[int, int]": ("turned", lambda shape: shape[::-1]),
}


def fits(function, name, other):
    """Say whether a good call stays good with another value."""
    label = function.__qualname__.removesuffix(".__init__")
    for call, arguments in calls.CALLS.items():
        if calls.label(call) == label:
            try:
                call(**arguments | {name: other(arguments.get(name))})
            except ValueError:
                return False
    return True


def ignore(function, name, other):
    """Let a function check an argument and use another, in this process."""
    right = types.FunctionType(
        function.__code__, function.__globals__, function.__name__, function.__defaults__
    )
    right.__kwdefaults__ = function.__kwdefaults__
    signature = inspect.signature(function)

    def wrong(*arguments, **named):
        with contextlib.redirect_stdout(io.StringIO()):
            right(*map(copied, arguments), **{key: copied(a) for key, a in named.items()})
        bound = signature.bind(*arguments, **named)
        bound.apply_defaults()
        bound.arguments[name] = other(bound.arguments[name])
        return right(*bound.args, **bound.kwargs)

    function.__globals__["_wrong_"] = wrong
    # Code without a closure, as the function's own has none: the name is found in its globals.
    function.__code__ = (lambda *arguments, **named: _wrong_(*arguments, **named)).__code__  # noqa: F821
    function.__defaults__ = function.__kwdefaults__ = None


def copied(thing):
    """Return a copy, where there can be one: a call must not use up what the next one needs."""
    try:
        return copy.deepcopy(thing)
    except Exception:  # whatever an object's own copying raises
        return thing


def errors(only):
    """Return all errors whose names have a word in them."""
    engine = [
        importlib.import_module(f"reluridge._engine.{part.name}")
        for part in pkgutil.iter_modules(reluridge._engine.__path__)
    ]
    found = [error for home in [*modules(), *engine] for error in of_mutmut(home)]
    found += [error for home in modules() for error in ignored(home)]
    return [error for error in found if only in f"{error.place} {error.name}"]


def at_once(jobs, work):
    """Do each job in a child process, one for each core, and yield it with what it returned.

    A child that dies, or takes too long, returns None.
    """
    jobs, running = iter(jobs), {}
    while True:
        while len(running) < (os.cpu_count() or 1) and (job := next(jobs, None)) is not None:
            read, write = os.pipe()
            child = os.fork()
            if not child:
                os.close(read)
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                try:
                    os.write(write, json.dumps(work(job)).encode())
                finally:
                    os._exit(0)
            os.close(write)
            running[child] = job, read
        if not running:
            return
        child, _ = os.wait()
        job, read = running.pop(child)
        with os.fdopen(read) as pipe:
            answer = pipe.read()
        yield job, json.loads(answer) if answer else None


class Plugin:
    """Run the collected tests against the errors instead of once."""

    def __init__(self, planted, options):
        self.planted, self.options = planted, options
        self.whole = not options.only
        self.known, self.wrong = {}, []

    def pytest_configure(self):
        """Let Hypothesis stop at the first example that fails."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", phases=phases, database=None, deadline=None)
        settings.load_profile("mutants")

    def pytest_runtest_logreport(self, report):
        """Remember a failure."""
        self.failed |= report.failed

    def fails(self, item):
        """Run a test and say whether it fails, in a child: nothing else is to hear of it."""
        if item.config.pluginmanager.has_plugin("terminalreporter"):
            item.config.pluginmanager.unregister(name="terminalreporter")
        limit = int(time.process_time()) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        self.failed = False
        item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return self.failed

    def pytest_runtestloop(self, session):
        """Show each error to those who have to notice it, then to everybody."""
        gc.freeze()  # or each child would copy the memory of all tests
        names = [
            i.dtest.name if isinstance(i, pytest.DoctestItem) else TESTS for i in session.items
        ]
        numbers = {
            audience: [k for k, n in enumerate(names) if f"{n}.".startswith(f"{audience}.")]
            for audience in {error.audience for error in self.planted}
        }
        tests = [k for k, name in enumerate(names) if name == TESTS]
        left = self.show(session, self.planted, lambda error: numbers[error.audience])
        later = []
        if self.whole or self.options.tests:
            late = [error for error in left if error.kind in ("lecture", "refusals")]
            everybody = {"lecture": range(len(names)), "refusals": tests}
            still = self.show(session, late, lambda error: everybody[error.kind])
            later = [error for error in late if error not in still]
        self.report(left, later)
        return True

    def show(self, session, planted, audience):
        """Return the errors that their audience, tests by their numbers, does not notice."""
        codes = {e.function.__code__: e.place for e in self.planted}

        def reach(number):
            reached = set()

            def note(frame, event, _):
                if event == "call" and frame.f_code in codes:
                    reached.add(codes[frame.f_code])

            start = time.process_time()
            sys.setprofile(note)
            failed = self.fails(session.items[number])
            sys.setprofile(None)
            return [failed, time.process_time() - start, sorted(reached)]

        def survives(error):
            error.plant()
            quickest = sorted((self.known[k], k) for k in audience(error))
            reached = [(known[1], k) for known, k in quickest if error.place in known[2]]
            spent = itertools.accumulate(seconds for seconds, _ in reached)
            in_time = [k for (_, k), s in zip(reached, spent, strict=True) if s < PATIENCE]
            return not any(self.fails(session.items[k]) for k in in_time)

        wanted = {k for error in planted for k in audience(error)} - self.known.keys()
        for number, answer in at_once(sorted(wanted), reach):
            if answer is None or answer[0]:
                name = session.items[number].nodeid
                raise pytest.UsageError(f"{name} fails without any error planted")
            self.known[number] = answer
        left = [error for error, alive in at_once(planted, survives) if alive]
        print(f"{len(planted) - len(left)} of {len(planted)} noticed", flush=True)
        return left

    def report(self, left, later):
        """Say what was noticed, and compare what was not with the list."""
        complete = self.whole or self.options.tests
        unnoticed = [e for e in left if e.kind != "refusals" or (complete and e not in later)]
        planted = {(error.place, error.name) for error in self.planted}
        listed = {
            (place, name): reason
            for place, names in tomllib.loads(LIST.read_text(encoding="utf-8")).items()
            for name, reason in names.items()
            if self.whole or (place, name) in planted
        }
        found = {(error.place, error.name): error for error in unnoticed}
        for key, error in sorted(found.items()):
            tests = "tests" if error in later else ""
            if key not in listed:
                line = f'{json.dumps(error.name)} = "{tests}"  # {error.change}'
                self.wrong.append(f'not listed: ["{error.place}"]\n{line}')
            elif complete and (tests == "tests") != (listed[key] == "tests"):
                self.wrong.append(f"the tests do not do what the list says: {' '.join(key)}")
        for key in sorted(listed.keys() - found.keys()):
            self.wrong.append(f"listed, but noticed: {' '.join(key)}")
        counts = {k: count([e for e in self.planted if e.kind == k], unnoticed) for k in REQUIRED}
        for kind, share in REQUIRED.items():
            explained = sum(
                e.kind == kind == "parameters" and key in listed for key, e in found.items()
            )
            if self.whole and counts[kind]["noticed"] + explained < share * counts[kind]["errors"]:
                self.wrong.append(f"{kind}: at least {share:.0%} have to be noticed")
        inside = [error for error in self.planted if error.kind != "parameters"]
        lecture = [error for error in inside if error.kind != "engine"]
        counts["errors"] = len(lecture)  # what docstrings, pages and tests together notice of it
        counts["tests"] = count(lecture, [e for e in left if e not in later])["noticed"]
        counts["modules"] = {
            home: {
                kind: count(
                    [e for e in self.planted if (e.home, e.kind) == (home, kind)], unnoticed
                )
                for kind in dict.fromkeys(e.kind for e in self.planted if e.home == home)
            }
            for home in dict.fromkeys(error.home for error in inside)
        }
        print("", *self.wrong, json.dumps(counts, indent=1), sep="\n")
        if self.options.record and not self.wrong and self.whole:
            self.options.record.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


def count(planted, left):
    """Return how many errors there are, and how many were noticed."""
    return {"errors": len(planted), "noticed": len(planted) - sum(e in left for e in planted)}


def main():
    """Plant everything, or what has a word in its name."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="?", default="", help="part of a module's or function's name")
    parser.add_argument("paths", nargs="*", help="tests to show it to, instead of all")
    parser.add_argument("--tests", action="store_true", help="show all to the tests, not a pick's")
    parser.add_argument("--record", type=Path, help="enter the counts in this file if all is well")
    options = parser.parse_args()
    os.chdir(ROOT)
    planted = errors(options.only)
    paths = options.paths
    if options.only and not options.tests:
        planted = [error for error in planted if error.kind != "refusals"]
        paths = paths if any(error.kind == "engine" for error in planted) else ["src"]
    plugin = Plugin(planted, options)
    code = pytest.main(["-q", "-p", "no:cacheprovider", *paths], plugins=[plugin])
    sys.exit(code or bool(plugin.wrong))


if __name__ == "__main__":
    main()
