"""Every displayed formula, read from its LaTeX and compared with what the code returns.

A row below gives the names in a formula their values: inputs drawn at random, and the
function's result under the name that the formula has for it.
"""

import latex
import numpy as np
import pytest

import reluridge as rr
from reluridge.claims import MARKS, find_claims, find_formulas

FORMULAS = {(f.where.removeprefix("reluridge."), f.number): f for f in find_formulas()}
ROWS = {}
SHAPES = [(7, 3), (3, 7), (4, 4)]


def row(where, number=1, shapes=SHAPES):
    """Enter a row: the names of a formula, for a generator and a shape."""

    def enter(names):
        ROWS[where, number] = names, shapes
        return names

    return enter


def col(values):
    return np.asarray(values, dtype=float)[:, None]


def one(values):
    """Return what gives the i-th of values, counted from 1."""
    return lambda i: values[i - 1]


def problem(rng, n, d):
    X, y, lam = rng.normal(size=(n, d)), rng.normal(size=n), rng.uniform(0.2, 2)
    return X, y, lam, {"X": X, "y": col(y), r"\lambda": lam}


# 1.1 ------------------------------------------------------------------------------

NETS = [(9, 4), (5, 1), (3, 8)]  # points and units


def net_and_data(rng, n, h):
    w, b, v = rng.normal(size=(3, h))
    net, x, y = rr.ReLUNet(w, b, v, rng.normal()), rng.normal(size=n), rng.normal(size=n)
    names = {
        "w_": one(w), "b_": one(b), "v_": one(v), "c": net.c, "h": h, "n": n,
        "x_": one(x), "y_": one(y), "#i": range(1, n + 1), "#j": range(1, h + 1), "relu": rr.relu,
    }  # fmt: skip
    return net, x, y, names


@row("relu_net.approximation", shapes=NETS)
@row("ReLUNet", shapes=NETS)
def _(rng, n, h):
    net, _, _, names = net_and_data(rng, n, h)
    return names | {"f": net, "x": rng.normal()}


@row("relu")
def _(rng, n, d):
    return {"relu": rr.relu, "max": max, "z": rng.normal()}


@row("ReLUNet.__call__", shapes=[(2, 5), (3, 9)])
def _(rng, k, h):
    w, b, v = np.abs(rng.normal(size=h)), rng.normal(size=h), rng.normal(size=h)
    net = rr.ReLUNet(w, b, v, 0)
    order = np.argsort(net.elbows)
    e, slope = net.elbows[order], np.cumsum((v * w)[order])
    return {
        "e_": lambda i: e[i], "g_": lambda i: net(e[i]), r"\alpha_": lambda i: slope[i], "k": k,
    }  # fmt: skip


@row("ReLUNet.elbows")
def _(rng, n, d):
    w, b = rng.uniform(1, 2, size=2)
    dw, db = 1e-5 * rng.uniform(1, 2, size=2)
    e, after = (rr.ReLUNet([p], [q], [1], 0).elbows[0] for p, q in ((w, b), (w + dw, b + db)))
    return {
        "w": w, "b": b, r"$\Delta w": dw, r"$\Delta b": db, "e": e, "e'": after,
        "#tolerance": 1e-8,
    }  # fmt: skip


@row("ReLUNet.from_knots", shapes=[(4, 1), (7, 1), (12, 1)])
def _(rng, k, d):
    x, y = np.cumsum(rng.uniform(0.5, 2, size=k)), rng.normal(size=k)
    slopes = np.diff(y) / np.diff(x)
    return {
        "f": rr.ReLUNet.from_knots(x, y), "x_": lambda i: x[i], "y_": lambda i: y[i],
        "s_": lambda i: slopes[i], "k": k, "relu": rr.relu,
        "x": x[0] if k == 4 else rng.uniform(x[1], x[-1] + 1),
    }  # fmt: skip


