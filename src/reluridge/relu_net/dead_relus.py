r"""Dead ReLUs: how far from the data a unit lands, and what follows from that.

A unit is *dead* on the data if it is off at every point, *always on* if it is on
at every point, and *live* if its elbow lies in between:

.. math::
   :class: definition

   \max_i\, (w \cdot x_i + b) \le 0 , \qquad
   \min_i\, (w \cdot x_i + b) > 0 , \qquad \text{neither} .

A dead unit adds nothing to the net and gets no gradient.  One that is always on adds a straight
line, and learns like any linear model.  Neither of them bends where there are data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reluridge._engine import checks
from reluridge._engine.checks import Array

__all__ = ["dead_margin", "elbow_cdf", "probability_dead", "unit_states"]


def elbow_cdf(e: ArrayLike, scale: float) -> Array | float:
    r"""Return the probability that a unit with normal weight and bias bends left of `e`.

    .. math::

        P\Bigl(-\frac bw \le e\Bigr) = \frac12 + \frac1\pi \arctan\frac{e}{\gamma} ,
        \qquad \gamma = \frac{\sigma_b}{\sigma_w}

    In the plane of :math:`w/\sigma_w` and :math:`b/\sigma_b` every direction is
    equally likely, and all points of one line through 0 share one elbow.  So the
    probability is an angle: :math:`90° + \arctan(e/\gamma)` of 180°.

    Parameters
    ----------
    e : float or array_like
        Where to evaluate it.
    scale : float
        The ratio :math:`\gamma = \sigma_b/\sigma_w > 0` of the standard deviations.

    Returns
    -------
    float or ndarray
        The distribution function of the Cauchy distribution, in the shape of `e`.

    Raises
    ------
    ValueError
        If `e` is not finite, or `scale` not positive.

    Notes
    -----
    Computed as :math:`\operatorname{arctan2}(\gamma, -e)/\pi`, which keeps its digits
    far out on the left.  scipy: ``scipy.stats.cauchy(scale=scale).cdf(e)``.

    Examples
    --------
    The quartiles are -scale, 0 and scale:

    >>> from reluridge import elbow_cdf
    >>> elbow_cdf([-3, 0, 3], scale=3).round(12).tolist(), elbow_cdf(0, scale=3)
    ([0.25, 0.5, 0.75], 0.5)

    .. claim:: 1.3.a
       :verdict: true if independent, with mean 0, on scalar input
       :taught: If weights and biases are drawn from normal distributions, the ratio
          :math:`b/w` follows a Cauchy distribution.

       Let :math:`w` and :math:`b` be independent and normal, with mean 0 and
       :math:`\gamma = \sigma_b/\sigma_w`. On one input, :math:`-b/w \le e` has the
       probability :math:`1/2 + \arctan(e/\gamma)/\pi`: a Cauchy distribution of scale
       :math:`\gamma`, without mean and variance. With :math:`d` inputs the signed distance
       of the unit's hyperplane from 0 is distributed as :math:`\gamma\,t_d/\sqrt d`, where
       :math:`t_d` is Student's t with :math:`d` degrees of freedom; its tails are the
       lighter, the larger :math:`d`.

       **Proof.**  Let :math:`w' = w/\sigma_w` and :math:`b' = b/\sigma_b`.  Then
       :math:`-b/w = \gamma\,(-b'/w')`, so :math:`-b/w \le e` is :math:`-b'/w' \le e/\gamma`,
       and it is enough to treat standard deviations of 1.  The density of :math:`(w, b)` is
       then a function of the distance from 0 alone,

       .. math::
          :class: derivation

          \frac{\exp(-w^2/2)}{\sqrt{2\pi}} \cdot \frac{\exp(-b^2/2)}{\sqrt{2\pi}}
          = \frac{\exp(-(w^2 + b^2)/2)}{2\pi} ,

       so every direction of :math:`(w, b)` is equally likely, and a wedge with its tip at 0
       has its angle over 360° as its probability.  Multiply :math:`-b/w \le e` by :math:`w`:
       it says :math:`b \ge -ew` if :math:`w > 0`, and :math:`b \le -ew` if :math:`w < 0`
       (:math:`w = 0` has probability 0).  These are two opposite wedges between the
       :math:`b` axis and the line :math:`b = -ew`, of :math:`90° + \arctan e` each.  Twice
       that over 360° is :math:`1/2 + \arctan(e)/\pi`.

       The derivative in :math:`e` is the density :math:`\gamma/(\pi(\gamma^2 + e^2))`.  The
       mean of :math:`|e|` would be

       .. math::
          :class: derivation

          2\int_0^R \frac{\gamma\,e}{\pi(\gamma^2 + e^2)} \, de
          = \frac\gamma\pi \ln\Bigl(1 + \frac{R^2}{\gamma^2}\Bigr)

       as :math:`R` grows, and that has no limit.  Without a mean there is no variance.

       With :math:`d` inputs, the point :math:`s\,w/\lVert w\rVert` at the distance :math:`s`
       from 0 lies on the hyperplane :math:`w \cdot x + b = 0` if :math:`s\lVert w\rVert + b = 0`,
       so the signed distance is :math:`-b/\lVert w\rVert`.  Now :math:`Z = -b/\sigma_b` is
       standard normal, and :math:`\lVert w\rVert^2/\sigma_w^2` is a sum of :math:`d` squares
       of such numbers, :math:`\chi^2_d`, independent of :math:`Z`.  Student's :math:`t_d` is
       defined as :math:`Z/\sqrt{\chi^2_d/d}`, so the distance is

       .. math::
          :class: derivation

          -\frac{b}{\lVert w\rVert} = \gamma \frac{Z}{\sqrt{\chi^2_d}}
          = \frac{\gamma}{\sqrt d} \, t_d .

       To lie beyond a large :math:`R` takes all :math:`d` weights near 0 at once, in a ball
       of radius about :math:`1/R`, and that has a probability of the order of
       :math:`R^{-d}`.

       **Check.**  4,000 units, at 5 standard errors, with a normal distribution as control:

       >>> import math
       >>> import numpy as np
       >>> from reluridge import elbow_cdf
       >>> rng, n = np.random.default_rng(0), 4_000
       >>> def agree(sample, e, p):
       ...     shares = np.mean(sample[:, None] <= e, axis=0)
       ...     return bool(np.all(abs(shares - p) < 5 * np.sqrt(p * (1 - p) / n)))
       >>> w, b, e = 2 * rng.normal(size=n), 3 * rng.normal(size=n), np.array([-9, -1.5, 0.5, 6])
       >>> normal = np.array([(1 + math.erf(t / 1.5 / 2**0.5)) / 2 for t in e])
       >>> agree(-b / w, e, elbow_cdf(e, 3 / 2)), agree(-b / w, e, normal)
       (True, False)

       No mean: averages of 25 elbows are as widely spread as single ones, where
       averages of normal numbers would be 5 times closer.

       >>> means = np.mean(rng.normal(size=(n, 25)) / rng.normal(size=(n, 25)), axis=1)
       >>> agree(means, e, elbow_cdf(e, 1)), agree(means, e, elbow_cdf(e, 1 / 5))
       (True, False)

       With :math:`d` inputs and equal scales :math:`(w, b)` points in a random direction,
       and the distance is the tangent of its latitude.  On a sphere in :math:`d + 1`
       dimensions the share of a latitude goes with its cosine to the power :math:`d - 1`.
       That gives Student's distribution by another way:

       >>> angle = np.linspace(-np.pi / 2, np.pi / 2, 10_001)
       >>> def student(e, d):
       ...     area = np.cumsum(np.cos(angle) ** (d - 1))
       ...     return np.interp(np.arctan(e), angle, area / area[-1])
       >>> def distance(d):
       ...     return -rng.normal(size=n) / np.linalg.norm(rng.normal(size=(n, d)), axis=1)
       >>> e = np.array([-2, -1, 0.5, 1, 2])
       >>> [agree(distance(d), e / d**0.5, student(e / d**0.5, d)) for d in (1, 2, 3, 8, 64)]
       [True, True, True, True, True]
       >>> [agree(distance(d), e / d**0.5, student(e / d**0.5, 2 * d)) for d in (1, 2)]
       [False, False]

       For large :math:`d` that is nearly normal with standard deviation :math:`\gamma/\sqrt d`:

       >>> normal = np.array([(1 + math.erf(t / 2**0.5)) / 2 for t in e])
       >>> agree(distance(64), e / 8, normal), agree(distance(1), e, normal)
       (True, False)

       Every Cauchy distribution, moved and scaled as you like, has 41 % between half and twice the
       median distance from its median.  Call those near:

       >>> def near(sample):
       ...     away = abs(sample - np.median(sample))
       ...     away /= np.median(away)
       ...     return round(float(np.mean((1 / 2 < away) & (away < 2))), 2)
       >>> p = 2 * (elbow_cdf(2, 1) - elbow_cdf(1 / 2, 1))
       >>> def is_cauchy(sample):
       ...     return bool(abs(near(sample) - p) < 5 * np.sqrt(p * (1 - p) / n))
       >>> round(p, 2), is_cauchy(3 - distance(1)), is_cauchy(distance(8))
       (0.41, True, False)

       **Without independent numbers.**  Two normal numbers may be uncorrelated, and still depend on
       each other.  Let a coin decide whether :math:`b` is :math:`w` or :math:`-w`: both are normal
       with mean 0, and every elbow is at −1 or 1.  Less will do,
       :math:`b = \pm(r\,w + \sqrt{1 - r^2}\,z)` with a normal :math:`z` of standard deviation 1.
       Draw :math:`r` until the elbows of 4,000 units have no Cauchy distribution: of each of those
       41 % is near, between half and twice the median distance from the median.  (`n`, `near` and
       `is_cauchy` are from the check.)

       >>> rng = np.random.default_rng(0)
       >>> for r in (rng.integers(10, size=99) / 10).tolist():
       ...     w, z, coin = *rng.normal(size=(2, n)), rng.choice([-1, 1], size=n)
       ...     elbows = -coin * (r * w + (1 - r**2) ** 0.5 * z) / w
       ...     if not is_cauchy(elbows):
       ...         found = {"r": r, "near": near(elbows)}
       ...         break
       >>> found
       {'r': 0.8, 'near': 0.56}
       >>> found["r"] > 0, is_cauchy(coin * elbows)
       (True, True)

       Correlation alone does not break it.  Without the coin :math:`w` and :math:`b` have the
       correlation :math:`r`, and :math:`-b/w = -r - \sqrt{1 - r^2}\,z/w`.  So the elbows are Cauchy
       again, moved to :math:`-r\gamma`, and closer together: their scale is
       :math:`\gamma\sqrt{1 - r^2}`.

       >>> plain = 3 / 2 * coin * elbows  # here γ is 3/2
       >>> agree(plain, e, elbow_cdf(e + 3 / 2 * r, 3 / 2 * (1 - r**2) ** 0.5))
       True
       >>> agree(plain, e, elbow_cdf(e, 3 / 2))
       False

       **Without mean 0.**  The density is then not a function of the distance from 0.  Draw the
       mean of the biases until the elbows have no Cauchy distribution, with 41 % near:

       >>> rng = np.random.default_rng(0)
       >>> for mean in rng.integers(0, 4, size=99).tolist():
       ...     w, b = rng.normal(size=n), rng.normal(mean, 1, size=n)
       ...     if not is_cauchy(-b / w):
       ...         found = {"mean of b": mean, "near": near(b / w)}
       ...         break
       >>> found
       {'mean of b': 3, 'near': 0.53}
       >>> found["mean of b"] != 0
       True

       **Without scalar input.**  A hyperplane is far away only if all :math:`d` weights are near 0.
       Draw the number of inputs until the distances have no Cauchy distribution, with 41 % near:

       >>> rng = np.random.default_rng(0)
       >>> for d in rng.integers(1, 9, size=99).tolist():
       ...     distances = distance(d)
       ...     if not is_cauchy(distances):
       ...         found = {"inputs": d, "near": near(distances)}
       ...         break
       >>> found
       {'inputs': 7, 'near': 0.54}
       >>> found["inputs"] > 1
       True

    .. claim:: 1.3.b
       :verdict: true
       :taught: So some units are far from the others.

       With :math:`w` and :math:`b` as in 1.3.a, on one input, an elbow is farther than
       :math:`R` from 0 with probability :math:`1 - (2/\pi)\arctan(R/\gamma)`, which is
       about :math:`2\gamma/(\pi R)` for large :math:`R`. The distance of the farthest of
       :math:`n` independent elbows has a median of about :math:`2n\gamma/(\pi \ln 2)`.

       **Proof.**  The distribution of 1.3.a is symmetric about 0, so the probability :math:`P`
       beyond :math:`R` is twice the one right of :math:`R`,

       .. math::
          :class: derivation

          P = 2\Bigl(\frac12 - \frac1\pi \arctan(R/\gamma)\Bigr)
          = \frac2\pi \arctan(\gamma/R) ,

       because :math:`\arctan x + \arctan(1/x) = \pi/2` for :math:`x > 0`.  Near 0,
       :math:`\arctan x` is :math:`x` up to :math:`x^3/3`.  All :math:`n` elbows lie within
       :math:`R` with probability :math:`(1 - P)^n`, which is 1/2 where
       :math:`P = 1 - 2^{-1/n}`, and that is :math:`(\ln 2)/n` up to terms of the order of
       :math:`1/n^2`.  Then :math:`R` is large, and :math:`2\gamma/(\pi R) = (\ln 2)/n` gives
       :math:`R = 2n\gamma/(\pi \ln 2)`.

       **Check.**  500 elbows, 300 times, at 5 standard errors:

       >>> import numpy as np
       >>> from reluridge import elbow_cdf
       >>> rng, gamma = np.random.default_rng(0), 0.5
       >>> def beyond(R):
       ...     return 1 - elbow_cdf(R, gamma) + elbow_cdf(-R, gamma)
       >>> R = 2 * 500 * gamma / (np.pi * np.log(2))
       >>> bool(abs((1 - beyond(R)) ** 500 - 1 / 2) < 1e-3)
       True
       >>> e = gamma * rng.normal(size=(300, 500)) / rng.normal(size=(300, 500))
       >>> def agree(sample, share):
       ...     error = np.sqrt(share * (1 - share) / sample.size)
       ...     return bool(abs(np.mean(sample) - share) < 5 * error)
       >>> far, farthest = np.abs(e) > 4, np.max(np.abs(e), axis=1)
       >>> agree(far, beyond(4)), agree(far, beyond(4) / 2)
       (True, False)
       >>> agree(farthest > R, 1 / 2), agree(farthest > 4 * R, 1 / 2)
       (True, False)
    """
    e, scale = checks.array(e, "e", None), checks.positive(scale, "scale")
    out = np.arctan2(scale, -e) / np.pi
    return out if e.ndim else float(out)


def probability_dead(radius: float, scale: float, center: float = 0.0) -> float:
    r"""Return the probability that a unit is dead on an interval of scalar inputs.

    .. math:: P(\text{dead on } [-R, R]) = \frac12 - \frac1\pi \arctan\frac R\gamma ,
              \qquad \gamma = \frac{\sigma_b}{\sigma_w}

    A unit that bends outside the interval is dead or always on, and each is as
    likely: changing the signs of :math:`w` and :math:`b` swaps the two and keeps the
    elbow.  So this is half of the probability to bend outside,

    .. math:: \tfrac12 P(e \le c - R) + \tfrac12 P(e \ge c + R)

    for data in :math:`[c - R, c + R]`.

    Parameters
    ----------
    radius : float
        Half the length :math:`R \ge 0` of the interval.
    scale : float
        The ratio :math:`\gamma = \sigma_b/\sigma_w > 0` of the standard deviations
        of independent normal weights and biases with mean 0.
    center : float, optional
        The middle :math:`c` of the interval; 0 by default.

    Returns
    -------
    float
        Between 0 and 1/2.  The unit is always on with the same probability.

    Raises
    ------
    ValueError
        If `radius` is negative, `scale` not positive, or a number not finite.

    Examples
    --------
    Equal scales: a quarter on [-1, 1], three eighths on [0, 1].

    >>> from reluridge import probability_dead
    >>> probability_dead(1, scale=1), probability_dead(0.5, scale=1, center=0.5)
    (0.25, 0.375)

    Only :math:`R/\gamma` counts, and larger biases send more elbows outside: 30° of 90° miss
    [-1, 1] for :math:`\gamma = 1/\sqrt3`, and 60° for :math:`\gamma = \sqrt3`.

    >>> [round(probability_dead(R, g), 12) for R, g in ((3, 3), (1, 3**-0.5), (1, 3**0.5))]
    [0.25, 0.166666666667, 0.333333333333]
    """
    radius, scale = checks.nonnegative(radius, "radius"), checks.positive(scale, "scale")
    center = checks.number(center, "center")
    left = np.arctan2(scale, radius - center) / np.pi
    right = np.arctan2(scale, radius + center) / np.pi
    return float(left / 2 + right / 2)


def unit_states(w: ArrayLike, b: ArrayLike, X: ArrayLike) -> NDArray[np.str_]:
    r"""Return for each unit whether it is dead, always on, or live on the data.

    ===============  =============================================================
    ``'dead'``       :math:`w\cdot x_i + b \le 0` at every point
    ``'always on'``  :math:`w\cdot x_i + b > 0` at every point
    ``'live'``       on at some points and off at others: its elbow is among them
    ===============  =============================================================

    A point exactly on the elbow counts as off, as it does for the gradient:
    :math:`\operatorname{relu}'(0) = 0`.

    Parameters
    ----------
    w, b : (h,) or (h, d) array_like, (h,) array_like
        Weights, one entry or one row for each unit, and biases.
    X : (n,) or (n, d) array_like
        The data, one entry or one row for each point.

    Returns
    -------
    (h,) ndarray of str
        One of the three words for each unit.

    Raises
    ------
    ValueError
        If the input is not finite, or the shapes do not fit.

    Examples
    --------
    The elbows of the first three units are at -2, 2 and 0; the last one is off
    because 0 counts as off.  Being dead is relative to the data:

    >>> from reluridge import unit_states
    >>> unit_states([1, 1, 1, 1], [2, -2, 0, -1], [-1, 0, 1]).tolist()
    ['always on', 'dead', 'live', 'dead']
    >>> unit_states([1, 1, 1, 1], [2, -2, 0, -1], [1, 3]).tolist()
    ['always on', 'live', 'always on', 'live']
    >>> unit_states([[1, 1], [-1, -1]], [0, -3], [[1, 0], [0, -1]]).tolist()  # two inputs
    ['live', 'dead']

    .. claim:: 1.3.c
       :verdict: loose
       :taught: Those far ones are dead: they output 0, and a slight change of weights or
          biases changes nothing.

       Of the units that bend outside the data, with :math:`w` and :math:`b` as in 1.3.a, one
       half is dead; the other half is always on, and can learn. On :math:`[-R, R]` each half
       has the probability :math:`1/2 - \arctan(R/\gamma)/\pi`. A dead unit stays dead under
       every change with :math:`|\delta b| + \lVert\delta w\rVert \max_i \lVert x_i\rVert`
       below its margin :math:`m = -\max_i\,(w \cdot x_i + b)`, and plain gradient descent on
       a net with one hidden layer never revives it.

       **Proof.**  First, the half.  If the elbow is outside, all sums :math:`wx_i + b` have
       one sign.  Turn the unit around, from :math:`(w, b)` to :math:`(-w, -b)`: the elbow
       stays, and every sum changes its sign, so a dead unit becomes one that is always on,
       and the other way round.  The density is the same at both points.  So each of the two
       has half of the probability to bend outside :math:`[-R, R]`, which 1.3.b gives.

       The margin.  A change moves each sum by
       :math:`\delta w \cdot x_i + \delta b \le \lVert\delta w\rVert \lVert x_i\rVert + |\delta b|`
       (Cauchy-Schwarz).  That is less than :math:`m`, and all sums are :math:`-m` or less.

       The gradient.  Let :math:`f_i` be the output at :math:`x_i`.  The loss depends on the
       unit through :math:`v \operatorname{relu}(z_i)` alone, with
       :math:`z_i = w \cdot x_i + b`, so by the chain rule

       .. math::
          :class: derivation

          \frac{\partial L}{\partial v} = \sum_i \frac{\partial L}{\partial f_i}
          \operatorname{relu}(z_i) , \qquad
          \frac{\partial L}{\partial b} = \sum_i \frac{\partial L}{\partial f_i}\,
          v \operatorname{relu}'(z_i) ,

       and :math:`\partial L/\partial w` is the second sum with a factor :math:`x_i`.  If the
       unit is dead, :math:`z_i \le 0` at each point, and every term is 0: also where
       :math:`z_i = 0`, as :math:`\operatorname{relu}'(0) = 0` by convention.  So a step leaves
       its :math:`w`, :math:`b` and :math:`v` as they are, whatever the other units do; then
       it is dead again before the next step, and so on.

       **Check.**  With equal scales on [-1, 1] a quarter of the units is dead, a quarter always
       on and half live; on [0, 1] it is 3/8, 3/8 and 1/4.  Shares among 10,000, at 5
       standard errors; that all far ones are dead is the control:

       >>> import numpy as np
       >>> from reluridge import ReLUNet, backprop, train
       >>> from reluridge import dead_margin, probability_dead, unit_states
       >>> rng, n = np.random.default_rng(0), 10_000
       >>> w, b = rng.normal(size=(2, n))
       >>> def agree(x, *wanted):
       ...     shares = [np.mean(unit_states(w, b, x) == s) for s in ("dead", "always on", "live")]
       ...     errors = np.sqrt(np.multiply(wanted, np.subtract(1, wanted)) / n)
       ...     return (np.abs(np.subtract(shares, wanted)) < 5 * errors).tolist()
       >>> agree([-1, 1], 1 / 4, 1 / 4, 1 / 2), agree([0, 1], 3 / 8, 3 / 8, 1 / 4)
       ([True, True, True], [True, True, True])
       >>> p = probability_dead(2, scale=1, center=1)
       >>> agree([-1, 3], p, p, 1 - 2 * p), agree([-1, 1], 1 / 2, 0, 1 / 2)
       ([True, True, True], [False, False, True])

       How slight is slight, `dead_margin` says.  100 changes just short of the margin
       leave the unit dead, and one just past it does not:

       >>> X, w, b = rng.normal(size=(9, 3)), rng.normal(size=(1, 3)), [-99]
       >>> (m,), longest = dead_margin(w, b, X), np.max(np.linalg.norm(X, axis=1))
       >>> changes = rng.normal(size=(100, 4))
       >>> sizes = abs(changes[:, 3]) + np.linalg.norm(changes[:, :3], axis=1) * longest
       >>> changes *= 0.999 * m / sizes[:, None]
       >>> set(unit_states(w + changes[:, :3], b + changes[:, 3], X).tolist())
       {'dead'}
       >>> unit_states(w, b + 1.001 * m, X).tolist()
       ['live']

       Gradient descent leaves a dead unit where it is; the unit that is always on moves:

       >>> x, y = np.linspace(-1, 1, 20), rng.normal(size=20)
       >>> net = ReLUNet([1, 1, 1], [-2, 2, 0.1], [1, 1, 1], 0)
       >>> unit_states(net.w, net.b, x).tolist()
       ['dead', 'always on', 'live']
       >>> _, g = backprop(net, x, y)
       >>> (np.array([g.w, g.b, g.v]) == 0).tolist()
       [[True, False, False], [True, False, False], [True, False, False]]
       >>> end, _ = train(net, x, y, step_size=0.01, n_steps=100)
       >>> (end.w == net.w).tolist(), (end.b == net.b).tolist(), (end.v == net.v).tolist()
       ([True, False, False], [True, False, False], [True, False, False])

       **Boundary.**  A change is slight up to the margin.  That of relu(3x − 9) on [−1, 1] is 6: at
       this change of :math:`b` it is dead, and with any more it is live.

       >>> unit_states([3, 3], [-9 + 6, -9 + 6.001], [-1, 1]).tolist()
       ['dead', 'live']

       And a far unit is dead on one side of the plane of :math:`w` and :math:`b` only.  Draw units
       that bend beyond [−1, 1] until one is not dead:

       >>> for w, b in np.random.default_rng(0).integers(-9, 10, size=(99, 2)).tolist():
       ...     state = unit_states([w], [b], [-1, 1])[0]
       ...     if abs(b) > abs(w) > 0 and state != "dead":
       ...         found = {"w": w, "b": b, "elbow": round(-b / w, 2), "state": str(state)}
       ...         break
       >>> found
       {'w': 3, 'b': 8, 'elbow': -2.67, 'state': 'always on'}
       >>> found["b"] > 0
       True
    """
    on = _sums(w, b, X) > 0
    return np.where(on.all(axis=0), "always on", np.where(on.any(axis=0), "live", "dead"))


def _sums(w: ArrayLike, b: ArrayLike, X: ArrayLike) -> Array:
    """Return the (n, h) table of w·x + b."""
    w, b, X = checks.layer(w, b, X)
    with checks.quiet():
        return checks.representable(X @ w.T + b, "w·x + b", "rescale X or w")


def dead_margin(w: ArrayLike, b: ArrayLike, X: ArrayLike) -> Array:
    r"""Return how far each unit is from waking up.

    .. math:: m = -\max_i\, (w\cdot x_i + b)

    Positive for a dead unit, and then every change of its parameters with
    :math:`|\delta b| + \lVert\delta w\rVert \max_i \lVert x_i\rVert < m` leaves it dead:
    at each point the sum moves by
    :math:`|\delta w\cdot x_i + \delta b| \le \lVert\delta w\rVert\lVert x_i\rVert + |\delta b|`
    (Cauchy-Schwarz).  In one dimension :math:`m` is :math:`|w|` times the distance
    from the elbow to the nearest point.

    Parameters
    ----------
    w, b, X
        Weights, biases and data, as for `unit_states`.

    Returns
    -------
    (h,) ndarray
        The margins :math:`m`; negative where a unit is on somewhere, and 0 where
        it is dead with a point on its elbow.

    Raises
    ------
    ValueError
        As `unit_states`.

    Notes
    -----
    For a change of the bias alone the bound is attained: :math:`\delta b = m` puts the sum at
    0, and any more wakes the unit.  For :math:`\delta w` alone it is attained if and only if a
    point with the largest sum is also one of the longest.  Else every sum is below 0 even for
    :math:`\lVert\delta w\rVert\max_i\lVert x_i\rVert = m`, as :math:`\delta w\cdot x_i < m` at the
    shorter points, and :math:`m < -(w\cdot x_i + b)` at the longest ones.

    Examples
    --------
    The elbow is at 2, so 1 away from the data, and the weight is 3:

    >>> from reluridge import dead_margin, unit_states
    >>> dead_margin([3], [-6], [-1, 0, 1]).tolist()
    [3.0]

    Live units have a negative one, however near 0 some sum is: the largest counts.

    >>> dead_margin([3, -1], [-1, 0.5], [-1, 0, 1]).tolist()
    [-2.0, -1.5]

    A weight that grows by more than :math:`m/2 = 1/2` wakes the next unit on [-2, 2].  On [-2, 1]
    it takes more than 2, not :math:`m/2 = 1`: the longest point is not the nearest.

    >>> dead_margin([1], [-3], [-2, 2]).tolist(), dead_margin([1], [-3], [-2, 1]).tolist()
    ([1.0], [2.0])
    >>> units = ([1.5, 1.51], [-2, 2]), ([3, 3.01], [-2, 1])
    >>> [unit_states(w, [-3, -3], x).tolist() for w, x in units]
    [['dead', 'live'], ['dead', 'live']]

    .. claim:: 1.3.d
       :verdict: extension

       Weight decay, a factor :math:`q` between 0 and 1 in each step, does reach a dead unit.
       If :math:`w` and :math:`b` decay alike, the elbow stays where it is and the margin
       shrinks. If :math:`w` decays alone, the elbow moves away from 0, and a dead unit
       stays dead if 0 is among the data or between two of them. Too large a step can kill a
       live unit.

       **Proof.**  The gradient of the loss is 0 at a dead unit (1.3.c), so the factor
       :math:`q` alone moves it.  (What it is, 2.2.1.d says.)  On both numbers
       it cancels, :math:`-qb/(qw) = -b/w`, and all sums, and so the margin, shrink by
       :math:`q`.  On :math:`w` alone it moves the elbow to :math:`-b/(qw)`, which is
       :math:`1/q > 1` times as far from 0.

       If 0 is among the data, or between two of them, then 0 is a mean of points with weights
       that add up to 1.  So :math:`b`, the sum at 0, is the same mean of the sums
       :math:`w \cdot x_i + b`, and not above 0.  Hence the new sums are not above 0 either:

       .. math::
          :class: derivation

          q\,w \cdot x_i + b = q\,(w \cdot x_i + b) + (1 - q)\,b \le 0 .

       That a step can kill, one unit shows: :math:`f(x) = \operatorname{relu}(x)` on the points
       0, 1, 2 with targets 0.  The residuals are 0, 1, 2, so
       :math:`\partial L/\partial w = (2/3)(1 + 4) = 10/3` and
       :math:`\partial L/\partial b = (2/3)(1 + 2) = 2`.  After a step of size :math:`\eta` the
       sum at the point 2 is :math:`2(1 - 10\eta/3) - 2\eta = 2 - 26\eta/3`.  It is 0 or less, and
       then so are the others, if :math:`\eta \ge 3/13`.

       **Check.**  Both kinds of decay, with :math:`q = 1/2`:

       >>> import numpy as np
       >>> from reluridge import ReLUNet, backprop, dead_margin, unit_states
       >>> x, y = np.array([-1, 0.5, 1]), np.array([1, -1, 2])
       >>> def decay(net, keep_w, keep_b, n_steps=3):
       ...     for _ in range(n_steps):
       ...         _, g = backprop(net, x, y)
       ...         w, b = keep_w * net.w - 0.1 * g.w, keep_b * net.b - 0.1 * g.b
       ...         net = ReLUNet(w, b, net.v - 0.1 * g.v, net.c - 0.1 * g.c)
       ...     return net
       >>> net = ReLUNet([1, 1], [-3, 0], [1, 1], 0)
       >>> net.elbows.tolist(), unit_states(net.w, net.b, x).tolist()
       ([3.0, 0.0], ['dead', 'live'])
       >>> alike, alone = decay(net, 0.5, 0.5), decay(net, 0.5, 1)
       >>> float(alike.elbows[0]), float(alone.elbows[0])
       (3.0, 24.0)
       >>> [float(dead_margin(n.w, n.b, x)[0]) for n in (net, alike, alone)]
       [2.0, 0.25, 2.875]

       With data on one side of 0 the elbow can pass over them on its way out:

       >>> unit_states([-1, -0.5], [1.5, 1.5], [2, 2.5]).tolist()
       ['dead', 'always on']

       Longer steps can make :math:`q` negative, and then they turn the unit around.  With
       -1/2 on both, the unit above is always on; with -1 on :math:`w` alone, a dead one is
       live although 0 lies between its data:

       >>> unit_states([1, -1 / 2], [-3, 3 / 2], x).tolist()
       ['dead', 'always on']
       >>> unit_states([1, -1], [-1.5, -1.5], [-2, 1]).tolist()
       ['dead', 'live']

       The live unit of the proof, after one step of each size:

       >>> x, net = [0, 1, 2], ReLUNet([1], [0], [1], 0)
       >>> loss, g = backprop(net, x, [0, 0, 0])
       >>> steps = np.array([0.1, 0.23, 0.24, 1])  # 3/13 = 0.2308
       >>> unit_states(net.w - steps * g.w, net.b - steps * g.b, x).tolist()
       ['live', 'live', 'dead', 'dead']
    """
    return -np.max(_sums(w, b, X), axis=0)
