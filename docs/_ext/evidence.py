"""What the checks counted, for the page on how we know: nothing there is typed.

A session that passes leaves its counts in docs/evidence/SESSION.json.

- the role ``counted`` says one: ``{counted}`mutants doctests caught` `` is the number under
  these names in mutants.json; ``share A / B`` is a percentage of two of them;
- ``runs-table`` lists where and when the tests have passed;
- ``sessions-table`` lists when the sessions that CI leaves out have last run.

A count that no file has is a warning, so that the build fails.
"""

import json
from pathlib import Path

from benchmarks import table
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[1] / "evidence"


def load(env, name):
    """Return what a session counted; the page is read again when that changes."""
    path = FOLDER / f"{name}.json"
    env.note_dependency(str(path))
    env.note_dependency(__file__)
    if not path.exists():
        raise KeyError(f"docs/evidence has no {path.name}: run the session {name}")
    return json.loads(path.read_text(encoding="utf-8"))


def count(env, names):
    """Return the count under these names."""
    found = load(env, names[0])
    for name in names[1:]:
        if not isinstance(found, dict) or name not in found:
            raise KeyError(f"docs/evidence/{names[0]}.json has no {' '.join(names[1:])}")
        found = found[name]
    return found


def say(env, key):
    """Return a count in words."""
    words = key.split()
    if words[0] == "share":
        place = words.index("/")
        part, whole = count(env, words[1:place]), count(env, words[place + 1 :])
        return f"{100 * part / whole:.1f}\N{NO-BREAK SPACE}%".replace(".0\N{NO-BREAK SPACE}", " ")
    return said(count(env, words))


def said(value):
    """Return a number or a text as a page says it."""
    return f"{value:,}" if isinstance(value, int) else str(value)


class Counted(SphinxRole):
    """Say a count."""

    def run(self):
        try:
            return [nodes.Text(say(self.env, self.text))], []
        except KeyError as error:
            logger.warning("%s", error.args[0], location=self.get_location())
            return [nodes.literal("", self.text)], []


class RunsTable(SphinxDirective):
    """List the machines, Pythons, NumPys and BLAS under which all tests have passed."""

    def run(self):
        head = {
            "system": "System",
            "python": "Python",
            "numpy": "NumPy",
            "blas": "BLAS",
            "kernel": "Kernel",
            "threads": "Threads",
            "skipped": "Skipped",
            "date": "Day",
        }
        rows = [[said(run[name]) for name in head] for run in load(self.env, "runs")["runs"]]
        return [table(tuple(head.values()), rows)]


class SessionsTable(SphinxDirective):
    """List the sessions that do not run on every change, and when each last went well."""

    def run(self):
        return [table(("Session", "Last run"), load(self.env, "sessions").items())]


def setup(app):
    """Register the role and the directives."""
    app.add_role("counted", Counted())
    app.add_directive("runs-table", RunsTable)
    app.add_directive("sessions-table", SessionsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