@row("relu_net.training", shapes=NETS)
def _(rng, n, h):
    net, x, y, names = net_and_data(rng, n, h)
    r = net(x) - y
    return names | {"f": net, "r_": one(r), "i": 1, "L": rr.backprop(net, x, y)[0]}


@row("backprop", shapes=NETS)
def _(rng, n, h):
    net, x, y, names = net_and_data(rng, n, h)
    return names | {
        "x": col(x), "y": col(y), "w": col(net.w), "b": net.b[None, :], "v": col(net.v),
        "relu": rr.relu, "L": rr.backprop(net, x, y)[0], "#let": {"z", "a", "f", "r"},
    }  # fmt: skip


@row("SortedData", shapes=NETS)
def _(rng, n, h):
    _, x, y, names = net_and_data(rng, n, h)
    order = np.argsort(x)
    totals = rr.SortedData(x, y)._points.totals[:, :6]
    return names | {
        "x_": lambda i: x[order][i], "y_": lambda i: y[order][i], "k": rng.integers(1, n + 1),
        "P_": lambda i: col(totals[i]), "#i": range(n),
    }  # fmt: skip


@row("SortedData", 2, shapes=NETS)
def _(rng, n, h):
    _, x, y, names = net_and_data(rng, n, h)
    net = rr.ReLUNet([1, -1], [9, 9], rng.normal(size=2), rng.normal())  # one piece
    alpha, beta = net(1) - net(0), net(0)
    n, sx, sxx, sy, sxy, _ = rr.SortedData(x, y)._points.totals[-1, :6]
    return names | {
        "r_": one(net(x) - y), r"\alpha": alpha, r"\beta": beta, r"\Delta_{xx}": sxx,
        r"\Delta_x": sx, r"\Delta_1": n, r"\Delta_y": sy, r"\Delta_{xy}": sxy,
    }  # fmt: skip


@row("SortedData", 3, shapes=NETS)
def _(rng, n, h):
    net, x, y, names = net_and_data(rng, n, h)
    data, j = rr.SortedData(x, y), rng.integers(1, h + 1)
    data._table = None
    _, gradient = data.loss_and_gradient(net)
    r, on = net(x) - y, net.w[j - 1] * x + net.b[j - 1] > 0
    return names | {
        r"$\frac{\partial L}{\partial v_j}": gradient.v[j - 1],
        r"$\frac{\partial L}{\partial w_j}": gradient.w[j - 1],
        r"$\frac{\partial L}{\partial b_j}": gradient.b[j - 1],
        r"$\frac{\partial L}{\partial c}": gradient.c,
        "r_": one(r), "j": j, "R_j": r[on].sum(), "S_j": (r * x)[on].sum(),
    }  # fmt: skip


@row("SortedData.loss_and_gradient", shapes=NETS)
def _(rng, n, h):
    net, x, y, names = net_and_data(rng, n, h)
    lam = rng.uniform()
    return names | {
        "L": rr.SortedData(x, y).loss_and_gradient(net, lam)[0], r"\lambda": lam,
        "r_": one(net(x) - y),
    }  # fmt: skip


@row("fit_output", shapes=[(9, 3), (30, 5), (4, 6)])
def _(rng, n, h):
    net, x, y, names = net_and_data(rng, n, h)
    lam = rng.uniform(0.5, 1)
    fit = rr.fit_output(net, rr.SortedData(x, y), lam)
    a = np.maximum(np.outer(x, net.w) + net.b, 0)
    return names | {
        r"\hat v": col(fit.v), r"\hat c": fit.c, r"\lambda": lam, "i": n, "j": 1,
        "a_": lambda i, j: a[i - 1, j - 1],
    }  # fmt: skip


@row("fit_output", 2)
def _(rng, n, d):
    m = 6
    x, y = rng.normal(size=(2, m))
    alpha, beta = np.polyfit(x, y, 1)
    return {
        "m": m, r"\bar x": x.mean(), r"\bar y": y.mean(), "s_{xx}": m * x.var(),
        "s_{xy}": np.sum((x - x.mean()) * (y - y.mean())), r"\alpha": alpha, r"\beta": beta,
    }  # fmt: skip


