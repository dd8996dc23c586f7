"""What is measured: problems, and the ways to solve them, here and elsewhere.

A group of experiments is a generator of names and experiments; its experiments
with ``quick`` are small.  The peers are imported only where they are used.
"""

import compileall
import itertools
import math
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path
from types import SimpleNamespace as Problem

import numpy as np
from findings import LARGE, OURS, RESULTS, SHAPES, SMALL, cost
from measure import (
    TOLERANCE,
    Contender,
    Experiment,
    call_and_time,
    difference,
    sizes,
    statistics,
    table,
    too_much,
    total_memory,
)

import reluridge as rr

# A training step --------------------------------------------------------------------


def curve_problem(n, h):
    """Return points on a noisy curve and a net."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=n)
    y = np.sin(3 * x) + rng.normal(size=n)
    return Problem(x=x, y=y, net=rr.ReLUNet(*rng.normal(size=(3, h)), 0.5), rng=rng)


def sorted_step(p):
    """Sort once; a step is one call."""
    data = rr.SortedData(p.x, p.y)
    return lambda: data.loss_and_gradient(p.net)


def sorted_new_step(p):
    """Take another net at each step, so that no elbow is where one was before."""
    data, h = rr.SortedData(p.x, p.y), p.net.w.size
    others = [rr.ReLUNet(*p.rng.normal(size=(3, h)), 0.5) for _ in range(99)]
    nets = itertools.cycle([p.net, *others])
    return lambda: data.loss_and_gradient(next(nets))


def same_net(p, result):
    """Return the numbers of the net that the others have: a new net has numbers of its own."""
    return rr.SortedData(p.x, p.y).loss_and_gradient(p.net)


def torch_step(p):
    """PyTorch's autograd, eager, float64."""
    import torch

    x, y = torch.from_numpy(p.x), torch.from_numpy(p.y)
    parameters = [
        torch.tensor(np.array(a), dtype=torch.float64, requires_grad=True)
        for a in (p.net.w, p.net.b, p.net.v, p.net.c)
    ]

    def step():
        w, b, v, c = parameters
        f = torch.relu(x[:, None] * w + b) @ v + c
        loss = ((f - y) ** 2).mean()
        loss.backward()
        gradient = [parameter.grad for parameter in parameters]
        for parameter in parameters:
            parameter.grad = None
        return [loss.detach(), *gradient]

    return step


def jax_forward(jax):
    """Return the net as JAX computes it."""

    def forward(parameters, x):
        w, b, v, c = parameters
        return jax.nn.relu(x[:, None] * w + b) @ v + c

    return forward


def jax_arrays(*arrays):
    """Return JAX in float64, and the arrays as its own."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax, [jax.numpy.asarray(a) for a in arrays]


def jax_step(p):
    """JAX's jit of value_and_grad, compiled before."""
    jax, (x, y, *parameters) = jax_arrays(p.x, p.y, p.net.w, p.net.b, p.net.v, p.net.c)
    forward = jax_forward(jax)

    def loss(parameters, x, y):
        return jax.numpy.mean((forward(parameters, x) - y) ** 2)

    step = jax.jit(jax.value_and_grad(loss))
    return lambda: jax.block_until_ready(step(parameters, x, y))


def tables_of(count):
    """Return how many bytes so many tables of n times h numbers need."""
    return lambda n, h: 8 * count * n * h


SORTED = Contender(sorted_step, lambda n, h: 240 * n)
DENSE_STEPS = {
    "PyTorch": Contender(torch_step, tables_of(3)),
    "JAX": Contender(jax_step, tables_of(3)),
    "NumPy": Contender(lambda p: lambda: rr.backprop(p.net, p.x, p.y), tables_of(4.1)),
}
NEW_NETS = {f"{OURS} (new nets)": Contender(sorted_new_step, SORTED.bytes, same_net)}


