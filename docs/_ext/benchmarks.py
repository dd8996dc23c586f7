r"""The benchmark's page, made from its result file: nothing that was measured is typed.

- the role ``measured`` says a number: ``{measured}`measured step-pytorch` ``; what a key can
  be, `findings.say` tells;
- ``requirements-table`` lists what is required, what was measured, and whether it holds;
- ``experiment NAME`` shows an experiment: costs against size on logarithmic axes, if one size
  varies, and the numbers below;
- ``machine-table`` says where and when it was measured, with what.

A key or an experiment that the file does not have is a warning, so that the build fails.
"""

import html
from pathlib import Path

import findings
from docutils import nodes
from figures import plot, reset, save
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)

AXES = {
    "n": "data points n",
    "h": "units h",
    "d": "features d",
    "k": "number of λs",
    "t": "steps t",
}
# The place of each series in the cycle of colours and dashes: the same in all figures.
SERIES = {
    findings.OURS: 0,
    "PyTorch": 1,
    "scikit-learn": 1,
    "step by step": 1,
    "JAX": 2,
    "himalaya": 2,
    "NumPy": 3,
    f"{findings.OURS} (new nets)": 4,
}
MARKERS = "osD^v"
STACKED = 0.075  # of the height: from one mark of what cannot run to the next


def results(env):
    """Return the results; the page is read again when they change."""
    for path in (findings.RESULTS, Path(findings.__file__), Path(__file__)):
        env.note_dependency(str(path))
    return findings.load()


class Measured(SphinxRole):
    """Say a number of the result file."""

    def run(self):
        try:
            return [nodes.Text(findings.say(results(self.env), self.text))], []
        except KeyError as error:
            logger.warning("%s", error.args[0], location=self.get_location())
            return [nodes.literal("", self.text)], []


# Tables -----------------------------------------------------------------------------


def table(head, rows, widths=None):
    """Return a table of texts or nodes, which scrolls if a phone is too narrow."""
    widths = widths or [1] * len(head)
    group = nodes.tgroup("", *[nodes.colspec(colwidth=w) for w in widths], cols=len(head))

    def line(cells):
        cells = [nodes.Text(c) if isinstance(c, str) else c for c in cells]
        return nodes.row("", *[nodes.entry("", nodes.paragraph("", "", c)) for c in cells])

    group += [nodes.thead("", line(head)), nodes.tbody("", *map(line, rows))]
    return nodes.table("", group, classes=["benchmark"])


class RequirementsTable(SphinxDirective):
    """List the requirements."""

    def run(self):
        derived = results(self.env)["requirements"]
        rows = [
            (
                row["statement"],
                row["required"],
                "" if row["measured"] is None else findings.number(row["measured"]),
                nodes.strong("", findings.verdict(row)),
            )
            for row in (derived[name] for name in findings.REQUIREMENTS if name in derived)
        ]
        head = ("Ratio of costs", "Required", "Measured", "Verdict")
        return [table(head, rows, (49, 19, 16, 16))]


class MachineTable(SphinxDirective):
    """Say where, when and with what was measured."""

    def run(self):
        found = results(self.env)
        machine, threads = found["machine"], found["threads"]
        rows = [
            ("Date", found["date"]),
            ("Processor", f"{machine['cpu']}, {machine['cores']} cores"),
            ("Memory", machine["memory"]),
            ("System", machine["system"]),
            ("Versions", ", ".join(f"{k} {v}" for k, v in sorted(found["versions"].items()))),
            ("Threads", ", ".join(f"{k} {v}" for k, v in sorted(threads.items()))),
            ("Turns", f"at least {found['settings']['turns']}; two fewer for calls over 1 s"),
        ]
        return [table(("What", "Which"), rows, (20, 80))]


def cell_in_words(cell, unit):
    """Return a cell as text: the median, or why there is none."""
    if "skipped" in cell:
        need = cell["skipped"]
        return f"cannot run: {need}" if need.startswith("needs") else need
    return findings.cost(cell["median"], unit)


def numbers(experiment):
    """Return the table of an experiment."""
    who = findings.contenders(experiment)
    varies = experiment["varies"]
    sizes = [row["size"] for row in experiment["rows"]]
    fixed = {k: v for k, v in sizes[0].items() if all(size[k] == v for size in sizes)}
    corner = ", ".join(filter(None, (varies or "Size", findings.size_in_words(fixed))))
    rows = []
    for row in experiment["rows"]:
        own = {k: v for k, v in row["size"].items() if k not in fixed}
        name = f"{own[varies]:,}" if varies else findings.size_in_words(own)
        cells = [cell_in_words(row["cells"][w], experiment["unit"]) for w in who]
        rows.append([name, *cells])
    if experiment["slopes"]:
        slopes = experiment["slopes"]
        rows.append(["slope", *[findings.exponent(slopes[w]) if w in slopes else "" for w in who]])
    return table([corner, *who], rows)