@row("train", shapes=NETS)
def _(rng, n, h):
    net, x, y, _names = net_and_data(rng, n, h)
    eta = rng.uniform(0.01, 0.1)

    def flat(net):
        return col(np.concatenate([net.w, net.b, net.v, [net.c]]))

    end, _ = rr.train(net, x, y, eta, 1)
    return {
        r"\theta_{t+1}": flat(end), r"\theta_t": flat(net), r"\eta": eta, r"\theta": flat(net),
        r"\nabla L": lambda theta: flat(rr.backprop(net, x, y)[1]),
        "w": net.w, "b": net.b, "v": net.v, "c": net.c,
    }  # fmt: skip


@row("train", 3)
def _(rng, n, d):
    w, v, c, x, y = rng.uniform(1, 2, size=5)
    net, eta = rr.ReLUNet([w], [0.1], [v], c), 1e-6
    r, e, (_, g) = net(x) - y, net.elbows[0], rr.backprop(net, [x], [y])
    _, history = rr.train(net, [x], [y], eta, 1)
    return {
        "w": w, "v": v, "x": x, "r": r, "e": e, r"\eta": eta, "dw": g.w[0], "db": g.b[0],
        "e'": history.elbows[1, 0], "#tolerance": 1e-8,
    }  # fmt: skip


# 1.2 ------------------------------------------------------------------------------


@row("gaussian", shapes=[(300, 200)])
def _(rng, n, d):
    return {"$w_{ji}": rr.gaussian((n, d), 0.7**2, rng), r"\sigma": 0.7}


@row("glorot_normal", shapes=[(300, 200), (100, 900)])
def _(rng, n, d):
    return {"$w_{ji}": rr.glorot_normal((n, d), rng), "d_in": d, "d_out": n}


@row("he_normal", shapes=[(300, 200), (100, 900)])
def _(rng, n, d):
    return {"$w_{ji}": rr.he_normal((n, d), rng), "d": d, r"$\text{fan-in}": d}


@row("lecun_normal", shapes=[(300, 200), (100, 900)])
def _(rng, n, d):
    return {"$w_{ji}": rr.lecun_normal((n, d), rng), "d": d, r"$\text{fan-in}": d}


@row("lecun_normal", 2, shapes=[(5, 3), (9, 4)])
def _(rng, n, d):
    outcomes = rng.normal(size=(d, n))  # each variable takes one of n values, equally likely
    return {
        "Var": np.var, "Cov": lambda a, b: np.mean((a - a.mean()) * (b - b.mean())),
        "X_": one(outcomes), "#i": range(1, d + 1), "#j": range(1, d + 1),
    }  # fmt: skip


@row("second_moments", shapes=[(6, 1), (20, 1)])
def _(rng, n, d):
    drawn, seen = [], []

    def init(shape, rng):
        drawn.append(rr.he_normal(shape, rng))
        return drawn[-1]

    def activation(z):
        seen.append(np.tanh(z))
        return seen[-1]

    moments, layer = rr.second_moments(4, n, init, activation, rng), 3
    return {
        "n": n, "l": layer, "m_": lambda i: moments[i], "W_": lambda i: drawn[i - 1],
        r"\varphi": np.tanh, "h_": lambda i, *j: seen[i - 1][j[0] - 1] if j else col(seen[i - 1]),
        "h_l": col(seen[layer - 1]), "h_{l-1}": col(seen[layer - 2]),
    }  # fmt: skip


@row("signal_and_gradient", shapes=[(6, 3), (2, 9)])
def _(rng, n, d):
    widths, variances = [d, n, d], rng.uniform(0.1, 1, size=2) / 5
    signal, gradient = rr.signal_and_gradient(widths, variances, "tanh")
    xi = np.arange(-12, 12, 1 / 32)
    density = np.exp(-(xi**2) / 2) / np.sqrt(2 * np.pi) / 32
    return {
        "l": 2, "n_": lambda i: widths[i], r"\sigma_": lambda i: variances[i - 1] ** 0.5,
        "m_": lambda i: signal[i], "g_": lambda i: gradient[i], "E": lambda f: density @ f,
        r"\varphi": np.tanh, r"\varphi'": lambda z: 1 - np.tanh(z) ** 2,
        "z_": lambda i: np.sqrt(widths[i - 1] * variances[i - 1] * signal[i - 1]) * xi,
    }  # fmt: skip


