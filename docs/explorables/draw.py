"""The shared base of what can be dragged: axes, lines and controls, as text for a page.

Each module beside this one has an explorable of the same name, in the order of the lecture:

- ``TITLE`` says what it is, ``CAPTION`` what to try, in MyST;
- ``html()`` draws it as it is before anyone touches it, which is also what a page without
  JavaScript shows;
- ``data()`` returns what the page's script needs, computed by the package;
- ``vectors()`` returns rows (function, arguments, result): what the functions of the script
  must return, again computed by the package.

Its script is ``docs/_static/explorables/NAME.js``; it finds what is drawn here by ``part``.
"""

from html import escape

import numpy as np

WIDTH = 440  # of a drawing, in its own units: with text 14 high, legible on a phone
TWELVE = (  # the points of chapter 2
    np.linspace(-1, 1, 12),
    np.array([0.1, -0.7, -1.1, -1.8, -0.1, 0.1, 0.2, 1.0, 1.1, 0.7, 0.9, -0.1]),
)


def powers(x):
    """Return x, x², ..., x⁹, one row for each x."""
    return np.asarray(x, dtype=float)[:, None] ** np.arange(1, 10)


def number(v, digits=2):
    """Return a number as it is shown, with a real minus; as ``number`` of base.js."""
    text = f"{v:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else text.replace("-", "")


def short(v, digits=2):
    """Return a number with so many digits, without zeros at its end; as ``short`` of base.js."""
    return np.format_float_positional(float(f"{v:.{digits}g}"), trim="-")


def power(log):
    """Return the number with this decimal logarithm, as it is shown; as ``power`` of base.js."""
    exponent = int(np.floor(log))
    mantissa = int(np.floor(10 ** (log - exponent) + 0.5))
    if mantissa == 10:
        exponent, mantissa = exponent + 1, 1
    if -3 <= exponent < 3:
        return number(10**log, max(0, 1 - exponent) if exponent < 1 else 0)
    superscript = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{superscript}".removeprefix("1·")


def power_within(log, low, high):
    """Return ``power``, with an arrow outside of what is shown; as ``powerWithin`` of base.js."""
    return power(log) + (" ↓" if log < low else " ↑" if log > high else "")


def plain(net):
    """Return the parameters of a net as the scripts have them."""
    return {"w": net.w, "b": net.b, "v": net.v, "c": net.c}


def ellipse(center, axes, radii):
    """Return points around a center; the axes are columns of length 1."""
    angle = np.linspace(0, 2 * np.pi, 97)
    around = np.array([radii[0] * np.cos(angle), radii[1] * np.sin(angle)])
    return np.asarray(center)[:, None] + np.asarray(axes) @ around


def contour(bowl, lowest, w):
    """Return where a bowl over its lowest point is as high as at ``w``; a valley is very long."""
    r = np.linalg.norm(bowl["s"] * (bowl["axes"].T @ (w - lowest)))
    return ellipse(lowest, bowl["axes"], [r / v if v else 1000 for v in bowl["s"]])


def attributes(**values):
    """Return attributes; ``aria_label=`` stands for aria-label, ``cls=`` for class."""
    named = {"cls": "class"}
    return "".join(
        f' {named.get(key, key.replace("_", "-"))}="{escape(str(value))}"'
        for key, value in values.items()
        if value is not None
    )


def tag(name, inside="", **values):
    """Return an element."""
    return f"<{name}{attributes(**values)}>{inside}</{name}>"


