"""PyTorch: gradients by autograd, training runs, weight decay, initialization."""

from functools import partial

import numpy as np
import pytest
import torch

import reluridge as rr
from reluridge.claims import find_claims

torch.set_num_threads(1)


def tensors(net):
    """Return the parameters of a net as leaves."""
    parameters = (net.w, net.b, net.v, net.c)
    return [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in parameters]


def torch_loss(parameters, x, y, weights=None):
    """Return the (weighted) mean squared error of a net, as PyTorch computes it."""
    w, b, v, c = parameters
    x, y = torch.tensor(x), torch.tensor(y)
    r = torch.relu(torch.outer(x, w) + b) @ v + c - y
    omega = torch.ones_like(r) if weights is None else torch.tensor(weights)
    return torch.sum(omega * r**2) / torch.sum(omega)


def numbers(net):
    return np.concatenate([net.w, net.b, net.v, [net.c]])


def close(a, b, rtol=1e-11):
    """Return whether two vectors agree, as a share of their size."""
    return bool(np.linalg.norm(a - b) <= rtol * np.linalg.norm(b))


def random_net(rng, h):
    return rr.ReLUNet(*rng.normal(size=(3, h)), 0.5)


# Where no derivative exists, both take relu'(0) = 0: points on elbows, coinciding elbows, and
# units without an elbow.
HARD = rr.ReLUNet([1, 1, -1, 0, 0, 2], [0, 0, 0, 1, -1, -1], [1, -2, 3, 1, 1, -1], 0.25)
CASES = ["small", "large", "hard"]


def problem(case):
    """Return a net and data: a table of points and units, pieces, or no derivative."""
    rng = np.random.default_rng(0)
    if case == "hard":
        x = np.repeat([-1, -0.5, 0, 0.5, 0, 1, 2], 4)
        return HARD, x, rng.normal(size=x.size)
    n, h = (20, 5) if case == "small" else (6000, 30)
    x = rng.normal(size=n)
    return random_net(rng, h), x, np.sin(3 * x) + 0.1 * rng.normal(size=n)


@pytest.mark.backs(
    "The same net, from `weight` and `bias` of PyTorch's ``Linear(1, 2)`` and ``Linear(2, 1)``"
)
def test_layers_are_taken_as_they_are():
    layers = torch.nn.Sequential(torch.nn.Linear(1, 6), torch.nn.ReLU(), torch.nn.Linear(6, 1))
    x = torch.randn(20, 1, dtype=torch.float64)
    with torch.no_grad():
        net = rr.ReLUNet(*(p.detach() for p in layers.parameters()))
        theirs = layers.double()(x)[:, 0].numpy()
    assert close(net(x), theirs)
    assert not close(net(-x), theirs)
    first = layers[0].weight.detach(), layers[0].bias.detach()
    assert rr.unit_states(*first, x).tolist() == rr.unit_states(net.w, net.b, x[:, 0]).tolist()


@pytest.mark.backs(r":math:`\operatorname{relu}'(0) = 0`, as PyTorch and JAX do")
@pytest.mark.parametrize("case", CASES)
def test_backprop_is_autograd(case):
    net, x, y = problem(case)
    leaves = tensors(net)
    loss = torch_loss(leaves, x, y)
    loss.backward()
    theirs = np.concatenate([p.grad.numpy().ravel() for p in leaves])
    ours, gradient = rr.backprop(net, x, y)
    assert ours == pytest.approx(loss.item(), rel=1e-12)
    assert close(numbers(gradient), theirs)
    assert not close(numbers(rr.backprop(net, x + 1e-6, y)[1]), theirs)


@pytest.mark.parametrize("decay_biases", [False, True])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_sorted_data_is_autograd(case, weighted, decay_biases):
    net, x, y = problem(case)
    lam = 0.3
    omega = np.random.default_rng(1).uniform(0, 2, size=x.size) if weighted else None
    leaves = tensors(net)
    w, b, v, _ = leaves
    penalty = torch.sum(w**2) + torch.sum(v**2) + (torch.sum(b**2) if decay_biases else 0)
    loss = torch_loss(leaves, x, y, omega) + lam * penalty
    loss.backward()
    theirs = np.concatenate([p.grad.numpy().ravel() for p in leaves])
    data = rr.SortedData(x, y, omega)
    ours, gradient = data.loss_and_gradient(net, lam, decay_biases)
    assert ours == pytest.approx(loss.item(), rel=1e-12)
    assert close(numbers(gradient), theirs)
    assert not close(numbers(data.loss_and_gradient(net, lam, not decay_biases)[1]), theirs)
    assert not close(numbers(data.loss_and_gradient(net, 2 * lam, decay_biases)[1]), theirs)


