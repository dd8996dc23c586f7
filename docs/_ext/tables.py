"""What was measured and counted, in prose and in tables: nothing there is typed.

- the role ``measured`` says a number of the benchmark's result file or of docs/evidence, where
  each session that passes leaves its counts: ``{measured}`step-pytorch` ``,
  ``{measured}`seeds scripts` ``; what a key can be, `findings.say` tells;
- ``requirements-table`` and the others in `TABLES` show tables.

A key that no file has is a warning, so that the build fails.
"""

import inspect
import json
from pathlib import Path

import findings
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reluridge import Convention, conventions

logger = logging.getLogger(__name__)

EVIDENCE = Path(__file__).parents[1] / "evidence"


def results(env):
    """Return all results; the page is read again when they, or this package's code, change."""
    found = findings.load()
    for path in sorted(EVIDENCE.glob("*.json")):
        found[path.stem] = json.loads(path.read_text(encoding="utf-8"))
        env.note_dependency(str(path))
    for path in (findings.RESULTS, findings.__file__, __file__, inspect.getfile(Convention)):
        env.note_dependency(str(path))
    return found


class Measured(SphinxRole):
    """Say a number."""

    def run(self):
        try:
            return [nodes.Text(findings.say(results(self.env), self.text))], []
        except KeyError as error:
            logger.warning("%s", error.args[0], location=self.get_location())
            return [nodes.literal("", self.text)], []


def table(head, rows, widths=None, name="benchmark"):
    """Return a table of texts or nodes, or lists of them; it scrolls if a phone is too narrow."""
    widths = widths or [1] * len(head)
    group = nodes.tgroup("", *[nodes.colspec(colwidth=w) for w in widths], cols=len(head))

    def line(cells):
        cells = [cell if isinstance(cell, list) else [cell] for cell in cells]
        cells = [[nodes.Text(p) if isinstance(p, str) else p for p in cell] for cell in cells]
        return nodes.row(
            "", *[nodes.entry("", *[nodes.paragraph("", "", p) for p in cell]) for cell in cells]
        )

    group += [nodes.thead("", line(head)), nodes.tbody("", *map(line, rows))]
    return nodes.table("", group, classes=[name])


def requirements(found, parse):
    """Return the benchmark's requirements, what was measured, and whether they hold."""
    rows = []
    measured = found["requirements"]
    for row in (measured[name] for name in findings.REQUIREMENTS if name in measured):
        ratio = "" if row["measured"] is None else findings.number(row["measured"])
        verdict = nodes.strong("", findings.verdict(row))
        rows.append((row["statement"], row["required"], ratio, verdict))
    return table(("Ratio of costs", "Required", "Measured", "Verdict"), rows, (49, 19, 16, 16))


def machine(found, parse):
    """Return where, when and with what was measured."""
    of, several = found["machine"], {}
    for key in ("versions", "threads"):
        several[key.title()] = ", ".join(f"{k} {v}" for k, v in sorted(found[key].items()))
    rows = {
        "Date": found["date"],
        "Processor": f"{of['cpu']}, {of['cores']} cores",
        "Memory": of["memory"],
        "System": of["system"],
        **several,
        "Turns": f"at least {found['settings']['turns']}; two fewer for calls over 1 s",
    }
    return table(("What", "Which"), rows.items(), (20, 80))


def runs(found, parse):
    """Return the machines, Pythons, NumPys and BLAS under which all tests have passed."""
    head = ("System", "Python", "NumPy", "BLAS", "Kernel", "Threads", "Skipped", "Date")
    rows = [[str(run[name.lower()]) for name in head] for run in found["runs"]["runs"]]
    return table(head, rows)


def sessions(found, parse):
    """Return when the sessions that CI leaves out have last run."""
    return table(("Session", "Last run"), found["sessions"].items())


def identities(found, parse):
    """Return the identities that the tests check in fractions, and how surely."""
    rows = []
    for row in found["identities"]["table"]:
        link = nodes.inline("", "", *parse(f"{{claim}}`{row['claim']}`"))
        bound = nodes.inline("", "2", nodes.superscript("", f"−{row['bits']}"))
        rows.append((link, row["words"], str(row["degree"]), bound))
    return table(("Claim", "What is equal", "Degree", "Bound"), rows, (12, 60, 13, 15))


def lambdas(found, parse):
    """Return every convention that `reluridge.convert_lambda` knows."""

    def whole(formula):  # breaks only at a plus sign
        return formula.replace(" ", "\N{NO-BREAK SPACE}").replace("+\N{NO-BREAK SPACE}", "+ ")

    small = {"classes": ["lambda-note"], "support_smartquotes": False}  # quotes there are code
    rows = []
    for name, c in conventions().items():
        where = [nodes.literal("", name), nodes.inline("", c.note, **small)]
        rows.append((where, whole(c.objective), whole(c.from_sum)))
    head = ("Where", "What is minimized", "For λ pass")
    return table(head, rows, (40, 40, 20), "lambda-table")


TABLES = {
    "requirements-table": requirements,
    "machine-table": machine,
    "runs-table": runs,
    "sessions-table": sessions,
    "identity-table": identities,
    "lambda-table": lambdas,
}


class Table(SphinxDirective):
    """Show a table."""

    def run(self):
        make = TABLES[self.name]
        return [make(results(self.env), lambda text: self.parse_inline(text)[0])]


def setup(app):
    """Register the role and the directives."""
    app.add_role("measured", Measured())
    for name in TABLES:
        app.add_directive(name, Table)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
