"""The reader of formulas reads what its grammar says, and refuses the rest."""

import latex
import numpy as np
import pytest

X, y, w = np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 4.0]]), np.ones((3, 1)), np.array([[2.0], [-1.0]])
S = X.T @ X
NAMES = {
    "X": X, "y": y, "w": w, "S": S, r"\lambda": 2.0, "a": 3.0, "b": 4.0, "n": 3, "k": 2,
    "a_": lambda i: [10.0, 20.0, 30.0][i - 1], "A_": lambda i, j: 10.0 * i + j,
    "#i": range(1, 4), "#j": range(1, 4), "f": lambda x: x * x, "g": lambda x, y: x - 2 * y,
    r"\hat w_\lambda": w, "w^{(t)}": 2 * w, "w'": 3 * w, "var": 7.0, "0": np.zeros((2, 2)),
    "$P(a < b)": 0.5,
}  # fmt: skip
VALUES = {
    "12": 12,
    "-a + b - 1": 0,
    "a b / 6": 2,
    r"a (b - 1) \, 2": 18,
    r"\frac{a}{b} + \tfrac12": 1.25,
    r"\sqrt{b} \sqrt{a^2}": 6,
    "a^2 b^{k+1}": 576,
    "a^{-1}": 1 / 3,
    "X w": X @ w,
    "X^T X w": S @ w,
    "S^{-1} w": np.linalg.inv(S) @ w,
    "X^+ y": np.linalg.pinv(X) @ y,
    r"X^T X + \lambda I": S + 2 * np.eye(2),
    r"\lambda I + S": S + 2 * np.eye(2),
    r"(2 I) (3 I) w": 6 * w,
    r"\lVert w \rVert^2": 5,
    r"w \cdot w": 5,
    r"(X^T X)_{12}": 17,
    r"\begin{bmatrix} S & 0 \\ I & S \end{bmatrix}": np.block(
        [[S, np.zeros((2, 2))], [np.eye(2), S]]
    ),
    r"\sum_i a_i": 60,
    r"\sum_{i=2}^{n} a_i^2": 1300,
    r"\sum_{i<k+1} a_i": 30,
    r"\sum_{i \ne j} A_{ij}": 132,
    "A_{k,1}": 21,
    r"\max_i a_i": 30,
    r"\hat w_\lambda": w,
    "w^{(t)}": 2 * w,
    "w'": 3 * w,
    r"\operatorname{var} + 1": 8,
    "f(a) + 1": 10,
    "f(a)^2 b": 324,
    "g(b, 1)": 2,
    "f a b": 144,
    r"4 \arctan 1": np.pi,
    r"\cos(2 \pi)": 1,
    "(a, b)": [[3], [4]],
    "a, b": [[3], [4]],
    "P(a < b) + 1": 1.5,
    r"\left( a + b \right) \quad": 7,
}
NOT_READ = {
    "a + q": "unknown name 'q'",
    "(a": "more expected",
    "(a ]": "a parenthesis is not closed",
    "a )": r"not understood from '\)'",
    r"\frac{a )}{b}": r"not understood from '\)'",
    r"\sum_{i>1} a_i": "bounds not understood: i > 1",
    "S^2": "a matrix has no such power",
    "S + X": "shapes .* do not add up",
    r"X^T + w": None,
    r"\lVert w": "expected",
    r"\det S": r"unknown name '\\\\det'",
}
HOLD = [
    "a = 3",
    r"a + b = 7 = 14 / 2, \qquad \sqrt b = 2.",
    r"a \approx 3",
    r"a = 3 \text{ if } b = 9",
    r"a &= 3 \\ b &= 4",
    r"a = 3, \qquad i \in q",
    r"w = \arg\min_w \lVert X w - X \hat w_\lambda \rVert^2",
]
FAIL = [
    "a = 4",
    r"a + b = 7 = 8",
    r"a &= 3 \\ b &= 5",
    r"3 w = \arg\min_w \lVert X w - X \hat w_\lambda \rVert^2",
    "w = w^T w",
    r"\qquad",
]


def value(formula, names=NAMES):
    """Evaluate one side, alone."""
    pieces = [key for key in names if key.startswith("$")]
    tokens = latex.tokenize(formula, [key[1:] for key in pieces])
    (((side,), _),) = latex.equations(tokens)
    return latex.Parser(side, dict(names), [names[key] for key in pieces]).whole()


@pytest.mark.parametrize("formula", VALUES)
def test_each_part_of_the_grammar_is_read(formula):
    np.testing.assert_allclose(value(formula), VALUES[formula], rtol=1e-12)


@pytest.mark.parametrize("formula", NOT_READ)
def test_the_rest_is_refused(formula):
    with pytest.raises(ValueError, match=NOT_READ[formula]):
        value(formula)


@pytest.mark.parametrize("formula", HOLD)
def test_a_true_formula_holds(formula):
    assert latex.problems(formula, NAMES) == []


@pytest.mark.parametrize("formula", FAIL)
def test_a_false_formula_does_not(formula):
    assert len(latex.problems(formula, NAMES)) == 1


def test_draws_have_the_law_that_is_written():
    rng = np.random.default_rng(0)
    names = {"x": 3 + 2 * rng.normal(size=(20_000, 1)), "v": 4.0}
    assert latex.problems(r"x \sim \mathcal N(3, v)", names) == []
    for wrong in (
        r"x \sim \mathcal N(3, v + 1)",
        r"x \sim \mathcal N(2, v)",
        r"x \sim \mathcal N(3, 0)",
    ):
        assert len(latex.problems(wrong, names)) == 1


def test_a_formula_may_define_a_name_and_be_a_bare_value():
    assert latex.problems(r"q = 2 a, \qquad q^2 = 36", NAMES | {"#let": ["q"]}) == []
    assert latex.problems(r"q = 2 a, \qquad q^2 = 35", NAMES | {"#let": ["q"]}) != []
    assert latex.problems("a + b", NAMES | {"#value": 7}) == []
    assert latex.problems("a + b", NAMES | {"#value": 8}) != []
    assert latex.problems("a = 3", NAMES | {"a": 3 + 1e-7}) != []
    assert latex.problems("a = 3", NAMES | {"a": 3 + 1e-7, "#tolerance": 1e-6}) == []