# Figures ----------------------------------------------------------------------------


def title(experiment):
    """Return what the figure shows: the slope of the package, and those of the others."""
    slopes = experiment["slopes"]
    text = experiment["title"]
    if findings.OURS in slopes:
        text += f": slope {findings.exponent(slopes[findings.OURS])}"
    others = [slope for name, slope in slopes.items() if not name.startswith(findings.OURS)]
    if others:
        span = dict.fromkeys(map(findings.exponent, (min(others), max(others))))
        text += f", others {' to '.join(span)}"
    return text


def draw(experiment):
    """Return the figure of an experiment: cost against size on logarithmic axes."""
    import matplotlib.pyplot as plt
    from matplotlib.ticker import FuncFormatter, LogLocator

    varies, unit, slopes = experiment["varies"], experiment["unit"], experiment["slopes"]
    who = findings.contenders(experiment)
    fig, ax = plt.subplots(figsize=(4.8, 3.6 + 0.2 * len(who)))
    described, beyond = [], []
    cycle = list(plt.rcParams["axes.prop_cycle"])
    for name in who:
        place = SERIES[name]
        sizes, costs = findings.curve(experiment, name)
        label = f"{name}: slope {findings.exponent(slopes[name])}" if name in slopes else name
        ax.plot(sizes, costs, marker=MARKERS[place], label=label, **cycle[place])
        if sizes:
            first, last = (findings.cost(costs[k], unit) for k in (0, -1))
            described.append(f"{label}, from {first} at {sizes[0]:,} to {last} at {sizes[-1]:,}")
        beyond += [
            (row["size"][varies], name, row["cells"][name]["skipped"])
            for row in experiment["rows"]
            if row["cells"][name].get("skipped", "").startswith("needs")
        ][:1]  # what is larger cannot run either
    ax.set(xscale="log", yscale="log", xlabel=AXES[varies])
    if beyond:
        mark(ax, beyond)
        described += [f"{name} cannot run at {size:,}: it {need}" for size, name, need in beyond]
    ax.yaxis.set_major_locator(LogLocator(numticks=7))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: findings.cost(y, unit)))
    ax.minorticks_off()
    ax.set_title(title(experiment), wrap=True)
    fig.legend(loc="outside lower left", ncols=1, fontsize=9.5)
    fig.set_label(
        f"{'Memory' if unit == 'bytes' else 'Time'} against {AXES[varies]}, on logarithmic axes. "
        + "; ".join(described) + "."
    )  # fmt: skip
    return fig


def mark(ax, beyond):
    """Mark above the curves what cannot run: (size, name, what it needs)."""
    cross = {"marker": "x", "linestyle": "", "markersize": 8, "markeredgewidth": 2}
    place = ax.get_xaxis_transform()  # the height is a share of the axes
    for rank, (size, name, need) in enumerate(beyond):
        height = 0.96 - STACKED * rank
        ax.plot(size, height, transform=place, color=f"C{SERIES[name]}", **cross)
        left = {"xytext": (-8, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
        ax.annotate(need.removeprefix("needs "), (size, height), xycoords=place, fontsize=9, **left)
    ax.plot([], [], color="C6", label="cannot run: needs that much memory", **cross)
    low, high = ax.get_ylim()
    room = 1 - STACKED * (len(beyond) + 0.5)  # for the curves, below the marks
    ax.set_ylim(low, low * (high / low) ** (1 / room))


class Experiment(SphinxDirective):
    """Show the figure and the numbers of an experiment."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        experiment = results(self.env)["experiments"].get(name)
        if experiment is None:
            where = self.get_location()
            logger.warning("the results have no experiment %r", name, location=where)
            return []
        shown = numbers(experiment)
        if not experiment["varies"]:
            return [shown]
        caption = html.escape(f"The numbers: {experiment['title'][0].lower()}"
                              f"{experiment['title'][1:]}")  # fmt: skip
        return [
            self.figure(name, experiment),
            nodes.raw("", f'<details class="numbers"><summary>{caption}</summary>', format="html"),
            shown,
            nodes.raw("", "</details>", format="html"),
        ]

    def figure(self, name, experiment):
        """Draw the figure, and return it."""
        import matplotlib.pyplot as plt

        reset(None, None)
        plt.style.use("reluridge.lecture")
        path = Path(self.env.srcdir) / "generated" / f"benchmark-{name}.svg"
        path.parent.mkdir(exist_ok=True)
        options = save(draw(experiment), path, f"the figure of {name}")
        plt.close("all")
        uri = f"/generated/{path.name}"
        return nodes.figure("", plot("", uri=uri, classes=["plot"], **options), classes=["plot"])


def setup(app):
    """Register the role and the directives."""
    app.setup_extension("figures")
    app.add_role("measured", Measured())
    app.add_directive("requirements-table", RequirementsTable)
    app.add_directive("machine-table", MachineTable)
    app.add_directive("experiment", Experiment)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
