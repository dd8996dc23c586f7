// 2.2: a point left out, by the shortcut, and the leave-one-out error at every λ.
"use strict";

explore.choosing_lambda = (({ Explorable, clamp, define, dot, drag, gauss, number, place, range, repeat, set, short }) => {
  const column = (M, k) => M.map((row) => row[k]);

  /** Of each singular direction, the share that is kept. */
  const shares = (s, lam) => s.map((v) => (v * v) / (v * v + lam));

  /** The heights of a ridge fit on the grid. */
  const heights = ({ U, s, V, grid }, y, lam) => {
    const along = s.map((v, k) => (dot(column(U, k), y) * v) / (v * v + lam));
    const w = V.map((row) => dot(row, along));
    return grid.map((x) => w.reduceRight((sum, weight) => (sum + weight) * x, 0));
  };

  /** The errors of the fit to all, and the diagonal of H. */
  const residuals = ({ U, s }, y, lam) => {
    const kept = shares(s, lam), along = kept.map((share, k) => share * dot(column(U, k), y));
    return [y.map((v, i) => v - dot(U[i], along)), U.map((row) => row.reduce((sum, u, k) => sum + kept[k] * u * u, 0))];
  };

  /** e, H, the prediction of the fit to the others, and both fits: the other one by putting the point there. */
  const leftOut = (parts, y, lam, i) => {
    const [e, hat] = residuals(parts, y, lam), p = y[i] - e[i] / (1 - hat[i]);
    const moved = y.map((v, j) => (j === i ? p : v));
    return [e[i], hat[i], p, heights(parts, y, lam), heights(parts, moved, lam)];
  };

  /** The mean squared errors at each λ, on points left out and on those fitted. */
  const curves = (parts, y, lams) => {
    const both = lams.map((lam) => {
      const [e, hat] = residuals(parts, y, lam), mean = (v) => dot(v, v) / v.length;
      return [mean(e.map((v, i) => v / (1 - hat[i]))), mean(e)];
    });
    return [column(both, 0), column(both, 1)];
  };

  const sentence = (name, i, e, hat, mean) => {
    const left = short(e, 3).replace("-", "−");
    return `λ = ${name}: the fit to all misses point ${i + 1} by ${left}, the fit to the others misses it by ${left}/`
      + `${short(1 - hat, 3)} = ${number(e / (1 - hat))}.  Mean square of such errors, over all twelve points: ${number(mean)}.`;
  };

  define("choosing-lambda", class extends Explorable {
    start() {
      const { lams, x, y, sigma, parts, kept } = this.data, control = this.control("lam");
      this.logs = lams.map(Math.log10);
      const take = (targets) => { [this.y, this.curves] = [targets, curves(parts, targets, lams)]; };
      this.old = [];
      take(y);
      this.control("redraw").addEventListener("click", () => {
        this.old = [...this.old, this.curves[0]].slice(-kept);
        take(x.map((t) => Math.sin(Math.PI * t) + sigma * gauss()));
        this.draw();
      });
      this.control("restart").addEventListener("click", () => { this.old = []; take(y); this.draw(); });
      [...this.part("points").children].forEach((circle, i) => circle.addEventListener("click", () => {
        this.control("point").value = i + 1;
        this.draw();
      }));
      const last = lams.length - 1, step = (this.logs[last] - this.logs[0]) / last;
      drag(this.part("strength"), this.axes.curve, {
        where: () => [this.logs[control.value], 0],
        move: (u) => {
          control.value = clamp(Math.round((u - this.logs[0]) / step), 0, last);
          this.draw();
        },
        step: [step, 0],
      });
    }

    draw() {
      const { plot, curve } = this.axes, { parts, lams, names, x } = this.data, { logs, y } = this;
      const k = this.value("lam"), i = this.value("point") - 1, [errors, seen] = this.curves;
      const [e, hat, p, fit, rest] = leftOut(parts, y, lams[k], i);
      const lowest = (v) => v.indexOf(Math.min(...v));
      const at = (v) => ({ cx: curve.x(logs[lowest(v)]).toFixed(1), cy: curve.y(Math.min(...v)).toFixed(1) });
      this.show("lam", names[k]);
      this.show("point", `${i + 1}`);
      set(this.part("fit"), { d: plot.path(parts.grid, fit) });
      set(this.part("rest"), { d: plot.path(parts.grid, rest) });
      set(this.part("error"), { d: plot.path([x[i], x[i]], [y[i], p]) });
      set(this.part("ring"), { cx: plot.x(x[i]).toFixed(1), cy: plot.y(p).toFixed(1) });
      range(x.length).forEach((j) => set(this.part("points").children[j], { cy: plot.y(y[j]).toFixed(1) }));
      set(this.part("old"), { d: this.old.map((v) => curve.path(logs, v)).join("") });
      repeat(this.part("lows"), "circle", this.old.map((v) => ({ ...at(v), r: 3.5 })));
      set(this.part("errors"), { d: curve.path(logs, errors) });
      set(this.part("seen"), { d: curve.path(logs, seen) });
      set(this.part("low").firstChild, at(errors));
      place(this.part("strength"), curve, logs[k], errors[k], names[k]);
      this.say(sentence(names[k], i, e, hat, errors[k]));
    }
  });

  return { leftOut, curves, sentence };
})(explore);