# 1.3 ------------------------------------------------------------------------------


@row("dead_margin")
def _(rng, n, d):
    X, w = rng.normal(size=(n, d)), rng.normal(size=d)
    b = -np.max(X @ w) - rng.uniform(1, 2)
    return {
        "m": rr.dead_margin([w], [b], X)[0], "w": col(w), "b": b, "x_": lambda i: col(X[i - 1]),
        "#i": range(1, n + 1),
    }  # fmt: skip


@row("elbow_cdf")
def _(rng, n, d):
    e, sigma_b, sigma_w = rng.normal(), *rng.uniform(1, 2, size=2)
    return {
        r"$P\Bigl(-\frac bw \le e\Bigr)": rr.elbow_cdf(e, sigma_b / sigma_w), "e": e,
        r"\gamma": sigma_b / sigma_w, r"\sigma_b": sigma_b, r"\sigma_w": sigma_w,
    }  # fmt: skip


@row("probability_dead")
def _(rng, n, d):
    R, sigma_b, sigma_w = rng.uniform(1, 2, size=3)
    return {
        r"$P(\text{dead on } [-R, R])": rr.probability_dead(R, sigma_b / sigma_w), "R": R,
        r"\gamma": sigma_b / sigma_w, r"\sigma_b": sigma_b, r"\sigma_w": sigma_w,
    }  # fmt: skip


@row("probability_dead", 2)
def _(rng, n, d):
    R, scale, c = rng.uniform(1, 2, size=3)
    return {
        "#value": rr.probability_dead(R, scale, c), "$P(e \\le c - R)": rr.elbow_cdf(c - R, scale),
        "$P(e \\ge c + R)": 1 - rr.elbow_cdf(c + R, scale),
    }  # fmt: skip


# 2.1 ------------------------------------------------------------------------------


@row("regularization.loss")
@row("regularized_loss")
def _(rng, n, d):
    y, f, theta = rng.normal(size=n), rng.normal(size=n), rng.normal(size=d)
    return {
        "L": lambda t: rr.regularized_loss(y, f, theta, lambda t: np.sum(np.abs(t))),
        r"\ell": lambda a, b: (a - b) ** 2, r"f_\theta": lambda t: t, "x_": one(f), "y_": one(y),
        "R": lambda t: np.sum(np.abs(t)), r"\theta": col(theta), "n": n,
    }  # fmt: skip


@row("mean_loss")
def _(rng, n, d):
    y, f = rng.normal(size=(2, n))
    return {
        "L": rr.mean_loss(y, f, lambda a, b: np.abs(a - b)), r"\ell": lambda a, b: abs(a - b),
        "f": lambda t: t, "x_": one(f), "y_": one(y), "n": n,
    }  # fmt: skip


@row("squared_error")
def _(rng, n, d):
    y, f = rng.normal(size=(2, n))
    return {
        r"\ell": lambda a, b: rr.squared_error(np.array([a]), np.array([b]))[0],
        "f": lambda t: t, "x_i": f[0], "y_i": y[0],
    }  # fmt: skip


@row("convert_lambda", shapes=[(9, 1), (40, 1)])
def _(rng, n, d):
    known = rr.conventions()
    source, target = rng.choice([k for k in known if not np.isnan(known[k].penalty)], 2)
    s, t = known[source], known[target]

    def loss(c):
        return c.loss / n if "/ n" in c.objective or "/n" in c.objective else c.loss

    lam = rng.uniform()
    return {
        r"\lambda_t": rr.convert_lambda(lam, source, target, n), r"\lambda_s": lam,
        "p_s": s.penalty, "p_t": t.penalty, "c_s": loss(s), "c_t": loss(t),
    }  # fmt: skip


