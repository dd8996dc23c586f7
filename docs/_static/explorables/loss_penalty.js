// 2.1: two weights and a penalty: where an ellipse of equal loss touches a circle or a diamond.
"use strict";

explore.loss_penalty = (({ Explorable, contour, define, ellipse, linspace, number, place, range, set }) => {
  const X = linspace(-1, 1, 12), GRID = linspace(-1, 1, 81);
  const FEATURES = X.map((x) => [x, x ** 3]);
  const mean = (f) => X.reduce((sum, _, i) => sum + f(FEATURES[i], i), 0) / X.length;
  const [a, b, c] = [mean(([p]) => p * p), mean(([p, q]) => p * q), mean(([, q]) => q * q)];

  /** The weights at which (S + μI) w = r, for the means S of products of features. */
  const solve = ([p, q], mu = 0) => {
    const det = (a + mu) * (c + mu) - b * b;
    return [((c + mu) * p - b * q) / det, ((a + mu) * q - b * p) / det];
  };

  /** The weights with the least mean squared error plus penalty. */
  const best = (y, mu, kind) => {
    const r = [0, 1].map((j) => mean((row, i) => row[j] * y[i]));
    if (kind === "l2" || !mu) return solve(r, mu);
    // With L1 they solve a linear system for their signs: of all such weights take the best.
    const all = [[0, 0]];
    for (const s of [-1, 1]) {
      all.push([(r[0] - (s * mu) / 2) / a, 0], [0, (r[1] - (s * mu) / 2) / c]);
      for (const t of [-1, 1]) all.push(solve([r[0] - (s * mu) / 2, r[1] - (t * mu) / 2]));
    }
    const objective = ([v, w]) => a * v * v + 2 * b * v * w + c * w * w - 2 * (r[0] * v + r[1] * w) +
      mu * (Math.abs(v) + Math.abs(w));
    return all.reduce((one, other) => (objective(other) < objective(one) ? other : one));
  };

  /** All weights whose penalty is that of w. */
  const ball = ([v, w], kind) => {
    if (kind === "l2") return ellipse([0, 0], [[1, 0], [0, 1]], [Math.hypot(v, w), Math.hypot(v, w)]);
    const r = Math.abs(v) + Math.abs(w);
    return [[r, 0, -r, 0, r], [0, r, 0, -r, 0]];
  };

  define("loss-penalty", class extends Explorable {
    start() {
      const { y, start } = this.data;
      this.lift(this.axes.curve, X, y, -2.2, 2.5);
      this.control("restart").addEventListener("click", () => {
        this.y = [...y];
        this.control("mu").value = start;
        this.draw();
      });
    }

    draw() {
      const { curve, plane } = this.axes, { mus, names, bowl } = this.data, { y } = this;
      const i = this.value("mu"), mu = mus[i], kind = this.value("kind");
      const low = best(y, 0, kind), w = best(y, mu, kind);
      const line = ([v, u]) => curve.path(GRID, GRID.map((x) => v * x + u * x ** 3));
      const dot = (part, [v, u]) => {
        const [cx, cy] = [plane.x(v), plane.y(u)];
        const inside = cx >= plane.left && cx <= plane.right && cy >= plane.top && cy <= plane.bottom;
        set(this.part(part).firstChild, { cx: cx.toFixed(1), cy: cy.toFixed(1), display: inside ? "" : "none" });
      };
      this.show("mu", names[i]);
      X.forEach((x, k) => place(this.part(`point-${k}`), curve, x, y[k], `height ${number(y[k])}`, y[k]));
      set(this.part("free"), { d: line(low) });
      set(this.part("fit"), { d: line(w) });
      for (const share of [0.25, 0.5, 0.75])
        set(this.part(`faint-${share}`), { d: plane.path(...contour(bowl, low, low.map((v) => (1 - share) * v))) });
      set(this.part("ellipse"), { d: plane.path(...contour(bowl, low, w)) });
      set(this.part("ball"), { d: plane.path(...ball(w, kind)) });
      const path = mus.map((m) => best(y, m, kind));
      set(this.part("path"), { d: plane.path(...[0, 1].map((j) => path.map((p) => p[j]))) });
      dot("lowest", low);
      dot("now", w);
      this.say(`μ = ${names[i]}: w₁ = ${number(w[0])}, w₂ = ${number(w[1])}, ${this.where(w, mu, kind)}.  ` +
        `Without a penalty: ${number(low[0])} and ${number(low[1])}.`);
    }

    where(w, mu, kind) {
      if (!mu) return "in the middle of the ellipses";
      if (kind === "l2") return "where an ellipse touches a circle";
      const none = range(2).filter((j) => w[j] === 0);
      if (none.length === 2) return "both exactly 0";
      if (none.length) return `where an ellipse meets a corner: w${"₁₂"[none[0]]} is exactly 0`;
      return "where an ellipse touches a side";
    }
  });

  return { best, contour, ball };
})(explore);
