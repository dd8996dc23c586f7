r"""Evaluate formulas from their LaTeX, with matrix products in order.

A formula is read as it is displayed.  The names in it are looked up in a dict:

- ``"X"``, ``r"\lambda"``, ``r"\hat w_\lambda"``, ``"w^{(t)}"``: a value.  Vectors are columns.
- ``"x_"``: what gives :math:`x_i` for a number `i`; with two parameters, :math:`a_{ij}`.
- ``"#i"``: the values that the index `i` takes, where no bounds are written.
- ``"$..."``: a value for a whole piece of LaTeX, as for :math:`P(e \le c)`.
- ``"0"``: the block of zeros; ``"#value"``: what a formula without an equals sign must be;
  ``"#let"``: names that the formula itself defines; ``"#tolerance"``: 1e-9 if not given.

This is all that it reads, and all that it shall: ``tests/test_latex.py`` has a line for each part.
A formula that needs more is written so that it does not, or marked as one that is not evaluated::

    block       formula (\qquad | \quad | \\\\ | & | \to) ... , each with "," or "." at its end;
                one with \in or \dots is passed over, and so is what follows \text{ if
    formula     side ((= | \approx | \sim) side)*
    side        sum ("," sum)*
    sum         [+ | -] product ((+ | -) product)*
    product     factor ([/ | \cdot] factor)*
    factor      power | \sum_{bounds} product | \max_{bounds} product | \arg\min_{names} side
    power       (number | name | "(" side ")" | "{" side "}" | \lVert sum \rVert | \sqrt{sum}
                | \frac{sum}{sum} | \begin{..} block matrix \end{..}) (^ exponent | _ indices)*
    exponent    T | + | {-1} | sum
    bounds      i | i=sum, with ^sum | i<sum | i \ne j
    name        letters with \hat, \bar, \nabla, \mathcal or \partial in front, ' _ and ^ behind;
                what is callable takes (side), or the rest of the product

A number has no decimal point; I, \pi, \arctan, \sin, \cos and \mathcal N are known.
"""

import inspect
import re

import numpy as np

TOKEN = re.compile(r"\\[A-Za-z]+|\\\\|\\.|[A-Za-z]|\d|\S")
SPACES = r"(?<!\\)\\(?:(?:[bB]ig+[lr]?|left|right|textstyle)(?![A-Za-z])|[,;:! ])"
NAMED = re.compile(r"\\(?:operatorname|mathrm|texttt)\{([^}]*)\}")
SEPARATORS = {r"\qquad", r"\quad", r"\\", "&", r"\to"}
RELATIONS = {"=", r"\approx", r"\sim"}
FUNCTIONS = {r"\arctan": np.arctan, r"\sin": np.sin, r"\cos": np.cos}


class Eye:
    """A multiple of the identity, of a size that its neighbors decide."""

    def __init__(self, factor=1.0):
        self.factor = factor


class ArgMin:
    """A minimizer, known by its objective."""

    def __init__(self, objective, names):
        self.objective, self.names = objective, names


class Normal:
    """A normal law."""

    def __init__(self, mean, variance):
        self.mean, self.variance = mean, variance


def tokenize(latex, raw=()):
    """Return the tokens of a formula; pieces of `raw` become one token each."""
    for number, piece in enumerate(raw):
        latex = latex.replace(piece, f" <{number}> ")
    latex = re.sub(SPACES, " ", latex)
    latex = re.sub(r"\\text\{ *if.*", " ", latex)
    tokens = []
    for part in re.split(r"(<\d+>|\\(?:operatorname|mathrm|texttt)\{[^}]*\})", latex):
        name = NAMED.fullmatch(part)
        if name or re.fullmatch(r"<\d+>", part):
            tokens.append(name[1] if name else part)
        else:
            tokens += TOKEN.findall(part)
    return tokens


def equations(tokens):
    """Split a block into formulas, and each at its relations: (sides, relations)."""
    parts, depth = [[]], 0
    for token in tokens:
        depth += {r"\begin": 1, r"\end": -1}.get(token, 0)
        if token in SEPARATORS and not depth:
            parts.append([])
        else:
            parts[-1].append(token)
    joined = [[]]
    for part in parts:  # a relation at the start goes on with the formula before
        if part and part[0] in RELATIONS and joined[-1]:
            joined[-1] += part
        else:
            joined.append(part)
    found = []
    for part in joined:
        while part and part[-1] in {",", "."}:
            part.pop()
        if not part or {r"\in", r"\dots"} & set(part):
            continue
        sides, relations, level = [[]], [], 0
        for token in part:
            level += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token, 0)
            if token in RELATIONS and not level:
                relations.append(token)
                sides.append([])
            else:
                sides[-1].append(token)
        found.append((sides, relations))
    return found