@pytest.mark.parametrize(("lam", "decay_biases"), [(0, False), (0.01, False), (0.01, True)])
@pytest.mark.parametrize("n", [40, 3000])
def test_train_is_sgd(n, lam, decay_biases):
    """200 steps of SGD on all the data, with weight decay twice the strength."""
    rng = np.random.default_rng(0)
    net, x = random_net(rng, 8), rng.normal(size=n)
    y, eta, n_steps = np.sin(3 * x), 0.02, 200
    leaves = tensors(net)
    w, b, v, c = leaves
    pay, free = ([w, v, b], [c]) if decay_biases else ([w, v], [b, c])
    groups = [{"params": pay, "weight_decay": 2 * lam}, {"params": free, "weight_decay": 0}]
    optimizer = torch.optim.SGD(groups, lr=eta)
    losses = []
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = torch_loss(leaves, x, y)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    theirs = np.concatenate([p.detach().numpy().ravel() for p in leaves])
    ours, history = rr.train(net, x, y, eta, n_steps, lam=lam, decay_biases=decay_biases)
    assert close(numbers(ours), theirs, 1e-9)
    assert not close(numbers(ours), numbers(net), 0.1)
    for change in ({"lam": lam + 1e-4}, {"lam": max(lam, 0.01), "decay_biases": not decay_biases}):
        other, _ = rr.train(net, x, y, eta, n_steps, **change)
        assert not close(numbers(other), theirs, 1e-6)
    if lam == 0:
        np.testing.assert_allclose(history.losses[:-1], losses, rtol=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.backs("adds `weight_decay * w` to the gradient")
@pytest.mark.parametrize(
    ("reduction", "scale", "factor"),
    [
        pytest.param("sum", 1, 2, marks=pytest.mark.row("torch SGD sum")),
        pytest.param("mean", 1, 2 / 20, marks=pytest.mark.row("torch SGD mean")),
        pytest.param("sum", 0.5, 1),
    ],
)
def test_sgd_minimizes_ridge(data, check, reduction, scale, factor):
    def fit(X, y, weight_decay):
        X, y = torch.tensor(X), torch.tensor(y)
        w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        lr = 0.01 * (20 if reduction == "mean" else 1)
        optimizer = torch.optim.SGD([w], lr=lr, weight_decay=weight_decay)
        loss = torch.nn.MSELoss(reduction=reduction)
        for _ in range(1000):
            optimizer.zero_grad()
            (scale * loss(X @ w, y)).backward()
            optimizer.step()
        return w.detach().numpy()

    check(data, fit, factor)


@pytest.mark.backs("``SGD(weight_decay=2 * lam)`` with a summed squared error takes the same step")
def test_sgd_takes_weight_decay_steps(data, lam):
    X, y = data
    w0, eta = np.array([1.0, 2.0, 3.0]), 0.01
    w = torch.tensor(w0, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=eta, weight_decay=2 * lam)
    path = [w0]
    for _ in range(200):
        optimizer.zero_grad()
        torch.sum((torch.tensor(X) @ w - torch.tensor(y)) ** 2).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    ours = rr.descend(X, y, lam, eta, 200, w0, history=True)
    np.testing.assert_allclose(ours, path, rtol=1e-11)
    np.testing.assert_allclose(rr.weight_decay_step(X, y, w0, eta, lam), path[1], rtol=1e-12)
    np.testing.assert_allclose(rr.iterate(X, y, lam, eta, 200, w0), path[-1], rtol=1e-11)
    assert not np.allclose(rr.weight_decay_step(X, y, w0, eta, lam / 2), path[1], rtol=1e-3)


@pytest.mark.backs("PyTorch's `weight_decay` takes every parameter it is given, biases too")
@pytest.mark.backs("scikit-learn and PyTorch take them as they come")
def test_biases_pay_and_features_keep_their_units(data, lam):
    """SGD on a `Linear` layer ends at ridge with a paying column of ones, in these units."""
    X, y = data
    X, y = X * [1, 2, 0.5] + 1, y + 5
    layer = torch.nn.Linear(3, 1).double()
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.002, weight_decay=2 * lam)
    for _ in range(5000):
        optimizer.zero_grad()
        torch.sum((layer(torch.tensor(X))[:, 0] - torch.tensor(y)) ** 2).backward()
        optimizer.step()
    theirs = np.r_[layer.weight.detach().numpy()[0], layer.bias.detach().numpy()]
    paying = rr.ridge(np.c_[X, np.ones(20)], y, lam)
    np.testing.assert_allclose(theirs, paying, rtol=1e-8)
    sparing = rr.ridge(X - X.mean(axis=0), y - y.mean(), lam)
    assert not np.allclose(theirs[:3], sparing, rtol=0.01)
    scaled = rr.ridge(np.c_[X / X.std(axis=0), np.ones(20)], y, lam)[:3] / X.std(axis=0)
    assert not np.allclose(theirs[:3], scaled, rtol=0.01)