def steps(quick):
    """Return the experiments about a training step."""
    top = 5 if quick else 8
    step = {OURS: SORTED, **DENSE_STEPS}
    tens = [10**k for k in range(2, top + 1)]
    shapes = [SMALL] if quick else [SMALL, LARGE]
    yield "step-shapes", Experiment("A training step", "", shapes, curve_problem, step)
    yield "step-n", Experiment(
        "A training step against the number of points",
        "n", sizes("n", tens, h=100), curve_problem, {OURS: SORTED, **NEW_NETS, **DENSE_STEPS},
    )  # fmt: skip
    yield "step-h", Experiment(
        "A training step against the number of units",
        "h", sizes("h", [10**k for k in range(1, top - 2)], n=10_000), curve_problem, step,
    )  # fmt: skip
    yield "sort-n", Experiment(
        "Sorting the points, once, against their number",
        "n", sizes("n", tens, h=100), curve_problem,
        {OURS: Contender(lambda p: lambda: rr.SortedData(p.x, p.y), SORTED.bytes, same_net)},
    )  # fmt: skip


# Evaluation, and fitting the output -------------------------------------------------


def dense_values(p):
    """Evaluate through the table of points times units."""
    net = p.net
    return lambda: np.maximum(np.outer(p.x, net.w) + net.b, 0) @ net.v + net.c


def torch_values(p):
    """PyTorch's forward pass, without a graph."""
    import torch

    x, w, b, v = (torch.tensor(a) for a in (p.x, *map(np.array, (p.net.w, p.net.b, p.net.v))))

    def values():
        with torch.no_grad():
            return torch.relu(x[:, None] * w + b) @ v + p.net.c

    return values


def jax_values(p):
    """JAX's forward pass, compiled before."""
    jax, (x, *parameters) = jax_arrays(p.x, p.net.w, p.net.b, p.net.v, p.net.c)
    forward = jax.jit(jax_forward(jax))
    return lambda: jax.block_until_ready(forward(parameters, x))


def evaluations(quick):
    """Return the experiments about evaluation."""
    top = 5 if quick else 7
    contenders = {
        OURS: Contender(lambda p: lambda: p.net(p.x), lambda n, h: 100 * n),
        "PyTorch": Contender(torch_values, tables_of(2)),
        "JAX": Contender(jax_values, tables_of(1.1)),
        "NumPy": Contender(dense_values, tables_of(3)),
    }
    shapes = [SMALL] if quick else [SMALL, LARGE]
    yield "evaluate-shapes", Experiment("Evaluation", "", shapes, curve_problem, contenders)
    yield "evaluate-n", Experiment(
        "Evaluation against the number of points",
        "n", sizes("n", [10**k for k in range(2, top + 1)], h=100), curve_problem, contenders,
    )  # fmt: skip
    yield "evaluate-h", Experiment(
        "Evaluation against the number of units",
        "h", sizes("h", [10**k for k in range(1, top - 1)], n=10_000), curve_problem, contenders,
    )  # fmt: skip


def fit_problem(n, h):
    """Return a curve, a net with its elbows among the points, and a strength."""
    p = curve_problem(n, h)
    elbows = np.linspace(-2, 2, h)
    p.net, p.lam = rr.ReLUNet(np.ones(h), -elbows, np.zeros(h), 0.0), 1.0
    return p


def sorted_fit(p):
    """Fit the output from the sums."""
    data = rr.SortedData(p.x, p.y)
    return lambda: rr.fit_output(p.net, data, p.lam)


def dense_fit(p):
    """Fit the output by least squares on the features and fake data; the bias is free."""

    def fit():
        n, h = p.x.size, p.net.w.size
        A = np.ones((n, h + 1))
        A[:, :h] = np.maximum(np.outer(p.x, p.net.w) + p.net.b, 0)
        fake = np.eye(h, h + 1) * np.sqrt(p.lam)
        A, y = np.vstack([A, fake]), np.concatenate([p.y, np.zeros(h)])
        *v, c = np.linalg.lstsq(A, y)[0]
        return rr.ReLUNet(p.net.w, p.net.b, v, c)

    return fit


