"""2.2: a cloud of data that can be turned and stretched, and what λ keeps along its two axes."""

import numpy as np
from explorables.draw import Axes, controls, drawing, number, says, short, slider

import reluridge as rr

TITLE = "Turn the cloud, stretch it: what does λ keep along its two axes?"
CAPTION = """\
**Try:** slide λ and watch the dot of ridge and its two shadows on the axes.  Then drag the end of
the *short* axis outward: where the cloud is longer, more is kept.  Turn the cloud by the end of the
long axis: do the two shares change?"""

LOW, HIGH = 1.2, 7.0  # of a singular value; the long axis only turns
TURN, S, A = 0.55, [6.0, 2.2], [6.6, -2.9]
LAMS = 10 ** np.linspace(-2, 3, 101)
START = 54


def cloud():
    """Return sixteen points whose two columns are at a right angle and of length 1."""
    rng = np.random.default_rng(3)
    Z, R = np.linalg.qr(np.round(rng.normal(size=(16, 2)), 2))
    return Z * np.sign(R.diagonal())


def axes_of(turn):
    """Return the two axes as columns."""
    return np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])


def points(Z, turn, s):
    """Return the data: the cloud, stretched along two axes, and turned."""
    return Z * s @ axes_of(turn).T


def weights(turn, s, lam):
    """Return the ridge weights for targets that are the same whatever becomes of the cloud."""
    Z = cloud()
    return rr.ridge(points(Z, turn, s), Z @ A, lam)


def shares(s, lam):
    """Return what is kept of the least-squares weight along each axis."""
    v, X = axes_of(TURN).T, points(cloud(), TURN, s)
    y = cloud() @ A
    return [vi @ rr.ridge(X, y, lam) / (vi @ rr.ols(X, y)) for vi in v]


def sentence(turn, s, lam):
    """Return what the line below says."""
    kept, w, free = shares(s, lam), weights(turn, s, lam), weights(turn, s, 0)
    return (
        f"Of the least-squares weight λ keeps the share {number(kept[0])} along v₁, where s² is "
        f"{number(s[0] ** 2, 1)}, and {number(kept[1])} along v₂, where it is "
        f"{number(s[1] ** 2, 1)}.  Length {number(np.linalg.norm(w))} instead of "
        f"{number(np.linalg.norm(free))}."
    )


