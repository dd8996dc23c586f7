// 2.2.1: gradient descent from a start of your choice, predicted by two factors.
"use strict";

explore.gradient_descent = (({ Explorable, clamp, define, drag, number, place, range, repeat, set }) => {
  const times = (axes, d) => axes.map((row) => row[0] * d[0] + row[1] * d[1]);

  /** By how much a step multiplies the way to the minimum, along each axis. */
  const factors = ({ s }, eta) => s.map((v) => 1 - 2 * eta * v ** 2);

  /** Where descent is before the first step, and after each. */
  const walk = (problem, w0, eta, t) => {
    const { axes, lowest } = problem, m = factors(problem, eta);
    const way = [0, 1].map((i) => axes[0][i] * (w0[0] - lowest[0]) + axes[1][i] * (w0[1] - lowest[1]));
    return range(t + 1).map((k) => {
      const d = times(axes, way.map((v, i) => v * m[i] ** k));
      return [lowest[0] + d[0], lowest[1] + d[1]];
    });
  };

  const best = ({ s }) => 1 / (s[0] ** 2 + s[1] ** 2);

  const inside = (w, view) => view.every(([low, high], i) => low <= w[i] && w[i] <= high);

  /** The first step that ends outside the picture; -1 if none does. */
  const leaves = (path, view) => path.findIndex((w, k) => k > 0 && !inside(w, view));

  /** What a factor does to the way to the minimum. */
  const pace = (m) =>
    m < -1.0005 ? "swings ever wider" : m < -0.9995 ? "swings for ever"
    : Math.abs(m) < 0.005 ? "arrives in one step"
    : m < 0 ? "overshoots, less each time" : m < 0.75 ? "comes nearer" : "creeps";

  /** What the line below says. */
  const sentence = (problem, view, w0, eta, t) => {
    const m = factors(problem, eta), path = walk(problem, w0, eta, t), { lowest } = problem;
    const text = `m₁ = ${number(m[0])} ${pace(m[0])}; m₂ = ${number(m[1])} ${pace(m[1])}.`;
    const step = leaves(path, view);
    if (step > 0 && Math.min(...m) < -1.0005) return `${text} The walk leaves the picture at step ${step}.`;
    const left = Math.hypot(path[t][0] - lowest[0], path[t][1] - lowest[1]);
    return `${text} After ${t} step${t === 1 ? "" : "s"}, ${number(left)} from the minimum.`;
  };

  define("gradient-descent", class extends Explorable {
    start() {
      this.from = this.data.start;
      const steps = this.control("t"), last = +steps.max;
      let frame = 0;
      drag(this.part("start"), this.axes.plane, {
        where: () => this.from,
        move: (...w) => {
          this.from = w.map((v, i) => clamp(v, ...this.data.view[i]));
          this.draw();
        },
        step: [0.1, 0.1], plane: true,
      });
      this.play("walk", () => {
        if (frame++ % 5) return true;
        steps.value = +steps.value < last ? +steps.value + 1 : 0;
        return +steps.value < last;
      }, { still: 5 * (last + 1) });
      this.control("best").addEventListener("click", () => {
        this.control("eta").value = best(this.data.problem);
        this.draw();
      });
    }

    draw() {
      const { problem, view } = this.data, { plane, factors: scale } = this.axes, { from } = this;
      const [eta, t] = ["eta", "t"].map((name) => this.value(name)), path = walk(problem, from, eta, t);
      const dots = (part, axes, points, r) => repeat(this.part(part), "circle", points.map(([x, y]) => ({
        cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1), r,
      })));
      const line = (part, axes, points) =>
        set(this.part(part), { d: axes.path(points.map((p) => p[0]), points.map((p) => p[1])) });
      this.show("eta", number(eta, 3));
      this.show("t", String(t));
      const shown = path.findIndex((w) => Math.hypot(...w) > 30); // far enough to fly off
      line("walk", plane, shown < 0 ? path : path.slice(0, shown + 1));
      dots("steps", plane, path.slice(1).filter((w) => inside(w, view)), 3);
      factors(problem, eta).forEach((m, i) => {
        const x = 0.25 + 0.5 * i;
        line(`stem${i}`, scale, [[x, 0], [x, m]]);
        dots(`factor${i}`, scale, [[x, m]], 6);
      });
      place(this.part("start"), plane, ...from, `${number(from[0])}, ${number(from[1])}`);
      this.say(sentence(problem, view, from, eta, t));
    }
  });

  return { factors, walk, best, leaves, pace, sentence };
})(explore);