def fitted_values(p, net):
    """Return what a fitted net says."""
    return net(np.linspace(-3, 3, 1000))


def fits(quick):
    """Return the experiments about fitting the output weights."""
    top = 4 if quick else 7
    contenders = {
        OURS: Contender(sorted_fit, SORTED.bytes, fitted_values),
        "NumPy": Contender(dense_fit, tables_of(5), fitted_values),
    }
    yield "fit-n", Experiment(
        "Fitting the output weights against the number of points",
        "n", sizes("n", [10**k for k in range(3, top + 1)], h=100), fit_problem, contenders,
    )  # fmt: skip
    yield "fit-h", Experiment(
        "Fitting the output weights against the number of units",
        "h", sizes("h", [10, 30, 100, 300, 1000][: top - 1], n=10_000), fit_problem, contenders,
    )  # fmt: skip


# Ridge regression -------------------------------------------------------------------


def ridge_problem(n, d, k):
    """Return noisy data, and strengths around the best one."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, d))
    y = X @ rng.normal(size=d) + 2 * np.sqrt(d) * rng.normal(size=n)
    lams = 4 * d * (np.logspace(-3, 3, k) if k > 1 else np.ones(1))
    return Problem(X=X, y=y, lams=lams)


def sklearn_path(p):
    """Fit scikit-learn's Ridge at one strength after the other."""
    from sklearn.linear_model import Ridge

    return lambda: np.array(
        [Ridge(alpha=lam, fit_intercept=False).fit(p.X, p.y).coef_ for lam in p.lams]
    )


def himalaya_path(p):
    """Give himalaya's Ridge one target for each strength, one or ten at a time: what is faster."""
    from himalaya.ridge import Ridge

    def fit(batch):
        targets = np.repeat(p.y[:, None], len(p.lams), axis=1)
        model = Ridge(alpha=p.lams, solver_params={"n_targets_batch": batch, "warn": False})
        return model.fit(p.X, targets).coef_.T

    best = min((1, 10), key=lambda batch: call_and_time(lambda: fit(batch))[1])
    return lambda: fit(best)


def our_choice(p):
    """Leave one out at each strength, take the best, and fit again."""

    def fit():
        errors = rr.leave_one_out(p.X, p.y, p.lams)
        best = p.lams[np.mean(errors**2, axis=1).argmin()]
        return best, rr.ridge_path(p.X, p.y, [best])[0]

    return fit


def sklearn_choice(p):
    """Use scikit-learn's RidgeCV, which leaves one out."""
    from sklearn.linear_model import RidgeCV

    def fit():
        model = RidgeCV(p.lams, fit_intercept=False).fit(p.X, p.y)
        return model.alpha_, model.coef_

    return fit


def himalaya_choice(p):
    """Use himalaya's RidgeCV, which has no shortcut for leave-one-out: with its 5 folds."""
    from himalaya.ridge import RidgeCV

    def fit():
        parameters = {"n_alphas_batch": 1, "warn": False}
        model = RidgeCV(p.lams, solver_params=parameters).fit(p.X, p.y)
        return model.best_alphas_[0], model.coef_

    return fit


def refitted(p, result):
    """Return our own choice, if what five folds chose is fitted right."""
    lam, w = result
    apart = difference(w, rr.ridge(p.X, p.y, lam))
    return our_choice(p)() if apart <= TOLERANCE else result


def matrices(count):
    """Return how many bytes so many copies of the data need."""
    return lambda n, d, k: 8 * count * n * d


RIDGE = {
    "path": (
        "The ridge path",
        {
            OURS: Contender(lambda p: lambda: rr.ridge_path(p.X, p.y, p.lams), matrices(6)),
            "scikit-learn": Contender(sklearn_path, matrices(3)),
            "himalaya": Contender(himalaya_path, matrices(25)),
        },
    ),
    "loo": (
        "Leave-one-out",
        {
            OURS: Contender(our_choice, lambda n, d, k: 8 * n * (6 * d + 4 * k)),
            "scikit-learn": Contender(sklearn_choice, lambda n, d, k: 8 * n * (6 * d + 2 * k)),
            "himalaya": Contender(himalaya_choice, matrices(8), refitted),
        },
    ),
}


