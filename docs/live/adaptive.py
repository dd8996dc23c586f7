"""A figure as SVG that follows the page into dark mode, with its description.

Drawn while the site is built or in the reader's browser, a figure looks the same: both use this.
"""

import io
import re

# The page shows through.  Text as paths: formulas look the same everywhere.  A fixed salt:
# equal builds, equal files.
SITE_ONLY = {f"{part}.facecolor": "none" for part in ("figure", "axes", "savefig")}
SITE_ONLY |= {"svg.fonttype": "path", "svg.hashsalt": "reluridge", "savefig.dpi": 200}
PIXELS_PER_INCH = 120

# What each colour of the style becomes on a dark page; then what a script
# may call black, grey or light grey.
HEX = "#.{6}"
DAY = re.findall(HEX, "#0a5cc2#cf3f0c#12734d#8a2a80#c08a00#3c9be0#1d2127#7d8590#e3e6ea#ffffff")
NIGHT = re.findall(HEX, "#5c9dff#ff7f45#4fe0a0#cf6fcb#ffc24d#8fdcff#e8eaed#8b949e#2b3036#131416")
SAME = {"#000000": "#1d2127", "#808080": "#7d8590", "#d3d3d3": "#e3e6ea"}


def adaptive(svg):
    """Return the SVG with its colours as variables that a dark page redefines."""

    def variable(match):
        colour = SAME.get(match[2], match[2])
        return f"{match[1]}var(--c{DAY.index(colour)})" if colour in DAY else match[0]

    def shorter(coordinates):  # a hundredth of a point is enough
        return re.sub(r"\d+\.\d{3,}", lambda x: f"{float(x[0]):.2f}", coordinates[0])

    svg = re.sub(r'((?:fill|stroke)(?:: |="))(#[0-9a-f]{6})\b', variable, svg)
    svg = re.sub(r' (?:d|x|y)="[^"]*"', shorter, svg)
    light, dark = (";".join(f"--c{i}:{c}" for i, c in enumerate(tones)) for tones in (DAY, NIGHT))
    ink = DAY.index("#1d2127")  # Matplotlib leaves out a fill that is black
    style = (
        f"<style>svg{{{light};fill:var(--c{ink});color-scheme:light dark}}"
        f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    )
    return re.sub(r"<svg[^>]*>", lambda m: m[0] + style, svg, count=1)


def drawn(fig):
    """Return a figure as SVG, its description, and the width and height that its image needs."""
    from matplotlib.patheffects import withStroke

    for label in [label for ax in fig.axes for label in ax.texts]:  # readable on lines
        label.set_path_effects([withStroke(linewidth=2.5, foreground="#ffffff")])
    svg = io.StringIO()
    fig.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    sizes = (f"{inches * PIXELS_PER_INCH:.0f}" for inches in fig.get_size_inches())
    return adaptive(svg.getvalue()), " ".join(str(fig.get_label()).split()), *sizes
