"""Run the doctests and the gallery under other seeds: ``python noxfile.py -s seeds``.

What is claimed of random numbers must hold for other draws too.  Every generator that a
doctest or a script seeds gets another seed, and all of them must still pass.  What is told of one
draw says so: an assertion or an example with the comment ``# in this draw`` may fail in others.
The value of a name `found`, a counterexample that was drawn, may be another one.
"""

import argparse
import ast
import contextlib
import doctest
import io
import json
import multiprocessing
import sys
import warnings
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np

from reluridge.claims import modules

MARK = "# in this draw"
ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "gallery").rglob("plot_*.py"))
PAGES = [
    ROOT / "README.md",
    *(p for p in sorted((ROOT / "docs").rglob("*.md")) if "node_modules" not in p.parts),
]


def doctests():
    """Yield every doctest of the package and the pages."""
    finder, parser = doctest.DocTestFinder(), doctest.DocTestParser()
    for module in modules():
        for test in finder.find(module, module.__name__):
            if test.examples:
                yield test
    for page in PAGES:
        name = page.relative_to(ROOT).as_posix()
        test = parser.get_doctest(page.read_text(encoding="utf-8"), {}, name, name, 0)
        if test.examples:
            yield test


def shift(seed):
    """Let every seeded generator start from its own seed and this one."""
    plain = getattr(shift, "plain", np.random.default_rng)
    shift.plain = plain

    def default_rng(own=None):
        return plain(own) if own is None else plain([*np.ravel(own), seed])

    np.random.default_rng = default_rng


class OneDraw(ast.NodeTransformer):
    """Leave out the assertions that are about the draw of a script's own seed."""

    def __init__(self, lines):
        self.lines = lines

    def visit_Assert(self, node):
        """Look for the comment on the lines of an assertion."""
        marked = any(MARK in line for line in self.lines[node.lineno - 1 : node.end_lineno])
        return ast.copy_location(ast.Pass(), node) if marked else node


def run(script):
    """Run a script, but for what it asserts of its own draw."""
    text = script.read_text(encoding="utf-8")
    tree = OneDraw(text.splitlines()).visit(ast.parse(text))
    exec(compile(tree, script, "exec"), {"__name__": "__main__", "__file__": str(script)})


def failures(seed):
    """Return what fails under a seed, one report each."""
    shift(seed)
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", ".* is non-interactive, and thus cannot be shown")
        for test in doctests():
            for example in test.examples:
                if example.source == "found\n":  # what is found by drawing is another thing now
                    example.source, example.want = "_ = found\n", ""
                if MARK in example.source:
                    example.options[doctest.ELLIPSIS] = True
                    example.want = "...\n"
            test.globs = {"__name__": "__main__"}
            report = io.StringIO()
            runner = doctest.DocTestRunner(verbose=False)
            if runner.run(test, out=report.write).failed:
                found.append(f"seed {seed}: {test.name}\n{report.getvalue()}")
        for script in SCRIPTS:
            plt.rcdefaults()
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    run(script)
            except Exception as error:
                line = error.__traceback__
                while line.tb_next and line.tb_frame.f_code.co_filename != str(script):
                    line = line.tb_next
                place = f"{script.relative_to(ROOT)}:{line.tb_lineno}"
                found.append(f"seed {seed}: {place}: {type(error).__name__}: {error}")
            plt.close("all")
    return found


def main():
    """Run everything under seeds 1, 2, ... and leave the counts behind."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=25)
    parser.add_argument("--record", type=Path, help="enter the counts in this file if all pass")
    options = parser.parse_args()
    matplotlib.use("agg")
    found = []
    with multiprocessing.Pool(maxtasksperchild=1) as pool:
        for reports in pool.imap_unordered(failures, range(1, options.seeds + 1), chunksize=1):
            found += reports
            print("\n".join(reports) or ".", flush=True)
    tests = list(doctests())
    counts = {
        "seeds": options.seeds,
        "doctests": len(tests),
        "examples": sum(len(test.examples) for test in tests),
        "scripts": len(SCRIPTS),
    }
    print(f"{counts}; {len(found)} failed")
    if options.record and not found:
        options.record.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