# 2.2 ------------------------------------------------------------------------------


def singular(X):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return {
        "s_": one(s), "u_": lambda i: col(U[:, i - 1]), "v_": lambda i: col(Vt[i - 1]),
        "#i": range(1, len(s) + 1), "d": len(s),
    }  # fmt: skip


@row("regularization.least_squares")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | {r"\hat w_\lambda": col(rr.ridge(X, y, lam))}


@row("regularization.least_squares", 2)
@row("ridge_path")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | singular(X) | {r"\hat w_\lambda": col(rr.ridge_path(X, y, [lam])[0])}


@row("ols", shapes=[(7, 3), (4, 4)])
def _(rng, n, d):
    X, y, _, names = problem(rng, n, d)
    return names | {r"\hat w": col(rr.ols(X, y))}


def weights(function):
    """Return what enters the weights that a function finds."""

    def names(rng, n, d):
        X, y, lam, names = problem(rng, n, d)
        return names | {r"\hat w": col(function(X, y, lam))}

    return names


for function in (rr.ridge, rr.ridge_normal_equations, rr.ridge_dual):
    row(function.__name__)(weights(function))


@row("ols", 2)
def _(rng, n, d):
    X, y, _, names = problem(rng, n, d)
    return names | {"w": col(rng.normal(size=d)), r"\hat w": col(rr.ols(X, y))}


@row("ridge", 2)
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | {
        "F": lambda w: np.sum(rr.squared_error(y, X @ w[:, 0])) + lam * np.sum(w**2),
        "H": X.T @ X + lam * np.eye(d), "w": col(rng.normal(size=d)),
        r"\hat w": col(rr.ridge(X, y, lam)),
    }  # fmt: skip


@row("ridge", 3)
@row("ridge_path", 2)
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | singular(X) | {r"\hat w_\lambda": col(rr.ridge(X, y, lam))}


@row("degrees_of_freedom")
def _(rng, n, d):
    X, _, _lam, names = problem(rng, n, d)
    return names | singular(X) | {"df": lambda lam: rr.degrees_of_freedom(X, lam), "tr": np.trace}


@row("ridge_bias_variance")
def _(rng, n, d):
    X, _, lam, names = problem(rng, n, d)
    w, noise = rng.normal(size=d), rng.uniform(0.2, 2)
    bias2, variance = rr.ridge_bias_variance(X, w, lam, noise)
    s, V = np.zeros(d), np.linalg.svd(X)[2].T
    s[: min(n, d)] = np.linalg.svd(X)[1]
    return names | {
        r"$\lVert\operatorname{E}\hat w_\lambda - w^*\rVert^2": bias2,
        r"$\operatorname{E}\lVert\hat w_\lambda - \operatorname{E}\hat w_\lambda\rVert^2": variance,
        "s_": one(s), "v_": lambda i: col(V[:, i - 1]), "w^*": col(w), "d": d,
        r"\sigma": np.sqrt(noise),
    }  # fmt: skip


@row("leave_one_out")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    i = int(rng.integers(n))
    rest, w = np.delete(np.arange(n), i), rr.ridge(X, y, lam)
    H = X @ np.linalg.solve(X.T @ X + lam * np.eye(d), X.T)
    return names | {
        r"$y_i - x_i^T \hat w_\lambda^{(-i)}": rr.leave_one_out(X, y, [lam])[0, i],
        "e_i": (y - X @ w)[i], "$H_{ii}": H[i, i], "e": col(y - X @ w), "H": H,
        r"\hat w_\lambda": col(w), "y_i": y[i], "x_i": col(X[i]),
        r"\hat w_\lambda^{(-i)}": col(rr.ridge(X[rest], y[rest], lam)),
    }  # fmt: skip


