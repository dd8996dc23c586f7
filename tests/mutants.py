"""Plant errors and see what notices them: ``python noxfile.py -s mutants``.

mutmut knows the errors: a sign, a comparison, a number, a name, an argument left out.  Each
is planted, alone, in a process of its own, by exchanging the code of the function that has
it.  There the doctests that reach the function run, the quickest first, until one fails.
Errors that no doctest notices are shown to the tests in the same way.

``tests/mutants.toml`` explains every error that the doctests let through.  It is wrong, and
this script fails, when an error is missing there, is listed but caught, or is said to be
caught by a test and is not.
"""

import argparse
import collections
import difflib
import gc
import json
import os
import resource
import sys
import time
import tomllib
from functools import partial
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.file_mutation import create_mutations

import reluridge._engine.factor
from reluridge.claims import modules

ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_suffix(".toml")
REQUIRED = {"doctests": 0.95, "tests": 0.98}
SECONDS = 60  # of the processor, for all that a mutant is shown to; it hangs if it takes longer


class Mutant:
    """A function with one error in it."""

    def __init__(self, home, function, source, wrong):
        self.function, self.source = function, wrong
        before, after = (
            " ".join(line[2:].strip() for line in difference if line[0] == sign)
            for difference in [list(difflib.ndiff(source.splitlines(), wrong.splitlines()))]
            for sign in "-+"
        )
        self.place = f"{home.__name__.rpartition('.')[2]}.{function.__qualname__}"
        self.name = f"{before} → {after}"

    def plant(self):
        """Exchange the function's code, for this process, wherever it has been imported."""
        names = dict(self.function.__globals__)
        exec(compile(self.source, self.function.__code__.co_filename, "exec"), names)
        wrong = names[self.function.__name__]
        wrong = getattr(wrong, "__func__", wrong)
        for part in ("__code__", "__defaults__", "__kwdefaults__"):
            setattr(self.function, part, getattr(wrong, part))


def mutants():
    """Yield every error that mutmut knows, in every module with formulas."""
    for home in [*modules(), reluridge._engine.factor]:
        code = Path(home.__file__).read_text(encoding="utf-8")
        tree, mutations, *_ = create_mutations(home.__file__, code)
        owners = {
            part: owner.name.value
            for owner in tree.body
            if hasattr(owner, "name")
            for part in getattr(owner.body, "body", ())
        }
        seen = collections.Counter()
        for mutation in mutations:
            node = mutation.contained_by_top_level_function
            if node is None or not hasattr(node, "params"):
                continue
            owner = getattr(home, owners[node]) if node in owners else home
            function = vars(owner)[node.name.value]
            function = getattr(function, "__func__", function)
            wrong = node.deep_replace(mutation.original_node, mutation.mutated_node)
            mutant = Mutant(home, function, tree.code_for_node(node), tree.code_for_node(wrong))
            seen[mutant.place, mutant.name] += 1
            if seen[mutant.place, mutant.name] > 1:
                mutant.name += f" ({seen[mutant.place, mutant.name]})"
            yield mutant


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
                resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
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

    def __init__(self, options):
        self.options = options
        self.wrong = []

    def pytest_configure(self):
        """Let Hypothesis stop at the first example that fails."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", phases=phases, database=None, deadline=None)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session):
        """Find which tests reach which function, then show each error to those."""
        errors = [m for m in mutants() if self.options.only in m.place]
        gc.freeze()  # or each child would copy the memory of all tests
        codes = {m.function.__code__: m.place for m in errors}

        def reach(number):
            reached = set()

            def note(frame, event, _):
                if event == "call" and frame.f_code in codes:
                    reached.add(codes[frame.f_code])

            start = time.process_time()
            sys.setprofile(note)
            failed = fails(session.items[number])
            sys.setprofile(None)
            return [failed, time.process_time() - start, sorted(reached)]

        def survives(kind, mutant):
            mutant.plant()
            return not any(fails(session.items[k]) for _, k in sorted(kind[mutant.place]))

        kinds = {"doctests": collections.defaultdict(list), "tests": collections.defaultdict(list)}
        for number, answer in at_once(range(len(session.items)), reach):
            item = session.items[number]
            if answer is None or answer[0]:
                raise pytest.UsageError(f"{item.nodeid} fails without any error planted")
            kind = kinds["doctests" if isinstance(item, pytest.DoctestItem) else "tests"]
            for place in answer[2]:
                kind[place].append((answer[1], number))

        left = {"all": errors}
        for (name, kind), before in zip(kinds.items(), ("all", "doctests"), strict=True):
            left[name] = [m for m, alive in at_once(left[before], partial(survives, kind)) if alive]
            print(f"{len(left[before]) - len(left[name])} more caught by the {name}", flush=True)
        self.report(left)
        return True

    def report(self, left):
        """Say what was caught, and compare what was not with the list."""
        listed = {
            (place, name): reason
            for place, names in tomllib.loads(LIST.read_text(encoding="utf-8")).items()
            for name, reason in names.items()
            if self.options.only in place
        }
        by_tests = {(m.place, m.name) for m in left["doctests"]} - {
            (m.place, m.name) for m in left["tests"]
        }
        found = {(m.place, m.name) for m in left["doctests"]}
        for place, name in sorted(found - listed.keys()):
            tests = '"tests"' if (place, name) in by_tests else '""'
            line = f"{json.dumps(name, ensure_ascii=False)} = {tests}"
            self.wrong.append(f"not listed: [{json.dumps(place)}]\n{line}")
        for place, name in sorted(listed.keys() - found):
            self.wrong.append(f"listed, but caught by the doctests: {place}: {name}")
        for place, name in sorted(found & listed.keys()):
            if listed[place, name].startswith("tests") != ((place, name) in by_tests):
                self.wrong.append(f"the tests do not do what the list says: {place}: {name}")
        counts = {"errors": len(left["all"])}
        for kind, share in REQUIRED.items():
            counts[kind] = counts["errors"] - len(left[kind])
            if counts[kind] < share * counts["errors"] and not self.options.only:
                self.wrong.append(f"{counts[kind]} of {counts['errors']} caught by the {kind}")
        counts["modules"] = {
            home: {
                "errors": len(of_home(left["all"], home)),
                **{
                    k: len(of_home(left["all"], home)) - len(of_home(left[k], home))
                    for k in REQUIRED
                },
            }
            for home in dict.fromkeys(m.place.partition(".")[0] for m in left["all"])
        }
        print("", *self.wrong, json.dumps(counts, indent=1), sep="\n")
        if self.options.record and not self.wrong and not self.options.only:
            self.options.record.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


def of_home(errors, home):
    """Return the errors of a module."""
    return [m for m in errors if m.place.partition(".")[0] == home]


def fails(item):
    """Run a test and say whether it fails."""
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def main():
    """Plant everything, or what is in some functions."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="?", default="", help="part of a function's name")
    parser.add_argument("--doctests", action="store_true", help="leave the tests out")
    parser.add_argument("--record", type=Path, help="enter the counts in this file if all is well")
    plugin = Plugin(parser.parse_args())
    os.chdir(ROOT)
    paths = ["src", "docs", "README.md"] if plugin.options.doctests else []
    code = pytest.main(["-q", "-p", "no:cacheprovider", *paths], plugins=[plugin])
    sys.exit(code or bool(plugin.wrong))


if __name__ == "__main__":
    main()
