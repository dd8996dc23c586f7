// 2.1: one weight, beside a mean of squared errors and beside their sum.
"use strict";

explore.loss_conventions = (({ Explorable, define, linspace, number, set, short }) => {
  const X = linspace(-1, 1, 12), GRID = linspace(-0.3, 1.7, 41), HIGH = 1.6;
  const mean = (f) => X.reduce((sum, _, i) => sum + f(i), 0) / X.length;
  const square = mean((i) => X[i] ** 2);

  /** The weight with the least RSS + λw² on n points, the twelve again and again. */
  const best = (y, n, lam) => (n * mean((i) => X[i] * y[i])) / (n * square + lam);

  /** The mean squared error at each weight. */
  const heights = (y, ws) => ws.map((w) => mean((i) => (y[i] - w * X[i]) ** 2));

  define("loss-conventions", class extends Explorable {
    start() {
      this.n = 12;
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("double", () => { this.n *= 2; });
      on("restart", () => {
        this.n = 12;
        this.control("mu").value = this.data.start;
        this.querySelector('[value="same"]').checked = true;
      });
    }

    draw() {
      const { n } = this, { mus, names, most, y } = this.data, i = this.value("mu"), mu = mus[i];
      const lam = this.value("kind") === "same" ? mu : n * mu, data = heights(y, GRID), at = {};
      this.show("mu", names[i]);
      this.control("double").disabled = n === most;
      for (const [name, strength] of [["mean", mu], ["sum", lam / n]]) { // the scale of the sum has a factor n
        const axes = this.axes[name], w = best(y, n, n * strength), penalty = GRID.map((v) => strength * v * v);
        const low = heights(y, [w])[0] + strength * w * w;
        at[name] = w;
        set(this.part(`${name}-data`), { d: axes.path(GRID, data) });
        set(this.part(`${name}-penalty`), { d: axes.path(GRID, penalty) });
        set(this.part(`${name}-both`), { d: axes.path(GRID, data.map((v, k) => v + penalty[k])) });
        set(this.part(`${name}-down`), { d: axes.path([w, w], [0, Math.min(low, HIGH)]) });
        this.spot(`${name}-dot`, axes, w, low);
      }
      for (const v of [0.5, 1, 1.5]) this.part(`sum-tick-${v}`).textContent = String(n * v);
      this.say(`n = ${n}, μ = ${names[i]}, λ = ${short(lam, 3)}.  The minimum beside the mean is at w = ${number(at.mean)}, ` +
        `that beside the sum at w = ${number(at.sum)}.`);
    }
  });

  return { best, heights };
})(explore);