@row("leave_one_out", 2)
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    i = int(rng.integers(n))
    alpha = np.linalg.solve(X @ X.T + lam * np.eye(n), y)
    return names | {
        "#value": rr.leave_one_out(X, y, [lam])[0, i], r"\alpha": col(alpha),
        r"\alpha_i": alpha[i], "i": i + 1,
    }  # fmt: skip


@row("RidgeSums")
def _(rng, n, d):
    X, y, _, names = problem(rng, n, d)
    sums = rr.RidgeSums(X, y)
    return names | {
        "$X^TX": sums.gram, "$X^Ty": col(sums.moment), "$y^Ty": sums.yy, "n": sums.n,
        "x_": lambda i: col(X[i - 1]), "y_": one(y), "#i": range(1, n + 1),
    }  # fmt: skip


@row("RidgeSums", 2)
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | {r"\hat w_\lambda": col(rr.RidgeSums(X, y).ridge(lam))}


@row("RidgeSums.squared_error")
def _(rng, n, d):
    X, y, _, names = problem(rng, n, d)
    w = rng.normal(size=d)
    error = rr.RidgeSums(X, y).squared_error(w)
    return names | {"w": col(w), r"$\lVert y - Xw\rVert^2": error}


# 2.2.1 ----------------------------------------------------------------------------


