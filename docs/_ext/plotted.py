"""The numbers in a figure's description must be those of the figure.

A description is for those who do not see the curves, so what it states must be there to see:
a coordinate, a height, a number written in the figure; or what one reads off a line, the
slope or the length of a straight one, the ratio of two neighboring points, their sum.
"""

import re

import numpy as np
from matplotlib.text import Text

NUMBER = re.compile(r"(?<![\w.])([-−+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(%?)")


def values(fig):
    """Return the size of every number that a figure shows."""
    found = []
    for ax in fig.axes:
        logs = [ax.get_xscale() == "log", ax.get_yscale() == "log"]
        for line in ax.get_lines():
            x, y = (np.asarray(a, dtype=float) for a in line.get_data())
            found += [x, y, read_off(x, y, logs)]
        for collection in ax.collections:
            found.append(np.ma.filled(collection.get_offsets().astype(float), np.nan))
            found += [path.vertices for path in collection.get_paths()]
        for patch in ax.patches:
            corners = patch.get_path().vertices
            if hasattr(patch, "get_height"):
                corners = np.reshape(patch.get_bbox().get_points(), -1)
            found += [corners, np.diff(corners, axis=0)]
    for text in fig.findobj(Text):
        found.append([number(t) for t, _ in NUMBER.findall(text.get_text())])
    found = np.abs(np.concatenate([np.ravel(a) for a in found if np.size(a)]))
    return found[np.isfinite(found)]


def read_off(x, y, logs):
    """Return what one reads off a line, beside the points."""
    with np.errstate(all="ignore"):
        u, v = (np.log(a) if log else a for a, log in zip((x, y), logs, strict=True))
        found = [y.sum(), (v[-1:] - v[:1]) / (u[-1:] - u[:1])]
        if len(x) == 2:
            found.append(np.hypot(*np.diff([x, y]).ravel()))
        if len(x) <= 20:
            found += [y[1:] / y[:-1], y[:-1] / y[1:]]
    return np.concatenate([np.ravel(a) for a in found])


def number(text):
    """Return the number that a text is."""
    return float(text.replace("\N{MINUS SIGN}", "-"))


def unplotted(fig):
    """Return the decimal numbers and percentages in a figure's description that it lacks."""
    there, wrong = values(fig), []
    for text, percent in NUMBER.findall(fig.get_label()):
        if not (percent or "." in text or "e" in text):
            continue
        digits, _, power = text.partition("e")
        half = 0.5000001 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
        sizes = np.concatenate([there, 100 * there]) if percent else there
        if not np.any(np.abs(sizes - abs(number(text))) <= half):
            wrong.append(text + percent)
    return wrong
