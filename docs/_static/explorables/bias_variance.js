// 2.2: fifty draws of the noise, a fit to each, and their bias² and variance at every λ.
"use strict";

explore.bias_variance = (({ Explorable, define, dot, gauss, number, range, set }) => {
  /** The heights of the ridge fits on the grid, one row for each row of targets. */
  const fits = ({ U, s, V, grid }, ys, lam) => {
    const rows = grid.map((x) => { // of the powers of x, turned to the singular directions
      const powers = V.map((_, p) => x ** (p + 1));
      return s.map((_, k) => dot(powers, V.map((row) => row[k])));
    });
    return ys.map((y) => {
      const along = s.map((v, k) => (dot(U.map((row) => row[k]), y) * v) / (v * v + lam));
      return rows.map((row) => dot(row, along));
    });
  };

  const truth = (x) => Math.sin(Math.PI * x);

  /** The mean squared distance of curves from the sine, by the trapezoidal rule. */
  const measured = (curves, grid) => {
    const last = grid.length - 1, width = (i) => grid[Math.min(i + 1, last)] - grid[Math.max(i - 1, 0)];
    const each = curves.map((curve) => curve.reduce((sum, v, i) => sum + (v - truth(grid[i])) ** 2 * width(i) / 4, 0));
    return each.reduce((a, b) => a + b) / each.length;
  };

  const sentence = (name, bias2, variance, most) =>
    `λ = ${name}.  The average curve misses the sine by ${number(bias2, 3)} (bias²), the curves scatter around it `
    + `by ${number(variance, 3)} (variance), both as mean squares.  Together ${number(bias2 + variance, 3)}; `
    + `least squares has ${number(most, 3)}.`;

  define("bias-variance", class extends Explorable {
    start() {
      const { x, sigma } = this.data;
      [this.ys, this.shown] = [this.data.ys, 0];
      this.control("another").addEventListener("click", () => {
        this.shown = (this.shown + 1) % this.ys.length;
        this.draw();
      });
      this.control("redraw").addEventListener("click", () => {
        this.ys = this.ys.map(() => x.map((t) => truth(t) + sigma * gauss()));
        this.shown = 0;
        this.draw();
      });
    }

    draw() {
      const { plot, error } = this.axes, { parts, lams, places, both, names, x } = this.data, i = this.value("lam");
      const lam = lams[i], sum = both[i][0] + both[i][1], { grid } = parts;
      const curves = fits(parts, this.ys, lam), [average] = fits(parts, [x.map(truth)], lam);
      this.show("lam", names[i]);
      set(this.part("fits"), { d: curves.map((curve) => plot.path(grid, curve)).join("") });
      set(this.part("average"), { d: plot.path(grid, average) });
      set(this.part("fit"), { d: plot.path(grid, curves[this.shown]) });
      range(x.length).forEach((j) =>
        set(this.part("points").children[j], { cy: plot.y(this.ys[this.shown][j]).toFixed(1) }));
      set(this.part("measured"), { cx: error.x(places[i]).toFixed(1), cy: error.y(measured(curves, grid)).toFixed(1) });
      set(this.part("now"), { d: error.path([places[i], places[i]], [0, sum]) });
      this.say(sentence(names[i], ...both[i], both[0][0] + both[0][1]));
    }
  });

  return { fits, measured, gauss, sentence };
})(explore);