def descent(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    eta, w = 0.3 * rr.step_size_limit(X, lam), rng.normal(size=d)
    return X, y, lam, eta, w, names | {r"\eta": eta, "w": col(w), "w^{(t)}": col(w)}


@row("regularization.gradient_descent")
@row("gradient")
def _(rng, n, d):
    X, y, lam, _, _, names = descent(rng, n, d)
    return names | {
        "F": lambda w: np.sum(rr.squared_error(y, X @ w[:, 0])) + lam * np.sum(w**2),
        r"\nabla F": lambda w: col(rr.gradient(X, y, w[:, 0], lam)),
    }


@row("regularization.gradient_descent", 2)
def _(rng, n, d):
    X, _, lam, eta, _, names = descent(rng, n, d)
    modes = singular(X)
    i = int(rng.integers(1, modes["d"] + 1))
    v = modes["v_"](i)[:, 0]
    step = rr.gradient_step(X, np.zeros(n), v, eta, lam)
    return names | modes | {"i": i, "m_i": v @ step}


@row("gradient", 2)
def _(rng, n, d):
    *_, names = descent(rng, n, d)
    return names | {"v": col(rng.normal(size=d))}


@row("gradient_step")
def _(rng, n, d):
    X, y, lam, eta, w, names = descent(rng, n, d)
    return names | {
        r"\nabla F": lambda w: col(rr.gradient(X, y, w[:, 0], lam)),
        "w^{(t+1)}": col(rr.gradient_step(X, y, w, eta, lam)),
    }


@row("gradient_step", 2)
def _(rng, n, d):
    X, y, *_, names = descent(rng, n, d)
    return names | {r"\hat w": col(rr.ols(X, y))}


@row("weight_decay_step", 2)
def _(rng, n, d):
    *_, names = descent(rng, n, d)
    return names


@row("weight_decay_step")
def _(rng, n, d):
    X, y, lam, eta, w, names = descent(rng, n, d)
    return names | {"w^{(t+1)}": col(rr.weight_decay_step(X, y, w, eta, lam))}


@row("descend")
def _(rng, n, d):
    X, y, lam, eta, w, names = descent(rng, n, d)
    path = rr.descend(X, y, lam, eta, 5, w, history=True)
    return names | {
        r"\nabla F": lambda w: col(rr.gradient(X, y, w[:, 0], lam)),
        "w^{(t)}": col(path[3]),
        "w^{(t+1)}": col(path[4]),
    }


@row("iterate", shapes=[(7, 3), (4, 4)])
def _(rng, n, d):
    X, y, lam, eta, w, names = descent(rng, n, d)
    modes, t = singular(X), int(rng.integers(2, 6))

    def factor(i):
        v = modes["v_"](i)[:, 0]
        return v @ rr.gradient_step(X, np.zeros(n), v, eta, lam)

    return names | modes | {
        "w^{(t)}": col(rr.iterate(X, y, lam, eta, t, w)), "w^{(0)}": col(w), "t": t,
        "m_": factor, "i": 1,
    }  # fmt: skip


@row("step_size_limit")
def _(rng, n, d):
    X, _, lam, names = problem(rng, n, d)
    return names | singular(X) | {r"\eta_\max": rr.step_size_limit(X, lam)}


@row("best_step_size", shapes=[(7, 3), (9, 5)])
def _(rng, n, d):
    X, _, lam, names = problem(rng, n, d)
    eta, s = rr.best_step_size(X, lam), np.linalg.svd(X)[1]
    return names | singular(X) | {
        r"\eta^*": eta, "m_": lambda i: 1 - 2 * eta * (s[i - 1] ** 2 + lam),
        r"\kappa": np.linalg.cond(X.T @ X + lam * np.eye(d)),
    }  # fmt: skip


# 2.3 and 2.4 ----------------------------------------------------------------------


@row("append_fake_data")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    gamma, w0 = rng.normal(size=(2, d)), rng.normal(size=d)
    X_fake, y_fake = rr.append_fake_data(X, y, lam, gamma, w0)
    return names | {
        r"\Gamma": gamma, "w_0": col(w0), r"X_\lambda": X_fake, r"y_\lambda": col(y_fake),
    }  # fmt: skip


@row("append_fake_data", 2)
def _(rng, n, d):
    X, y, _, names = problem(rng, n, d)
    w = rng.normal(size=d)
    return names | {"N": rng.normal(size=(n, d)), "w": col(w), "r": col(y - X @ w)}


@row("ridge_fake_data", 2)
def _(rng, n, d):
    *_, names = problem(rng, n, d)
    return names | {"w": col(rng.normal(size=d)), "0": np.zeros((d, 1))}


@row("ridge_fake_data")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    return names | {r"\hat w": col(rr.ridge_fake_data(X, y, lam)), "0": np.zeros((d, 1))}


@row("regularization.feature_augmentation")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    w, f = rr.ridge_fake_features(X, y, lam)
    return names | {"w": col(w), "f": col(f)}


@row("append_fake_features")
def _(rng, n, d):
    X, _, lam, names = problem(rng, n, d)
    return names | {"A": rr.append_fake_features(X, lam)}


@row("ridge_fake_features")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    w, f = rr.ridge_fake_features(X, y, lam)
    return names | {r"\hat w": col(w), r"\hat f": col(f)}


@row("ridge_fake_features", 2)
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    w = rng.normal(size=d)
    return names | {"w": col(w), "f": col(y - X @ w) / np.sqrt(lam)}


@row("ridge_dual", 2)
def _(rng, n, d):
    *_, names = problem(rng, n, d)
    return names


@row("kernel_ridge")
def _(rng, n, d):
    X, y, lam, names = problem(rng, n, d)
    alpha, w = rr.kernel_ridge(X @ X.T, y, lam), rr.ridge(X, y, lam)
    return names | {
        "K": X @ X.T, r"\hat \alpha": col(alpha), r"\hat \alpha_": one(alpha),
        r"\hat y": lambda x: float(x[:, 0] @ w), "k": lambda a, b: float(a[:, 0] @ b[:, 0]),
        "x": col(rng.normal(size=d)), "x_": lambda i: col(X[i - 1]), "#i": range(1, n + 1),
    }  # fmt: skip


@row("random_relu_features", shapes=[(40, 3), (300, 200)])
def _(rng, k, d):
    seed = int(rng.integers(2**30))
    features = rr.random_relu_features(d, k, np.random.default_rng(seed))
    units = rr.he_normal((k, d + 1), np.random.default_rng(seed))
    x, j = rng.normal(size=d), int(rng.integers(1, k + 1))
    many = rr.he_normal((400, d + 1), rng) if k < 100 else units
    return {
        r"\varphi_j": lambda x: features(x.T)[0, j - 1], "x": col(x), "k": k, "d": d, "j": j,
        "w_": lambda i: col(units[i - 1, :-1]), "b_": one(units[:, -1]), "relu": rr.relu,
        r"$w_{jl},\, b_j": many,
    }  # fmt: skip


# The tests ------------------------------------------------------------------------


def draws(key):
    """Yield the names of a formula, for each shape."""
    names, shapes = ROWS[key]
    for number, shape in enumerate(shapes):
        yield names(np.random.default_rng([number, *map(ord, key[0])]), *shape)


@pytest.mark.parametrize("key", ROWS, ids=lambda k: f"{k[0]}-{k[1]}")
def test_formula_holds(key):
    for names in draws(key):
        assert latex.problems(FORMULAS[key].latex, names) == []


def test_every_formula_is_evaluated_or_marked():
    marked = {key for key, formula in FORMULAS.items() if formula.mark}
    assert not marked & set(ROWS), "evaluated, and yet marked: take off the formula's :class:"
    assert set(ROWS) <= set(FORMULAS), "a row without its formula: delete it, or correct its number"
    missing = [
        f'@row("{where}", {n}): {FORMULAS[where, n].latex}'
        for where, n in FORMULAS.keys() - marked - set(ROWS)
    ]
    assert not missing, (
        "add a row to tests/test_formulas.py, or mark the formula (CONTRIBUTING.md, A formula): "
        + "; ".join(missing)
    )
    assert {FORMULAS[key].mark for key in marked} <= set(MARKS)
    steps = {key for key in marked if FORMULAS[key].mark == "derivation"}
    assert len(ROWS) >= 0.8 * len(FORMULAS.keys() - steps)
    proofs = [claim.parts.get("Proof", "") for claim in find_claims().values()]
    text = " ".join(" ".join(proofs).split())
    astray = [key for key in steps if FORMULAS[key].latex not in text]
    assert not astray, f"a derivation outside of a proof: evaluate it ({astray})"


def planted(tokens):
    """Yield (what was done, tokens) for every error that is planted into a formula."""
    flip = {"+": "-", "-": "+"}
    for i, token in enumerate(tokens):
        before, after, ahead = tokens[:i], tokens[i + 1 :], "".join(tokens[i : i + 5])
        where = f"at {' '.join(tokens[max(0, i - 3) : i + 4])}"
        if token in flip:
            yield f"{token} for {flip[token]} {where}", [*before, flip[token], *after]
        if token.isdigit():
            other = str((int(token) + 1) % 10)
            yield f"{other} for {token} {where}", [*before, other, *after]
        if ahead.startswith("^T") or ahead.startswith("^+"):
            yield f"no {token}{after[0]} {where}", [*before, *after[1:]]
        if ahead == "^{-1}":
            yield f"no inverse {where}", [*before, *after[4:]]
        if token in {r"\lambda", r"\eta"} and before[-1:] != ["_"]:
            yield f"2 {token} {where}", [*before, "2", token, *after]
        if token == r"\sqrt":
            yield f"no root {where}", [*before, *after]


# Errors that are none, with the reason.
HARMLESS = {
    rf"descend 1: {what} at {where}": "the steps that there are; the formula has one of them"
    for what, where in (
        ("1 for 0", r"\qquad t = 0 , 1 ,"),
        ("2 for 1", r"= 0 , 1 , \dots"),
    )
}


def test_every_error_planted_in_a_formula_is_found():
    missed, tried = [], 0
    for key in ROWS:
        cases = list(draws(key))
        for names in cases[:1]:
            pieces = [name[1:] for name in names if name.startswith("$")]
            tokens = latex.tokenize(FORMULAS[key].latex, pieces)
        for what, changed in planted(tokens):
            tried += 1
            if not any(latex.problems("", names, changed) for names in cases):
                missed.append(f"{key[0]} {key[1]}: {what}")
    assert tried > 350
    assert missed == sorted(HARMLESS)
