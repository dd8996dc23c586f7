// 2.1: twelve points and nine powers, without a penalty and with one.
"use strict";

explore.loss = (({ Explorable, clamp, define, linspace, number, place, range, set }) => {
  const X = linspace(-1, 1, 12), GRID = linspace(-1, 1, 201), POWERS = 9;

  /** The weights with the least |y − Xw|² + λ|w|²: reflections make a triangle of [X, y] over [√λ I, 0]. */
  const ridge = (rows, y, lam) => {
    const d = rows[0].length;
    const A = rows.map((row, i) => [...row, y[i]]);
    for (const j of lam ? range(d) : []) A.push(range(d + 1).map((k) => (k === j ? Math.sqrt(lam) : 0)));
    for (const k of range(d)) {
      const v = A.slice(k).map((row) => row[k]);
      v[0] += (v[0] < 0 ? -1 : 1) * Math.hypot(...v);
      const square = v.reduce((sum, t) => sum + t * t, 0);
      for (let j = k; j <= d; j++) {
        const s = (2 / square) * v.reduce((sum, t, i) => sum + t * A[k + i][j], 0);
        v.forEach((t, i) => { A[k + i][j] -= s * t; });
      }
    }
    const w = Array(d).fill(0);
    for (let k = d - 1; k >= 0; k--)
      w[k] = (A[k][d] - range(d).reduce((sum, j) => sum + (j > k ? A[k][j] * w[j] : 0), 0)) / A[k][k];
    return w;
  };

  const ROWS = X.map((x) => range(POWERS).map((j) => x ** (j + 1)));

  /** The nine weights for a strength beside the mean squared error. */
  const weights = (y, mu) => ridge(ROWS, y, mu * X.length);

  /** The sum of powers at each x. */
  const curve = (w, xs) => xs.map((x) => w.reduceRight((sum, v) => (sum + v) * x, 0));

  const mean = (a, b) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0) / a.length;
  const TRUE = GRID.map((x) => Math.sin(Math.PI * x));

  /** The mean squared error on the points, and that from the true curve. */
  const errors = (y, mu) => {
    const w = weights(y, mu);
    return [mean(y, curve(w, X)), mean(TRUE, curve(w, GRID))];
  };

  define("loss", class extends Explorable {
    start() {
      const { y, start } = this.data;
      this.lift(this.axes.curve, X, y, -2.4, 2.7);
      this.control("restart").addEventListener("click", () => {
        this.far = 0;
        this.y = [...y];
        this.control("mu").value = start;
        this.draw();
      });
    }

    draw() {
      const { curve: top, errors: bottom } = this.axes, { mus, logs, names } = this.data, { y } = this;
      const i = this.value("mu"), tame = weights(y, mus[i]), wild = weights(y, 0);
      const both = mus.map((mu) => errors(y, mu)), clip = (e) => clamp(e, 0.005, 100);
      this.show("mu", names[i]);
      this.part("name").textContent = `μ = ${names[i]}`;
      set(this.part("wild"), { d: top.path(GRID, curve(wild, GRID)) });
      set(this.part("tame"), { d: top.path(GRID, curve(tame, GRID)) });
      X.forEach((x, k) => place(this.part(`point-${k}`), top, x, y[k], `height ${number(y[k])}`, y[k]));
      this.far = Math.max(this.far ?? 0, i);
      set(this.part("now"), { d: bottom.path([logs[i], logs[i]], [0.015, 3]) });
      ["seen", "true"].forEach((part, k) => {
        const shown = k ? logs.slice(0, this.far + 1) : logs; // the one to be guessed as far as one has been
        set(this.part(part), { d: bottom.path(shown, both.map((e) => clip(e[k]))) });
        const inside = both[i][k] >= 0.015 && both[i][k] <= 3;
        set(this.part("dots").children[k], {
          cx: bottom.x(logs[i]).toFixed(1), cy: bottom.y(clip(both[i][k])).toFixed(1), display: inside ? "" : "none",
        });
      });
      const [long, longest] = [Math.hypot(...tame), Math.hypot(...wild)];
      this.say(`μ = ${names[i]}.  Mean squared error ${number(both[i][0])} on the twelve points, ` +
        `${number(both[i][1])} from the true curve; length of the weights ${number(long, long < 100 ? 1 : 0)}.  ` +
        `Without a penalty: ${number(both[0][0])}, ${number(both[0][1])} and ${number(longest, 0)}.`);
    }
  });

  return { weights, curve, errors };
})(explore);