def ridge(quick):
    """Return the experiments about the ridge path and the choice of a strength."""
    for name, (title, contenders) in RIDGE.items():
        shapes = [{"n": 100, "d": 20, "k": 100}] if quick else SHAPES
        yield f"{name}-shapes", Experiment(title, "", shapes, ridge_problem, contenders)
        for varies, what, values, fixed in (
            ("n", "data points", [10**k for k in range(2, 7)], {"d": 100, "k": 100}),
            ("d", "features", [10, 30, 100, 300, 1000, 3000], {"n": 1000, "k": 100}),
            ("k", "λs", [1, 10, 100, 1000], {"n": 1000, "d": 100}),
        ):
            values = values[:3] if quick else values
            yield f"{name}-{varies}", Experiment(
                f"{title} against the number of {what}",
                varies, sizes(varies, values, **fixed), ridge_problem, contenders,
            )  # fmt: skip


def hard_problem(n, d, k):
    """Return data in which two features, or two points, all but agree, and a small strength."""
    p = ridge_problem(n, d, k)
    twins = p.X.T if n >= d else p.X
    twins[1] = twins[0] + 1e-4 * twins[1]
    p.lams = np.full(k, 1e-6)
    return p


def sklearn_ridge(solver):
    """Return how scikit-learn's Ridge is fitted once, by a solver of its own."""

    def prepare(p):
        from sklearn.linear_model import Ridge

        model = Ridge(alpha=p.lams[0], fit_intercept=False, solver=solver)
        return lambda: model.fit(p.X, p.y).coef_

    return prepare


def single(quick):
    """Return the experiments about one ridge regression, on data that are easy and hard."""
    shapes = [{"n": 100, "d": 20, "k": 1}] if quick else [shape | {"k": 1} for shape in SHAPES]
    for name, title, problem, solver, who in (
        ("one", "One ridge regression", ridge_problem, "auto", "scikit-learn"),
        ("hard", "One, of nearly dependent data", hard_problem, "svd", "scikit-learn (svd)"),
    ):
        contenders = {
            OURS: Contender(lambda p: lambda: rr.ridge(p.X, p.y, p.lams[0]), matrices(6)),
            who: Contender(sklearn_ridge(solver), matrices(4)),
        }
        yield f"{name}-shapes", Experiment(title, "", shapes, problem, contenders)


# Gradient descent in closed form ----------------------------------------------------


def descent_problem(t):
    """Return data, a step size within the limit, and how many steps to take."""
    p = ridge_problem(1000, 100, 1)
    return Problem(X=p.X, y=p.y, lam=1.0, step_size=rr.step_size_limit(p.X, 1.0) / 2, t=t)


def descents(quick):
    """Return the experiment about the t-th step."""
    first = {
        OURS: Contender(lambda p: lambda: rr.iterate(p.X, p.y, p.lam, p.step_size, p.t)),
        "step by step": Contender(
            lambda p: lambda: rr.descend(p.X, p.y, p.lam, p.step_size, p.t, np.zeros(100))
        ),
    }
    yield "iterate", Experiment(
        "Gradient descent against the number of steps",
        "t", sizes("t", [1, 10, 100, 10**3, 10**4, 10**6, 10**9, 10**12]), descent_problem, first,
    )  # fmt: skip


# What is not timed by calls ---------------------------------------------------------


