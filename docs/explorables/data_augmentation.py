"""2.3: a fake point pulls the line of least squares onto that of ridge regression."""

import numpy as np
from explorables.draw import Axes, controls, drawing, legend, number, says, slider, tag

import reluridge as rr

TITLE = "Can a penalty be a data point?"
CAPTION = """\
**Try:** drag the fake point out along the axis: a longer lever, a stronger pull.  Then drag the
data.  Can you move the dashed line off the broad one?"""

X, Y, LAM = [0.6, 1.2, 1.8, 2.4, 3.0], [2.2, 0.6, 3.2, 2.4, 4.4], 16.0
RIGHT, BOTTOM, TOP, FARTHEST = 6.5, -1.5, 6.0, 6.0


def slope(fit, x, y, *lam):
    """Return the slope of a line through 0, the only weight."""
    (w,) = fit(np.reshape(x, (-1, 1)), y, *lam)
    return float(w)


def with_fake(x, y, lam):
    """Return the points with the fake one at the end."""
    X_fake, y_fake = rr.append_fake_data(np.reshape(x, (-1, 1)), y, lam)
    return [X_fake[:, 0].tolist(), y_fake.tolist()]


def end(w):
    """Return where the line leaves the drawing."""
    return min(RIGHT, TOP / w if w > 0 else BOTTOM / w if w < 0 else RIGHT)


def html():
    free, ridge = slope(rr.ols, X, Y), slope(rr.ridge, X, Y, LAM)
    x, y = with_fake(X, Y, LAM)
    pulled = slope(rr.ols, x, y)
    axes = Axes(
        (0, RIGHT), (BOTTOM, TOP), (30, 66, 430, 256), xticks=range(7), yticks=(0, 2, 4, 6),
        xlabel="x", ylabel="y",
    )  # fmt: skip
    axes.line([0, RIGHT], [0, 0], "gray thin")
    gaps = [axes.path([at, at], [target, pulled * at]) for at, target in zip(x, y, strict=True)]
    axes.inside += [
        tag("path", d="".join(gaps[:-1]), cls="line gray thin", data_part="gaps"),
        tag("path", d=gaps[-1], cls="line c1 thin", data_part="pull"),
    ]
    for w, cls, part in [
        (free, "c0", "free"),
        (ridge, "c2 band", "ridge"),
        (pulled, "c1 dash", "pulled"),
    ]:
        axes.line([0, end(w)], [0, w * end(w)], cls, part)
    axes.inside += [
        legend(14, "c0", f"least squares, data alone: w = {number(free)}", "free-text", x=50),
        legend(
            34,
            "c1 dash",
            f"least squares, with fake point: w = {number(pulled)}",
            "pulled-text",
            x=50,
        ),
        legend(54, "c2 band", f"ridge regression: w = {number(ridge)}", "ridge-text", x=50),
    ]
    for i, point in enumerate(zip(X, Y, strict=True)):
        text = f"x = {number(point[0])}, y = {number(point[1])}"
        axes.handle(*point, f"data point {i + 1}", f"point{i}", text, cls="ink")
    axes.handle(x[-1], 0, "fake point, at √λ", "fake", number(x[-1]), low=0, high=FARTHEST)
    axes.text(x[-1], 0, "fake point", cls="c1", part="name", anchor="middle", dy=28)
    label = (
        "Five data points, and a fake point on the axis at √λ. Three lines through 0: least "
        "squares on the data alone is the steepest; least squares with the fake point and ridge "
        "regression are one line below it."
    )
    return (
        drawing(axes, height=292, label=label)
        + controls(slider("lam", "strength λ", 0, FARTHEST**2, LAM, text=number(LAM)))
        + says(sentence(X, Y, LAM))
    )


def sentence(x, y, lam):
    """Return what the line below says."""
    free, ridge = slope(rr.ols, x, y), slope(rr.ridge, x, y, lam)
    pulled = slope(rr.ols, *with_fake(x, y, lam))
    return (
        f"Least squares finds the slope {number(free)}, and {number(pulled)} with a fake point at "
        f"√λ = {number(lam**0.5)}. So does ridge regression with λ = {number(lam)}, without any "
        f"fake point: {number(ridge)}."
    )


def data():
    return {"x": X, "y": Y}


def vectors():
    rows = []
    for x, y in [
        (X, Y),
        ([0.5], [-1.0]),
        ([0.0, 0.0], [1.0, 2.0]),
        ([6.0, 0.1, 2.0], [-1.5, 6.0, 0.0]),
    ]:
        rows.append(("ols", (x, y), slope(rr.ols, x, y)))
        for lam in (0, 0.01, 9.0, 36.0):
            rows.append(("withFake", (x, y, lam), with_fake(x, y, lam)))
            rows.append(("ridge", (x, y, lam), slope(rr.ridge, x, y, lam)))
            rows.append(("ols", tuple(with_fake(x, y, lam)), slope(rr.ridge, x, y, lam)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for lam in np.linspace(0, FARTHEST**2, 73):
        plain, both = slope(rr.ridge, X, Y, lam), slope(rr.ols, *with_fake(X, Y, lam))
        assert np.isclose(plain, both), "are one line below it"
    slopes = [slope(rr.ridge, X, Y, far**2) for far in np.linspace(0, FARTHEST, 61)]
    assert np.all(np.diff(slopes) < 0), "a longer lever, a stronger pull"
    assert slope(rr.ridge, X, Y, LAM) < slope(rr.ols, X, Y), "on the data alone is the steepest"
