// 2.2.1: gradient descent from a start of your choice, predicted by two factors.
"use strict";

explore.gradient_descent = (({ Explorable, clamp, define, drag, ellipse, number, place, range, repeat, set }) => {
  const times = (axes, d) => axes.map((row) => row[0] * d[0] + row[1] * d[1]);
  const apart = (v, w) => Math.hypot(v[0] - w[0], v[1] - w[1]);

  /** By how much a step multiplies the way to the minimum, along each axis. */
  const factors = ({ s }, eta, lam) => s.map((v) => 1 - 2 * eta * (v ** 2 + lam));

  const ridge = ({ s, axes, pull }, lam) => times(axes, s.map((v, i) => pull[i] / (v ** 2 + lam)));

  /** Where descent is before the first step, and after each. */
  const walk = (problem, w0, eta, lam, t) => {
    const { axes } = problem, lowest = ridge(problem, lam), m = factors(problem, eta, lam);
    const way = [0, 1].map((i) => axes[0][i] * (w0[0] - lowest[0]) + axes[1][i] * (w0[1] - lowest[1]));
    return range(t + 1).map((k) => {
      const d = times(axes, way.map((v, i) => v * m[i] ** k));
      return [lowest[0] + d[0], lowest[1] + d[1]];
    });
  };

  const limit = ({ s }, lam) => 1 / (s[0] ** 2 + lam);

  const best = ({ s }, lam) => 1 / (s[0] ** 2 + s[1] ** 2 + 2 * lam);

  /** The ellipse on which the objective exceeds its minimum by so much. */
  const contour = (problem, lam, excess) =>
    ellipse(ridge(problem, lam), problem.axes, problem.s.map((v) => Math.sqrt(excess / (v ** 2 + lam))));

  const inside = (w, view) => view.every(([low, high], i) => low <= w[i] && w[i] <= high);

  /** The first step that ends outside the picture; -1 if none does. */
  const leaves = (path, view) => path.findIndex((w) => !inside(w, view));

  /** What the line below says. */
  const sentence = (problem, view, w0, eta, lam, t) => {
    const m = factors(problem, eta, lam), path = walk(problem, w0, eta, lam, t), end = path[t];
    const [steep, flat] = m.map((v) => number(v)), [most, plain] = [limit(problem, lam), limit(problem, 0)];
    if (eta >= most) {
      const step = leaves(path, view);
      return `m₁ = ${steep} never settles: η is not below the limit ${number(most, 3)}.`
        + (eta < plain ? ` It is below the limit without the penalty, ${number(plain, 3)}.` : "")
        + (step > 0 ? ` The walk leaves the picture at step ${step}.` : "");
    }
    const price = 1 / (2 * eta * t);
    const pace = Math.abs(m[0]) < 0.005 ? `m₁ = ${steep} arrives at once; m₂ = ${flat} creeps.`
      : m[0] < 0 ? `m₁ = ${steep} overshoots, less each time; m₂ = ${flat} creeps.`
      : `m₁ = ${steep} and m₂ = ${flat} creep.`;
    return pace
      + ` After ${t} steps, ${number(apart(end, ridge(problem, lam)))} from the minimum.`
      + (compares(w0, lam, t) ? ` Ridge with λ = 1/(2ηt) = ${number(price)} is ${number(apart(end, ridge(problem, price)))} from here.` : "");
  };

  const compares = (w0, lam, t) => lam === 0 && !w0[0] && !w0[1] && t > 0;

  define("gradient-descent", class extends Explorable {
    start() {
      this.from = this.data.start;
      const steps = this.control("t"), last = +steps.max;
      let frame = 0;
      drag(this.part("start"), this.axes.plane, {
        where: () => this.from,
        move: (...w) => {
          const at = w.map((v, i) => clamp(v, ...this.data.view[i]));
          this.from = Math.hypot(...at) < 0.05 ? [0, 0] : at;
          this.draw();
        },
        step: [0.1, 0.1], plane: true,
      });
      this.play("walk", () => {
        if (frame++ % 5) return true;
        steps.value = +steps.value < last ? +steps.value + 1 : 0;
        return +steps.value < last;
      }, { still: 5 * (last + 1) });
      this.control("zero").addEventListener("click", () => { this.from = [0, 0]; this.draw(); });
      this.control("best").addEventListener("click", () => {
        this.control("eta").value = best(this.data.problem, this.value("lam"));
        this.draw();
      });
    }

    draw() {
      const { problem, view, excess } = this.data, { plane, factors: scale } = this.axes, { from } = this;
      const [eta, lam, t] = ["eta", "lam", "t"].map((name) => this.value(name));
      const lowest = ridge(problem, lam), path = walk(problem, from, eta, lam, t);
      const dots = (part, axes, points, r) => repeat(this.part(part), "circle", points.map(([x, y]) => ({
        cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1), r,
      })));
      const line = (part, axes, points) =>
        set(this.part(part), { d: axes.path(points.map((p) => p[0]), points.map((p) => p[1])) });
      this.show("eta", number(eta, 3));
      this.show("lam", number(lam));
      this.show("t", String(t));
      excess.forEach((e, i) => set(this.part(`contour${i}`), { d: plane.path(...contour(problem, lam, e)) }));
      [0, 1].forEach((i) => line(`axis${i}`, plane,
        [-9, 9].map((r) => lowest.map((v, j) => v + r * problem.axes[j][i]))));
      const shown = path.findIndex((w) => Math.hypot(...w) > 1e3); // far enough to fly off
      line("walk", plane, shown < 0 ? path : path.slice(0, shown + 1));
      dots("steps", plane, path.slice(1).filter((w) => inside(w, view)), 3);
      dots("ridge", plane, [lowest], 5);
      dots("match", plane, compares(from, lam, t) ? [ridge(problem, 1 / (2 * eta * t))] : [], 5);
      factors(problem, eta, lam).forEach((m, i) => {
        const x = 0.25 + 0.5 * i;
        line(`stem${i}`, scale, [[x, 0], [x, m]]);
        dots(`factor${i}`, scale, [[x, m]], 6);
      });
      place(this.part("start"), plane, ...from, `${number(from[0])}, ${number(from[1])}`);
      this.say(sentence(problem, view, from, eta, lam, t));
    }
  });

  return { factors, ridge, walk, limit, best, contour, leaves, sentence };
})(explore);
