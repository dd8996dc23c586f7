// 2, at its end: five algorithms side by side, on the twelve points, and one walks to the others.
"use strict";

explore.five_views = (({ Explorable, clamp, define, dot, linspace, number, place, range, set, solve }) => {
  const transpose = (A) => A[0].map((_, j) => A.map((row) => row[j]));
  const times = (A, w) => A.map((row) => dot(row, w));
  const features = (x) => x.map((v) => range(9).map((j) => v ** (j + 1)));

  const plus = (G, lam) => G.map((row, i) => row.map((v, j) => v + (i === j ? lam : 0)));
  /** All inner products of the rows. */
  const gram = (A) => A.map((row) => times(A, row));

  const formula = (X, y, lam) => {
    const columns = transpose(X);
    return solve(plus(gram(columns), lam), times(columns, y));
  };

  const dual = (X, y, lam) => times(transpose(X), solve(plus(gram(X), lam), y));

  const reflect = (v, b) => {
    const s = (2 * dot(v, b)) / dot(v, v);
    return b.map((t, i) => t - s * v[i]);
  };

  /** Columns of R, and the mirrors of Householder that make them: no product of A with itself. */
  const mirrors = (A) => {
    let columns = transpose(A);
    const found = columns.map((_, k) => {
      const v = columns[k].map((t, i) => (i < k ? 0 : t));
      v[k] += (v[k] < 0 ? -1 : 1) * Math.hypot(...v);
      columns = columns.map((column, j) => (j < k ? column : reflect(v, column)));
      return v;
    });
    return [columns, found];
  };

  /** The weights with the least squared error. */
  const leastSquares = (A, b) => {
    const [R, found] = mirrors(A), turned = found.reduce((c, v) => reflect(v, c), b), w = R.map(() => 0);
    for (let i = w.length - 1; i >= 0; i--) w[i] = (turned[i] - R.reduce((sum, column, j) => sum + column[i] * w[j], 0)) / R[i][i];
    return w;
  };

  /** The shortest of the weights that meet all equations. */
  const shortest = (A, b) => {
    const [R, found] = mirrors(transpose(A)), u = A[0].map(() => 0);
    b.forEach((t, i) => { u[i] = (t - dot(R[i].slice(0, i), u.slice(0, i))) / R[i][i]; });
    return found.reduceRight((c, v) => reflect(v, c), u);
  };

  const eye = (n, v) => range(n).map((i) => range(n).map((j) => (i === j ? v : 0)));

  /** The weights of the five views, of which one is where it is. */
  const views = (X, y, lam, w) => {
    const n = X.length, d = X[0].length, root = Math.sqrt(lam), beside = eye(n, root);
    return [
      formula(X, y, lam),
      w,
      leastSquares([...X, ...eye(d, root)], [...y, ...range(d).map(() => 0)]),
      shortest(X.map((row, i) => [...row, ...beside[i]]), y).slice(0, d),
      dual(X, y, lam),
    ];
  };

  /** How far each is from the formula. */
  const off = (all) => all.map((w) => Math.max(...w.map((v, j) => Math.abs(v - all[0][j]))));

  /** Steps of gradient descent: decay, then data. */
  const walk = (X, y, lam, eta, w, n) => {
    const columns = transpose(X), G = gram(columns), toward = times(columns, y);
    for (let k = 0; k < n; k++)
      w = times(G, w).map((pull, j) => (1 - 2 * eta * lam) * w[j] + 2 * eta * (toward[j] - pull));
    return w;
  };

  const NEAR = 5e-4, TOP = 275, HIGH = 44, LEFT = 158, WIDE = 23, GRID = linspace(-1, 1, 81);

  const bars = (w, most, row) => w.map((v, j) => {
    const h = clamp(v / most, -1, 1) * (HIGH / 2 - 2);
    return `M${LEFT + WIDE * j} ${TOP + HIGH * row}v${(-h).toFixed(1)}h${WIDE - 6}v${h.toFixed(1)}z`;
  }).join("");

  define("five-views", class extends Explorable {
    start() {
      const { x, y, w, steps } = this.data;
      [this.X, this.w, this.steps] = [features(x), w, steps];
      this.lift(this.axes.main, x, y, -2, 2);
      const on = (name, f) => this.control(name).addEventListener("click", () => { this.pause(); f(); this.draw(); });
      this.play("walk", () => this.go(Math.max(1, Math.floor(this.steps / 40))));
      on("one", () => this.go(1));
      on("restart", () => { [this.w, this.steps] = [this.w.map(() => 0), 0]; });
    }

    get lam() { return 10 ** this.value("lam"); }

    /** Take n steps; return whether there is still a way to go. */
    go(n) {
      const eta = 0.5 / (this.data.steep + this.lam);
      this.w = walk(this.X, this.y, this.lam, eta, this.w, n);
      this.steps += n;
      return off([formula(this.X, this.y, this.lam), this.w])[1] >= NEAR;
    }

    draw() {
      const { X, y, lam, steps } = this, axes = this.axes.main;
      const found = views(X, y, lam, this.w), far = off(found);
      const most = Math.max(1e-9, ...found[0].map(Math.abs)), at = features(GRID);
      this.show("lam", number(lam));
      set(this.part("ridge"), { d: axes.path(GRID, times(at, found[0])) });
      set(this.part("walk-curve"), { d: axes.path(GRID, times(at, this.w)) });
      this.part("count").textContent = `gradient descent, step ${steps}`;
      found.forEach((w, i) => {
        set(this.part(`bars${i}`), { d: bars(w, most, i) });
        this.part(`off${i}`).textContent = i ? number(far[i], 3) : `max ${number(most)}`;
      });
      set(this.part("goal"), { d: bars(found[0], most, 1) });
      y.forEach((v, i) => place(this.part(`point-${i}`), axes, this.data.x[i], v, number(v), v));
      const others = Math.max(...far.slice(2));
      const same = others < 1e-9 ? "within a billionth" : `within ${number(others, 9)}`;
      const there = far[1] >= NEAR ? `is ${number(far[1], 3)} away` : "has arrived";
      this.say(
        `λ = ${number(lam)}. Fake data, fake features and dual are ${same} of the formula. ` +
        `Gradient descent ${there} after ${steps} step${steps === 1 ? "" : "s"}.`,
      );
    }
  });

  return { features, formula, leastSquares, shortest, views, off, walk };
})(explore);
