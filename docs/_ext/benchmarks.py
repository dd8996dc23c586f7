"""Experiments of the benchmark: ``experiment NAME`` shows one.

If one size varies: costs against size on logarithmic axes, and the numbers below.  An experiment
that the result file does not have is a warning, so that the build fails.
"""

import html
from pathlib import Path

import findings
from docutils import nodes
from figures import plot, reset, save
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from tables import results, table

logger = logging.getLogger(__name__)

AXES = {"n": "data points n", "h": "units h", "d": "features d", "k": "number of λs"}
AXES["t"] = "steps t"
# The place of each series in the cycle of colours and dashes: the same in all figures.
SERIES = {findings.OURS: 0, f"{findings.OURS} (new nets)": 4, "PyTorch": 1, "scikit-learn": 1}
SERIES |= {"step by step": 1, "JAX": 2, "himalaya": 2, "NumPy": 3}
MARKERS = "osD^v"


def cell_in_words(cell, unit):
    """Return a cell as text: the median, or why there is none."""
    need = cell.get("skipped", "")
    if need.startswith("needs"):
        return f"cannot run: {need}"
    return need or findings.cost(cell["median"], unit)


def numbers(experiment):
    """Return the table of an experiment."""
    who, varies, slopes = (
        findings.contenders(experiment),
        experiment["varies"],
        experiment["slopes"],
    )
    sizes = [row["size"] for row in experiment["rows"]]
    fixed = {k: v for k, v in sizes[0].items() if all(size[k] == v for size in sizes)}
    rows = []
    for row in experiment["rows"]:
        own = {k: v for k, v in row["size"].items() if k not in fixed}
        name = f"{own[varies]:,}" if varies else findings.size_in_words(own)
        rows.append([name, *[cell_in_words(row["cells"][w], experiment["unit"]) for w in who]])
    if slopes:
        rows.append(["slope", *[findings.exponent(slopes[w]) if w in slopes else "" for w in who]])
    corner = ", ".join(filter(None, (varies or "Size", findings.size_in_words(fixed))))
    return table([corner, *who], rows)


def title(experiment):
    """Return what the figure shows: the slope of the package, and those of the others."""
    slopes, text = experiment["slopes"], experiment["title"]
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
    described, cycle = [], list(plt.rcParams["axes.prop_cycle"])
    for name in who:
        sizes, costs = findings.curve(experiment, name)
        label = f"{name}: slope {findings.exponent(slopes[name])}" if name in slopes else name
        for row in experiment["rows"]:
            need = row["cells"][name].get("skipped", "")
            if need.startswith("needs"):  # and so do larger sizes
                label += f"; at {varies} = {row['size'][varies]:,} cannot run: {need}"
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
    ax.set_title(title(experiment), wrap=True)
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
            where = self.get_location()
            logger.warning("the results have no experiment %r", name, location=where)
            return []
        if not experiment["varies"]:
            return [numbers(experiment)]
        self.env.note_dependency(__file__)
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
    """Register the directive."""
    app.setup_extension("figures")
    app.add_directive("experiment", Experiment)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