def html():
    Z, lam, V = cloud(), LAMS[START], axes_of(TURN)
    left = Axes(
        (-3.8, 3.8), (-3.8, 3.8), (30, 26, 212, 208), xlabel="first feature",
        ylabel="second feature", xticks=[(0, "0")], yticks=[(0, "0")], name="cloud",
        clip="shrinkage-cloud",
    )  # fmt: skip
    left.dots(*points(Z, TURN, S).T, 3.5, "ink", "points")
    for i in (0, 1):
        tip = V[:, i] * S[i] / 2  # two standard deviations of sixteen points
        left.line(*np.array([-tip, tip]).T, "gray" + " dash" * i, f"axis{i}")
    for i in (0, 1):
        tip = V[:, i] * S[i] / 2
        left.text(*tip, "v₁v₂"[2 * i : 2 * i + 2], part=f"name{i}", dx=11, dy=-6)
        left.handle(
            *tip, f"{('long', 'short')[i]} axis of the cloud", f"tip{i}",
            f"{number(S[i] / 2, 1)} long, first feature {number(tip[0], 1)}", low=-HIGH / 2,
            high=HIGH / 2, cls="gray",
        )  # fmt: skip

    right = Axes(
        (-2.8, 2.8), (-2.8, 2.8), (252, 26, 434, 208), xlabel="first weight",
        ylabel="second weight", xticks=(-2, 0, 2), yticks=(-2, 0, 2), name="weights",
        clip="shrinkage-weights",
    )  # fmt: skip
    free, w = weights(TURN, S, 0), weights(TURN, S, lam)
    path = np.array([weights(TURN, S, each) for each in LAMS[::4]])
    right.text(-2.8, -2.8, "least squares", cls="c0", dx=5, dy=-25)
    right.text(-2.8, -2.8, "ridge", cls="c2", dx=5, dy=-7)
    for i in (0, 1):
        v, dash = V[:, i], " dash" * i
        right.line(*np.array([-9 * v, 9 * v]).T, f"gray thin{dash}", f"way{i}")
    right.line(*path.T, "ink thin", "path")
    for i in (0, 1):
        v = V[:, i]
        right.line(*np.array([w, v * (v @ w)]).T, "c2 thin dash", f"drop{i}")
        right.line(*np.array([0 * v, v * (v @ w)]).T, "c2 wide", f"kept{i}")
        right.dots(*(v * (v @ free))[:, None], 3.5, "c0", f"shadow{i}")
    right.dots(*free[:, None], 5, "c0", "free")
    right.dots(*w[:, None], 6, "c2", "ridge")

    bottom = Axes(
        (LAMS[0], LAMS[-1]), (-0.1, 1), (58, 276, 430, 366), log="x", name="shares",
        xticks=[(each, f"{each:g}") for each in (0.01, 0.1, 1, 10, 100, 1000)],
        yticks=[(0, "0"), (0.5, "½"), (1, "1")], xlabel="λ", ylabel="share kept",
    )  # fmt: skip
    curves = np.array([shares(S, each) for each in LAMS[::4]]).T
    bottom.line([lam, lam], [0, 1], "gray thin", "now")
    for i in (0, 1):
        bottom.line(LAMS[::4], curves[i], "c2" + " dash" * i, f"share{i}")
        bottom.dots([lam], [shares(S, lam)[i]], 5, "c2", f"dot{i}")
        bottom.text(
            S[i] ** 2,
            0.5,
            "v₁v₂"[2 * i : 2 * i + 2],
            part=f"label{i}",
            dx=(8, -24)[i],
            dy=(-4, 16)[i],
        )
    label = (
        "Left, a cloud of data over two features, its long and its short axis. Right, the plane of "
        "weights: the least-squares weights and those of ridge, and their shadows on the same two "
        "axes. Below, the share that is kept along each axis, against λ."
    )
    lam_slider = slider("lam", "λ", 0, len(LAMS) - 1, START, step=1, text=short(lam))
    return (
        drawing(left, right, bottom, height=404, label=label)
        + controls(lam_slider)
        + says(sentence(TURN, S, lam))
    )


def data():
    return {"Z": cloud(), "a": A, "turn": TURN, "s": S, "lams": LAMS, "low": LOW}


def vectors():
    rows = []
    for turn, s in [(TURN, S), (-0.3, [7, 7]), (2.5, [3, 1.3])]:
        rows.append(("points", (cloud(), turn, s), points(cloud(), turn, s).T))
        for lam in (0, 0.01, 1.5, 30, 1000):
            rows.append(("weights", (turn, s, A, lam), weights(turn, s, lam)))
            rows.append(("shares", (s, lam), shares(s, lam)))
            rows.append(("sentence", (turn, s, A, lam), sentence(turn, s, lam)))
    return rows


def holds():
    """Assert what is said of the drawing, for all that its sliders can be set to."""
    for lam in LAMS:
        kept = [shares([S[0], s], lam)[1] for s in np.linspace(LOW, S[0], 9)]
        assert np.all(np.diff(kept) > 0), "where the cloud is longer, more is kept"
    v = [shares(S, lam) for lam in LAMS[::20]]
    for turn in np.linspace(0, np.pi, 13):
        for lam, want in zip(LAMS[::20], v, strict=True):
            least = axes_of(turn).T @ weights(turn, S, 0)
            got = axes_of(turn).T @ weights(turn, S, lam) / least
            assert np.allclose(got, want), "do the two shares change?"