class Axes:
    """A box with two scales, which the script reads off the same attributes.

    Parameters
    ----------
    x, y : (low, high)
        What is shown.
    box : (left, top, right, bottom)
        Where, in the drawing's units.
    xticks, yticks : sequence of numbers or of (number, text)
    log : str
        The axes with a logarithmic scale: "", "x", "y" or "xy".
    clip : str
        An id, new on the page, if lines must end at the box.
    """

    def __init__(
        self, x, y, box, *, xticks=(), yticks=(), xlabel="", ylabel="", log="", name="", clip=""
    ):
        self.lows, self.highs, self.box, self.log, self.name = (
            (x[0], y[0]),
            (x[1], y[1]),
            box,
            log,
            name,
        )
        self.ticks, self.labels = (xticks, yticks), (xlabel, ylabel)
        self.inside = []
        self.clip = f"url(#{clip})" if clip else None
        if clip:
            left, top, right, bottom = box
            area = tag("rect", x=left, y=top, width=right - left, height=bottom - top)
            self.inside.append(tag("clipPath", area, id=clip))

    def _share(self, v, axis):
        low, high = self.lows[axis], self.highs[axis]
        if "xy"[axis] in self.log:
            v, low, high = np.log(v), np.log(low), np.log(high)
        return (np.asarray(v, dtype=float) - low) / (high - low)

    def x(self, v):
        """Return where the number is, from the left."""
        return self.box[0] + self._share(v, 0) * (self.box[2] - self.box[0])

    def y(self, v):
        """Return where the number is, from the top."""
        return self.box[3] - self._share(v, 1) * (self.box[3] - self.box[1])

    def path(self, xs, ys):
        """Return a line through points, as the ``d`` of a path; ``nan`` breaks it."""
        parts, pen = [], "M"
        for px, py in zip(self.x(xs).tolist(), self.y(ys).tolist(), strict=True):
            if px != px or py != py:
                pen = "M"
                continue
            parts.append(f"{pen}{px:.1f} {py:.1f}")
            pen = "L"
        return "".join(parts)

    def marks(self, xs, ys):
        """Return marks at points, as the ``d`` of a path with round ends."""
        places = zip(self.x(xs).tolist(), self.y(ys).tolist(), strict=True)
        return "".join(f"M{px:.1f} {py:.1f}h.01" for px, py in places)

    def line(self, xs, ys, cls="c0", part=None):
        """Draw a line; ``cls`` is its look: c0 to c5, ink, faint, and dash, thin, wide."""
        d = self.path(xs, ys)
        self.inside.append(tag("path", d=d, cls=f"line {cls}", data_part=part, clip_path=self.clip))

    def dots(self, xs, ys, r=4, cls="c0", part=None):
        """Draw points."""
        dots = "".join(
            tag("circle", cx=f"{px:.1f}", cy=f"{py:.1f}", r=r)
            for px, py in zip(self.x(xs).tolist(), self.y(ys).tolist(), strict=True)
        )
        self.inside.append(tag("g", dots, cls=f"dots {cls}", data_part=part))

    def handle(
        self, x, y, label, part, text, *, low=None, high=None, now=None, times=None, cls="c1"
    ):
        """Draw a point that can be dragged, with the keyboard too.

        Its value is `now`, or else `x`; where it is drawn may be a value `times` that.
        """
        low, high = (
            (self.lows[0] if low is None else low),
            (self.highs[0] if high is None else high),
        )
        shown = {"cx": f"{float(self.x(x)):.1f}", "cy": f"{float(self.y(y)):.1f}", "r": 9}
        shown |= {"cls": f"handle {cls}", "data_part": part, "data_times": times}
        said = {"role": "slider", "aria_label": label, "aria_valuemin": low, "aria_valuemax": high}
        said |= {"aria_valuetext": text, "aria_valuenow": f"{x if now is None else now:g}"}
        self.inside.append(tag("circle", **shown, **said))

    def text(self, x, y, text, *, cls="", part=None, anchor="start", dx=0, dy=0):
        """Write at a point."""
        at = {"x": f"{float(self.x(x)) + dx:.1f}", "y": f"{float(self.y(y)) + dy:.1f}"}
        self.inside.append(
            tag("text", escape(text), **at, cls=cls, text_anchor=anchor, data_part=part)
        )

    def svg(self):
        """Return the axes and what is drawn in them."""
        left, top, right, bottom = self.box
        marks = []
        for value, text in map(_tick, self.ticks[0]):
            px = f"{float(self.x(value)):.1f}"
            marks.append(tag("path", d=f"M{px} {top}V{bottom}", cls="grid"))
            marks.append(tag("text", text, x=px, y=bottom + 16, text_anchor="middle", cls="tick"))
        for value, text in map(_tick, self.ticks[1]):
            py = float(self.y(value))
            marks.append(tag("path", d=f"M{left} {py:.1f}H{right}", cls="grid"))
            marks.append(
                tag("text", text, x=left - 6, y=f"{py + 4.5:.1f}", text_anchor="end", cls="tick")
            )
        if self.labels[0]:
            at = {"x": (left + right) / 2, "y": bottom + 33}
            marks.append(tag("text", self.labels[0], **at, text_anchor="middle", cls="axis"))
        if self.labels[1]:
            marks.append(tag("text", self.labels[1], x=left, y=top - 8, cls="axis"))
        x, y = (f"{a} {b}" for a, b in zip(self.lows, self.highs, strict=True))
        told = {"data_x": x, "data_y": y, "data_box": " ".join(map(str, self.box))}
        told |= {"data_log": self.log or None, "data_part": self.name or None}
        return tag("g", "".join(marks) + "".join(self.inside), cls="axes", **told)


def _tick(tick):
    return (
        tick if isinstance(tick, tuple) else (tick, number(tick, 0 if tick == round(tick) else 1))
    )


def drawing(*axes, height, label, width=WIDTH):
    """Return a drawing of axes, with a text for those who do not see it."""
    inside = "".join(a.svg() for a in axes)
    told = {"viewBox": f"0 0 {width} {height}", "role": "group", "aria_label": label}
    return tag("svg", inside, **told, focusable="false")


def legend(y, cls, text, part=None, x=30):
    """Return a piece of a line, and what it is."""
    line = tag("path", d=f"M{x} {y - 5}H{x + 30}", cls=f"line {cls}")
    return line + tag("text", text, x=x + 38, y=y, data_part=part)


def slider(name, label, low, high, value, *, step="any", text=None):
    """Return a range with its name and its value; ``label`` may have markup."""
    shown = number(value) if text is None else text
    field = (
        f"<input type='range'{attributes(name=name, min=low, max=high, step=step, value=value)}>"
    )
    return f"<label class='slider'><span>{label}</span>{field}<output>{shown}</output></label>"


def choice(name, label, options, value):
    """Return buttons of which one is pressed; ``options`` are pairs (value, text)."""
    buttons = "".join(
        f"<label><input type='radio'{attributes(name=name, value=v)}"
        f"{' checked' if v == value else ''}><span>{text}</span></label>"
        for v, text in options
    )
    return f"<fieldset class='choice'><legend>{label}</legend>{buttons}</fieldset>"


def button(name, text):
    """Return a button."""
    return f"<button type='button'{attributes(name=name)}>{text}</button>"


def controls(*parts):
    """Return controls, which show once the script runs."""
    return tag("div", "".join(parts), cls="controls")


def beside(left, right):
    """Return a drawing, and beside it, or below where there is no room, what belongs to it."""
    return tag("div", tag("div", left) + tag("div", right), cls="beside")


def says(text):
    """Return the line that says what is seen, and is read out when it changes."""
    return f"<p class='says'><output data-part='says' aria-live='polite'>{text}</output></p>"