def memory(options):
    """Yield the peak memory of building the sums and taking a step, and of the dense pass."""

    def sorting(p):
        return rr.SortedData(p.x, p.y).loss_and_gradient(p.net)

    def dense(p):
        return rr.backprop(p.net, p.x, p.y)

    top = 5 if options.quick else 7
    for varies, title, values, fixed in (
        ("n", "Memory of a step against the number of points",
         [10**k for k in range(2, top + 1)], {"h": 100}),
        ("h", "Memory of a step against the number of units",
         [10**k for k in range(1, top - 2)], {"n": 100_000}),
    ):  # fmt: skip
        experiment = Experiment(title, varies, sizes(varies, values, **fixed), curve_problem, {})
        cells = {}
        for place, size in enumerate(experiment.sizes):
            problem = curve_problem(**size)
            for who, call, need in ((OURS, sorting, SORTED.bytes), ("NumPy", dense, tables_of(5))):
                if reason := too_much(Contender(None, need), size, "", [], 0):
                    cells[place, who] = {"skipped": reason}
                    continue
                tracemalloc.start()
                call(problem)
                cells[place, who] = {"median": float(tracemalloc.get_traced_memory()[1])}
                tracemalloc.stop()
        yield f"memory-{varies}", table(experiment, "bytes", cells)


def files(options):
    """Yield memory and time of ridge regression on a file, larger than memory if disk allows."""
    block = np.random.default_rng(0).normal(size=(2**17, 101))
    with tempfile.TemporaryDirectory(dir=RESULTS.parent) as folder:
        largest = min(1.2 * total_memory(), shutil.disk_usage(folder).free / 2)
        times = math.ceil((1e9 * options.file_gb if options.file_gb else largest) / block.nbytes)
        path = Path(folder) / "rows.float64"
        with path.open("wb") as file:
            for _ in range(times):
                block.tofile(file)
        yield from ridge_on_file(path, block, times)


def ridge_on_file(path, block, times):
    """Yield memory and time of ridge regression on a file that repeats a block of rows."""
    data = np.memmap(path, mode="r").view(float).reshape(-1, block.shape[1])
    chunks = [data[i : i + 4096] for i in range(0, len(data), 4096)]
    _, reading = call_and_time(lambda: [chunk.max() for chunk in chunks])
    tracemalloc.start()
    w, seconds = call_and_time(
        lambda: sum(rr.RidgeSums(chunk[:, :-1], chunk[:, -1]) for chunk in chunks).ridge(1.0)
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The same rows so many times are these rows once, at a strength so many times smaller.
    apart = difference(w, rr.ridge(block[:, :-1], block[:, -1], 1.0 / times))
    if not apart <= TOLERANCE:
        sys.exit(f"file: {OURS} must give the weights of one block; got a difference of {apart}")
    size = {"n": len(data), "d": block.shape[1] - 1}
    experiment = Experiment("Ridge regression on a file", "", [size], None, {})
    cells = {(0, "file"): {"median": float(data.nbytes)}, (0, OURS): {"median": float(peak)}}
    cells[0, "NumPy"] = {"skipped": f"needs {cost(2 * data.nbytes, 'bytes')}"}
    yield "file-memory", table(experiment, "bytes", cells)
    cells = {(0, OURS): {"median": seconds}, (0, "reading alone"): {"median": reading}}
    yield "file-time", table(experiment, "seconds", cells)


def imports(options):
    """Yield the time that an import takes in a fresh Python, measured inside it."""
    compileall.compile_dir(Path(rr.__file__).parent, quiet=2)  # as pip does when it installs
    code = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"
    costs = {OURS: [], "NumPy": []}
    for _ in range(5 if options.quick else 60):
        for who, module in ((OURS, "reluridge"), ("NumPy", "numpy")):
            command = [sys.executable, "-c", code.format(module)]
            costs[who].append(float(subprocess.check_output(command)))
    experiment = Experiment("Importing the package", "", [{}], None, {})
    cells = {(0, who): statistics(each[2:]) for who, each in costs.items()}  # caches are warm
    yield "import", table(experiment, "seconds", cells)


TIMED = (steps, evaluations, fits, single, ridge, descents)
OTHERS = {"memory": memory, "file": files, "import": imports}  # with their own results