def last(kind, w0, weight_decay, n_steps=50):
    """Return the weights after steps of an optimizer on data that are silent."""
    w = torch.tensor(w0, dtype=torch.float64, requires_grad=True)
    optimizer = kind([w], lr=0.01, weight_decay=weight_decay)
    for _ in range(n_steps):
        w.grad = torch.zeros_like(w)
        optimizer.step()
    return w.detach().numpy()


@pytest.mark.backs("the penalty's slope is divided by the running size of the gradient")
@pytest.mark.backs("For each weight by itself Adam has a running mean")
def test_adam_of_claim_is_adam():
    """The optimizer that claim 2.2.1.d spells out, taken from its doctest, is PyTorch's."""
    scope = {}
    for example in find_claims()["2.2.1.d"].test.examples:
        if "def adam" in example.source or example.source.startswith("import"):
            exec(example.source, scope)
    adam = partial(scope["adam"], lambda w: 0 * w, eta=0.01, n_steps=50)
    w0 = np.array([3.0, -2.0, 1.0])
    theirs = last(torch.optim.Adam, w0, 2 * 0.1)
    np.testing.assert_allclose(adam(w0, penalty=0.1), theirs, rtol=1e-10)
    assert not np.allclose(adam(w0, decay=0.1), theirs)
    theirs = last(torch.optim.AdamW, w0, 2 * 0.1)
    np.testing.assert_allclose(adam(w0, decay=0.1), theirs, rtol=1e-10)
    assert not np.allclose(adam(w0, penalty=0.1), theirs)


@pytest.mark.backs("With `AdamW` there is no such objective")
@pytest.mark.backs("Its decay stands beside the step, so {func}")
@pytest.mark.backs("AdamW shrinks the weights beside an adaptive step")
@pytest.mark.backs("AdamW's decay has no counterpart")
def test_adamw_is_no_penalty():
    """Where the data are silent AdamW shrinks by a factor, and Adam by a fixed step."""
    adam, adamw, w0 = torch.optim.Adam, torch.optim.AdamW, (3.0, 1.0)
    np.testing.assert_allclose(last(adamw, w0, 0.2), np.array(w0) * (1 - 0.01 * 0.2) ** 50)
    np.testing.assert_allclose(last(adam, w0, 0.2), last(adam, w0, 20.0), rtol=1e-4)
    assert not np.allclose(last(adamw, w0, 0.2), last(adamw, w0, 20.0), rtol=0.1)


@pytest.mark.backs("With `Adam(weight_decay=...)` the objective is the same as with `SGD`")
@pytest.mark.backs("If Adam converges with the gradient of the penalty added to that of the data")
@pytest.mark.backs("With the penalty in the gradient Adam ends at the ridge weight")
@pytest.mark.backs("(AdamW), each weight is less than")
def test_adam_has_the_same_minimum_and_adamw_not(data, lam):
    X, y = torch.tensor(data[0]), torch.tensor(data[1])

    def end(kind):
        w = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        optimizer = kind([w], lr=0.1, weight_decay=2 * lam)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.995)
        for _ in range(4000):
            optimizer.zero_grad()
            torch.sum((X @ w - y) ** 2).backward()
            optimizer.step()
            schedule.step()
        return w.detach().numpy()

    best, decayed = rr.ridge(*data, lam), end(torch.optim.AdamW)
    np.testing.assert_allclose(end(torch.optim.Adam), best, rtol=1e-6)
    assert not np.allclose(decayed, best, rtol=0.01)
    assert np.all(np.abs(decayed) < 1 / (2 * lam))