class Parser:
    """Evaluate one side of a formula."""

    def __init__(self, tokens, names, pieces):
        self.tokens, self.names, self.pieces, self.at = tokens, names, pieces, 0

    def peek(self):
        """Return the next token, or nothing at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected=None):
        """Go past the next token and return it."""
        token = self.peek()
        if not token or (expected and token != expected):
            raise ValueError(f"{expected or 'more'} expected; got {token!r}")
        self.at += 1
        return token

    def group(self):
        """Return the tokens of a group in braces, or a single one."""
        if self.peek() != "{":
            return [self.take()]
        self.take()
        start, depth = self.at, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return self.tokens[start : self.at - 1]

    def value(self, tokens):
        """Evaluate other tokens under the same names."""
        parser = Parser(tokens, self.names, self.pieces)
        result = parser.expression()
        if parser.peek():
            raise ValueError(f"not understood from {parser.peek()!r} on")
        return result

    def whole(self):
        """Evaluate all tokens: an expression, or several with commas between."""
        results = [self.expression()]
        while self.peek() == ",":
            self.take()
            results.append(self.expression())
        if self.peek():
            raise ValueError(f"not understood from {self.peek()!r} on")
        return results[0] if len(results) == 1 else tuple_value(results)

    def expression(self):
        """Evaluate a sum."""
        sign = self.take() if self.peek() in {"+", "-"} else "+"
        total = times(-1.0, self.term()) if sign == "-" else self.term()
        while self.peek() in {"+", "-"}:
            sign = self.take()
            total = plus(total, times(1.0 if sign == "+" else -1.0, self.term()))
        return total

    def term(self):
        """Evaluate a product."""
        result = self.factor()
        while (token := self.peek()) and token not in {"+", "-", ",", ")", "}", "&", r"\\", "]"}:
            if token in {r"\rVert", r"\end", "|"}:
                break
            if token == "/":
                self.take()
                result = result / self.factor()
            elif token == r"\cdot":
                self.take()
                other = self.factor()
                result = times(result.T if np.ndim(result) else result, other)
            else:
                result = times(result, self.factor())
        return result

    def factor(self):
        """Evaluate a factor with its powers."""
        token = self.peek()
        if token == r"\sum":
            return self.loop(sum_values)
        if token == r"\max" and self.tokens[self.at + 1] == "_":
            return self.loop(max)
        if token == r"\arg":
            return self.arg_min()
        if token in {"(", "{"}:
            result = self.parenthesis()
        elif token == r"\lVert":
            self.take()
            result = float(np.linalg.norm(self.expression()))
            self.take(r"\rVert")
        elif token in {r"\frac", r"\tfrac"}:
            self.take()
            result = self.value(self.group()) / self.value(self.group())
        elif token == r"\sqrt":
            self.take()
            result = np.sqrt(self.value(self.group()))
        elif token == r"\begin":
            result = self.blocks()
        elif token.isdigit():
            result = float(self.take())
            while self.peek().isdigit():
                result = 10 * result + float(self.take())
        else:
            return self.named()
        return self.powers(result)

    def parenthesis(self):
        """Evaluate what stands in parentheses."""
        self.take()
        results = [self.expression()]
        while self.peek() == ",":
            self.take()
            results.append(self.expression())
        if self.take() not in {")", "}"}:
            raise ValueError("a parenthesis is not closed")
        return results[0] if len(results) == 1 else tuple_value(results)

    def powers(self, result):
        """Apply powers and indices that follow a value."""
        while self.peek() in {"^", "_"}:
            if self.take() == "_":
                i, j = (int(self.value([t])) for t in self.group())
                result = float(result[i - 1, j - 1])
            else:
                result = power(result, self.group(), self.value)
        return result

    def named(self):
        """Evaluate a name with what hangs on it, or a function of what follows."""
        base = self.take()
        if base.startswith("<"):
            return self.powers(self.pieces[int(base[1:-1])])
        if base in {r"\hat", r"\bar", r"\nabla", r"\mathcal", r"\partial"}:
            base = f"{base} {''.join(self.group())}"
        elif base == "d" and self.peek() and f"d{self.peek()}" in self.names:
            base += self.take()
        elif base == r"\max":
            base = "max"
        if self.peek() == "'":
            base += self.take()
        marks = {}
        while self.peek() in {"_", "^"} and self.peek() not in marks:
            mark = self.take()
            marks[mark] = self.group()
        below, above = (join(marks.get(mark, [])) for mark in "_^")
        key = base + (f"_{below}" if below else "")
        if above and f"{key}^{above}" in self.names:
            return self.applied(self.names[f"{key}^{above}"])
        if key in self.names:
            result = self.names[key]
        elif below and f"{base}_" in self.names:
            result = self.indexed(self.names[f"{base}_"], marks["_"])
        elif base == "I" and not below:
            result = Eye()
        elif base in FUNCTIONS:
            result = FUNCTIONS[base]
        elif base == r"\mathcal N":
            result = Normal
        elif base == r"\pi":
            result = np.pi
        else:
            raise ValueError(f"unknown name {key!r}")
        result = self.applied(result)
        return power(result, marks["^"], self.value) if above else result

    def indexed(self, family, tokens):
        """Return the member of a family that the index names."""
        arity = len(inspect.signature(family).parameters)
        parts = [[]]
        for token in tokens:
            if token == ",":
                parts.append([])
            else:
                parts[-1].append(token)
        if arity == 2 and len(parts) == 1:
            parts = [[token] for token in parts[0]]
        return family(*(round(self.value(part)) for part in parts))

    def applied(self, result):
        """Apply a function to its arguments in parentheses, or to the rest of the product."""
        if not callable(result):
            return result
        if self.peek() != "(":
            return result(self.term())
        self.take()
        arguments = [self.expression()]
        while self.peek() == ",":
            self.take()
            arguments.append(self.expression())
        self.take(")")
        return self.powers(result(*arguments))

    def loop(self, combine):
        """Evaluate a sum or a maximum over an index."""
        self.take()
        bounds = {}
        while self.peek() in {"_", "^"}:
            mark = self.take()
            bounds[mark] = self.group()
        low, start = bounds.get("_", ["i"]), self.at
        results = []
        for values in self.index_values(low, bounds.get("^")):
            saved = dict(self.names)
            self.names.update(values)
            self.at = start
            results.append(self.term())
            self.names.clear()
            self.names.update(saved)
        return combine(results)

    def index_values(self, low, high):
        """Yield what the index, or the two of them, is in turn."""
        name = low[0]
        if r"\ne" in low:
            pairs = [(i, j) for i in self.names[f"#{name}"] for j in self.names[f"#{name}"]]
            return [{name: i, low[-1]: j} for i, j in pairs if i != j]
        if low[1:2] == ["="]:
            values = range(round(self.value(low[2:])), round(self.value(high)) + 1)
        elif low[1:2] == ["<"]:
            values = range(self.names[f"#{name}"][0], round(self.value(low[2:])))
        elif len(low) == 1:
            values = self.names[f"#{name}"]
        else:
            raise ValueError(f"bounds not understood: {' '.join(low)}")
        return [{name: i} for i in values]

    def arg_min(self):
        """Return the minimizer that an objective has, as its objective."""
        self.take()
        self.take(r"\min")
        self.take("_")
        names = [t for t in self.group() if t != ","]
        body, self.at = self.tokens[self.at :], len(self.tokens)

        def objective(*values):
            scope = self.names | dict(zip(names, values, strict=True))
            for name, value in zip(names, values, strict=True):
                scope[f"{name}_"] = lambda i, value=value: float(np.ravel(value)[i - 1])
            return Parser(body, scope, self.pieces).whole()

        return ArgMin(objective, names)

    def blocks(self):
        """Evaluate a matrix of blocks."""
        self.take()
        self.group()
        rows = [[]]
        while self.peek() != r"\end":
            if self.peek() == r"\\":
                self.take()
                rows.append([])
            elif self.peek() == "&":
                self.take()
            else:
                zero = self.tokens[self.at : self.at + 2]
                if zero[0] == "0" and zero[1] in {"&", r"\\", r"\end"} and "0" in self.names:
                    self.take()
                    rows[-1].append(self.names["0"])
                else:
                    rows[-1].append(self.expression())
        self.take()
        self.group()
        return stack(rows)


def join(tokens):
    """Return tokens as a name has them: bare if one, in braces if more."""
    return "".join(tokens) if len(tokens) < 2 else "{" + "".join(tokens) + "}"


def tuple_value(results):
    """Return several values as one column."""
    return np.concatenate([np.ravel(r) for r in results])[:, None]


def sum_values(results):
    """Return the sum of values."""
    total = 0.0
    for result in results:
        total = plus(total, result)
    return total


def stack(rows):
    """Return the matrix that blocks make."""
    height = [max((b.shape[0] for b in row if np.ndim(b)), default=0) for row in rows]
    columns = list(zip(*rows, strict=True))
    width = [max((b.shape[1] for b in column if np.ndim(b)), default=0) for column in columns]

    def block(b, i, j):
        if isinstance(b, Eye):
            return b.factor * np.eye(height[i] or width[j])
        return np.atleast_2d(b)

    return np.block([[block(b, i, j) for j, b in enumerate(row)] for i, row in enumerate(rows)])


def times(a, b):
    """Return the product, in this order; of two scalars or vectors of outcomes, entry by entry."""
    if isinstance(a, Eye) or isinstance(b, Eye):
        a, b = (b, a) if isinstance(b, Eye) else (a, b)
        factor = b.factor if isinstance(b, Eye) else b
        return Eye(a.factor * factor) if np.ndim(factor) == 0 else a.factor * factor
    if np.ndim(a) < 2 or np.ndim(b) < 2:
        return a * b
    result = a @ b
    return float(result[0, 0]) if result.shape == (1, 1) else result


def plus(a, b):
    """Return the sum; the identity takes the size of the other."""
    if isinstance(a, Eye):
        a, b = b, a
    if isinstance(b, Eye):
        return a + b.factor * np.eye(len(a))
    if np.ndim(a) == 2 and np.ndim(b) == 2 and a.shape[1] != b.shape[1]:
        raise ValueError(f"shapes {a.shape} and {b.shape} do not add up")
    if (
        np.ndim(a) == 2
        and np.ndim(b) == 2
        and a.shape[0] != b.shape[0]
        and 1 not in (len(a), len(b))
    ):
        raise ValueError(f"shapes {a.shape} and {b.shape} do not add up")
    return a + b


def power(a, tokens, value):
    """Return a transpose, an inverse, a pseudoinverse or a power."""
    if tokens == ["T"]:
        return a.T if np.ndim(a) else a
    if tokens == ["+"]:
        return np.linalg.pinv(a)
    if tokens == ["-", "1"]:
        return np.linalg.inv(a) if np.ndim(a) == 2 else 1 / a
    exponent = value(tokens)
    if np.ndim(a) == 2:
        raise ValueError("a matrix has no such power")
    return a**exponent


def agree(a, b, relation, tolerance=1e-9):
    """Return whether two sides agree."""
    if isinstance(a, ArgMin):
        a, b = b, a
    if isinstance(b, ArgMin):
        return is_minimum(a, b)
    if isinstance(b, Normal):
        draws = np.ravel(a)
        if not b.variance > 0:
            return False
        margin = 5 / np.sqrt(draws.size)
        mean_off = abs(draws.mean() - b.mean) / np.sqrt(b.variance)
        return mean_off < margin and abs(draws.var() / b.variance - 1) < np.sqrt(2) * margin
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.squeeze().shape != b.squeeze().shape:
        return False
    size = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    tolerance = 1e-4 if relation == r"\approx" else tolerance
    return np.allclose(a.squeeze(), b.squeeze(), rtol=0, atol=tolerance * size)


def is_minimum(candidate, problem):
    """Return whether the objective's slope is 0 at the candidate, and all around it is higher."""
    rng = np.random.default_rng(0)
    flat = np.ravel(candidate).astype(float)

    def objective(flat):
        head, tail = (
            flat[: len(flat) - len(problem.names) + 1],
            flat[len(flat) - len(problem.names) + 1 :],
        )
        return float(problem.objective(head[:, None], *tail))

    lowest, size = objective(flat), 1 + np.abs(flat).max()
    steps = 1e-3 * size * np.eye(len(flat))
    slopes = np.array([objective(flat + s) - objective(flat - s) for s in steps]) / 2e-3 / size
    bends = [objective(flat + s) + objective(flat - s) - 2 * lowest for s in steps]
    around = [objective(flat + 0.1 * size * rng.normal(size=len(flat))) for _ in range(20)]
    curvature = np.array(bends) / (1e-3 * size) ** 2
    flat_there = np.allclose(slopes, 0, rtol=0, atol=1e-6 * size * curvature.max())
    return flat_there and min(around) > lowest


def problems(latex, names, tokens=None):
    """Return what is wrong with a formula under these names: nothing, if it holds."""
    pieces = [key for key in names if key.startswith("$")]
    values = [names[key] for key in pieces]
    tokens = tokenize(latex, [key[1:] for key in pieces]) if tokens is None else tokens
    names, wrong, checked = dict(names), [], 0
    for sides, relations in equations(tokens):
        try:
            left = "".join(sides[0])
            if left in names.get("#let", ()):
                results = [Parser(side, names, values).whole() for side in sides[1:]]
                names[left] = results[0]
                relations = relations[1:]
            else:
                results = [Parser(side, names, values).whole() for side in sides]
                if len(sides) == 1:
                    results, relations = [names["#value"], *results], ["="]
        except Exception as error:
            wrong.append(f"{' '.join(map(' '.join, sides))}: {type(error).__name__}: {error}")
            continue
        for a, b, relation in zip(results, results[1:], relations, strict=False):
            checked += 1
            if not agree(a, b, relation, names.get("#tolerance", 1e-9)):
                wrong.append(f"{' = '.join(map(' '.join, sides))}: the sides differ")
    return wrong if checked or wrong else ["nothing to check"]
