"""What was measured and counted, in prose, tables and figures: nothing there is typed.

- the role ``measured`` says a number of the benchmark's result file or of docs/evidence, where
  each session that passes leaves its counts: ``{measured}`step-pytorch` ``,
  ``{measured}`seeds scripts` ``; what a key can be, `findings.say` tells;
- ``requirements-table`` and the others in `TABLES` show tables;
- ``experiment NAME`` shows costs against size on logarithmic axes, and the numbers below.

A key or an experiment that no file has is a warning, so that the build fails.
"""

import html
import inspect
import json
from pathlib import Path

import findings
from docutils import nodes
from figures import plot, reset, save
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from reluridge import Convention, conventions

logger = logging.getLogger(__name__)

EVIDENCE = Path(__file__).parents[1] / "evidence"
AXES = {"n": "data points n", "h": "units h", "d": "features d", "k": "number of λs"}
AXES["t"] = "steps t"
# The place of each series in the cycle of colours and dashes: the same in all figures.
SERIES = {findings.OURS: 0, f"{findings.OURS} (new nets)": 4, "PyTorch": 1, "scikit-learn": 1}
SERIES |= {"step by step": 1, "JAX": 2, "himalaya": 2, "NumPy": 3}
MARKERS = "osD^v"


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
    columns = [nodes.colspec(colwidth=width) for width in widths or [1] * len(head)]
    group = nodes.tgroup("", *columns, cols=len(head))

    def cell(content):
        parts = content if isinstance(content, list) else [content]
        parts = [nodes.Text(part) if isinstance(part, str) else part for part in parts]
        return nodes.entry("", *[nodes.paragraph("", "", part) for part in parts])

    def line(cells):
        return nodes.row("", *map(cell, cells))

    group += [nodes.thead("", line(head)), nodes.tbody("", *map(line, rows))]
    return nodes.table("", group, classes=[name])


def requirements(found, parse):
    """Return the benchmark's requirements, what was measured, and whether they hold."""
    rows, measured = [], found["requirements"]
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


def identity(found, parse):
    """Return the identities that the tests check in fractions, and how surely."""
    rows = []
    for row in found["identities"]["table"]:
        link = nodes.inline("", "", *parse(f"{{claim}}`{row['claim']}`"))
        bound = nodes.inline("", "2", nodes.superscript("", f"−{row['bits']}"))
        rows.append((link, row["words"], str(row["degree"]), bound))
    return table(("Claim", "What is equal", "Degree", "Bound"), rows, (12, 60, 13, 15))


def lambda_(found, parse):
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
    f"{make.__name__.strip('_')}-table": make
    for make in (requirements, machine, runs, sessions, identity, lambda_)
}


class Table(SphinxDirective):
    """Show a table."""

    def run(self):
        make = TABLES[self.name]
        return [make(results(self.env), lambda text: self.parse_inline(text)[0])]


def cell_in_words(cell, unit):
    """Return a cell as text: the median, or why there is none."""
    need = cell.get("skipped", "")
    if need.startswith("needs"):
        return f"cannot run: {need}"
    return need or findings.cost(cell["median"], unit)


def numbers(experiment):
    """Return the table of an experiment."""
    who, varies = findings.contenders(experiment), experiment["varies"]
    sizes = [row["size"] for row in experiment["rows"]]
    fixed = {k: v for k, v in sizes[0].items() if all(size[k] == v for size in sizes)}
    rows = []
    for row in experiment["rows"]:
        own = {k: v for k, v in row["size"].items() if k not in fixed}
        name = f"{own[varies]:,}" if varies else findings.size_in_words(own)
        rows.append([name, *[cell_in_words(row["cells"][w], experiment["unit"]) for w in who]])
    if slopes := experiment["slopes"]:
        rows.append(["slope", *[findings.exponent(slopes[w]) if w in slopes else "" for w in who]])
    corner = ", ".join(filter(None, (varies or "Size", findings.size_in_words(fixed))))
    return table([corner, *who], rows)


def draw(experiment):
    """Return the figure of an experiment: cost against size on logarithmic axes."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator

    varies, unit, slopes = experiment["varies"], experiment["unit"], experiment["slopes"]
    who = findings.contenders(experiment)
    fig, ax = plt.subplots(figsize=(4.8, 3.6 + 0.2 * len(who)))
    described, cycle = [], list(plt.rcParams["axes.prop_cycle"])
    for name in who:
        sizes, costs = findings.curve(experiment, name)
        label = f"{name}: slope {findings.exponent(slopes[name])}" if name in slopes else name
        for row in experiment["rows"]:
            need = row["cells"][name].get("skipped", "")
            if need.startswith("needs"):  # and so do larger sizes
                label += f"; {row['size'][varies]:,} {need}"
                break
        ax.plot(sizes, costs, marker=MARKERS[SERIES[name]], label=label, **cycle[SERIES[name]])
        if sizes:
            first, last = (findings.cost(costs[k], unit) for k in (0, -1))
            label += f", from {first} at {sizes[0]:,} to {last} at {sizes[-1]:,}"
        described.append(label)
    ax.set(xscale="log", yscale="log", xlabel=AXES[varies])
    ax.yaxis.set_major_locator(LogLocator(numticks=7))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: findings.cost(y, unit)))
    ax.minorticks_off()
    ax.set_title(experiment["title"], wrap=True)
    fig.legend(loc="outside lower left", ncols=1, fontsize=9.5)
    what = f"{'Memory' if unit == 'bytes' else 'Time'} against {AXES[varies]}, on logarithmic axes"
    fig.set_label(f"{what}. {'; '.join(described)}.")
    return fig


class Experiment(SphinxDirective):
    """Show the figure and the numbers of an experiment."""

    required_arguments = 1

    def run(self):
        import matplotlib.pyplot as plt

        name = self.arguments[0]
        experiment = results(self.env)["experiments"].get(name)
        if experiment is None:
            what = "the results have no experiment %r"
            logger.warning(what, name, location=self.get_location())
            return []
        if not experiment["varies"]:
            return [numbers(experiment)]
        reset(None, None)
        plt.style.use("reluridge.lecture")
        path = Path(self.env.srcdir) / "generated" / f"benchmark-{name}.svg"
        options = save(draw(experiment), path, f"the figure of {name}")
        plt.close("all")
        image = plot("", uri=f"/generated/{path.name}", classes=["plot"], **options)
        said = html.escape(experiment["title"][0].lower() + experiment["title"][1:])
        start = f'<details class="numbers"><summary>The numbers: {said}</summary>'
        return [
            nodes.figure("", image, classes=["plot"]),
            nodes.raw("", start, format="html"),
            numbers(experiment),
            nodes.raw("", "</details>", format="html"),
        ]


def setup(app):
    """Register the role and the directives."""
    app.add_directive("experiment", Experiment)
    app.add_role("measured", Measured())
    for name in TABLES:
        app.add_directive(name, Table)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