# Initialization ------------------------------------------------------------------

FAN_OUT, FAN_IN = 300, 100
OURS = {
    "lecun_normal": (rr.lecun_normal, 1 / FAN_IN),
    "glorot_normal": (rr.glorot_normal, 2 / (FAN_IN + FAN_OUT)),
    "he_normal": (rr.he_normal, 2 / FAN_IN),
}
# Which of theirs has the variance of which of ours; None if there is none.
THEIRS = {
    "xavier_normal_": "glorot_normal",
    "xavier_uniform_": "glorot_normal",
    "kaiming_normal_, relu": "he_normal",
    "kaiming_uniform_, relu": "he_normal",
    "kaiming_normal_, linear": "lecun_normal",
    "kaiming_uniform_, linear": "lecun_normal",
    "kaiming_normal_": "he_normal",
    "kaiming_uniform_": "he_normal",
    "Linear": None,
}


def theirs(name):
    """Return weights by PyTorch's scheme of that name."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(FAN_IN, FAN_OUT).double()
    if name != "Linear":
        scheme, _, nonlinearity = name.partition(", ")
        options = {"nonlinearity": nonlinearity} if nonlinearity else {}
        getattr(torch.nn.init, scheme)(layer.weight, **options)
    return layer.weight.detach().numpy()


def has_variance(w, variance, uniform=False):
    """Return whether the mean square is that variance, at 5 standard errors."""
    spread = 4 / 5 if uniform else 2  # the variance of a square, over that of the law squared
    return bool(abs(np.mean(w**2) / variance - 1) < 5 * np.sqrt(spread / w.size))


@pytest.mark.backs("PyTorch ``xavier_normal_``, ``_uniform_`` 2/(fan_in + fan_out)")
@pytest.mark.backs("PyTorch ``kaiming_normal_``, ``_uniform_`` 2/fan_in")
@pytest.mark.parametrize("name", THEIRS)
def test_init_schemes(name):
    w, ours = theirs(name), THEIRS[name]
    uniform = "normal" not in name
    assert (np.abs(w).max() < 2 * np.std(w)) == uniform
    for scheme, (draw, variance) in OURS.items():
        assert has_variance(draw((FAN_OUT, FAN_IN), np.random.default_rng(0)), variance)
        assert has_variance(w, variance, uniform) == (scheme == ours)


@pytest.mark.backs("PyTorch ``Linear``, weights and biases 1/(3 fan_in), uniform")
@pytest.mark.backs("PyTorch's ``Linear`` starts with a uniform distribution too, where :math:`a")
def test_linear_default():
    torch.manual_seed(0)
    layer = torch.nn.Linear(FAN_IN, 10_000).double()
    for drawn in (layer.weight.detach().numpy(), layer.bias.detach().numpy()):
        assert has_variance(drawn, 1 / (3 * FAN_IN), uniform=True)
        assert not has_variance(drawn, 1 / FAN_IN, uniform=True)
        bound = FAN_IN**-0.5
        assert 0.99 * bound < np.abs(drawn).max() <= bound


@pytest.mark.backs("PyTorch's ``normal_`` take its root")
def test_normal_takes_the_standard_deviation():
    torch.manual_seed(0)
    w = torch.empty(FAN_OUT, FAN_IN, dtype=torch.float64).normal_(0, 0.5).numpy()
    assert has_variance(w, 0.5**2)
    assert not has_variance(w, 0.5)
    drawn = np.random.default_rng(0).normal(0, 0.5, size=(FAN_OUT, FAN_IN))
    assert has_variance(drawn, 0.5**2)
    assert not has_variance(drawn, 0.5)
    assert has_variance(rr.gaussian((FAN_OUT, FAN_IN), 0.5, np.random.default_rng(0)), 0.5)
