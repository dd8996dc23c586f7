// 1.3: where elbows land, and which units are dead there.
"use strict";

explore.dead_relus = (({ Explorable, clamp, define, drag, linspace, number, place, range, repeat, set }) => {
  /** P(−b/w ≤ e), Cauchy's law. */
  const cdf = (e, scale) => e.map((v) => 0.5 + Math.atan(v / scale) / Math.PI);

  const density = (e, scale) => scale / (Math.PI * (scale ** 2 + e ** 2));

  /** The predicted shares: dead, live, always on. */
  const shares = (low, high, scale) => {
    const [left, right] = cdf([low, high], scale);
    const live = right - left;
    return [(1 - live) / 2, live, (1 - live) / 2];
  };

  /** What a unit is on an interval: 0 dead, 1 live, 2 always on. */
  const state = (w, b, low, high) => {
    const ends = [w * low + b, w * high + b];
    return Math.max(...ends) <= 0 ? 0 : Math.min(...ends) > 0 ? 2 : 1;
  };

  /** How many units are dead, live, always on. */
  const sampled = (w, b, low, high) => {
    const counts = [0, 0, 0];
    w.forEach((v, j) => counts[state(v, b[j], low, high)]++);
    return counts;
  };

  const NAMES = ["dead", "live", "always on"];
  const GAP = 0.1; // between the ends of the data

  define("dead-relus", class extends Explorable {
    start() {
      [this.low, this.high] = [-1, 1];
      for (const end of ["low", "high"])
        drag(this.part(end), this.axes.main, {
          where: () => [this[end], 0],
          move: (x) => {
            const [from, to] = end === "low" ? [-6, this.high - GAP] : [this.low + GAP, 6];
            this[end] = clamp(x, from, to);
            this.draw();
          },
          step: [0.1, 0],
        });
    }

    draw() {
      const axes = this.axes.main, { w, z } = this.data, { low, high } = this;
      const scale = this.value("scale"), b = z.map((v) => scale * v);
      this.show("scale", number(scale));
      const e = linspace(-6, 6, 121);
      set(this.part("density"), { d: axes.path(e, e.map((v) => Math.min(density(v, scale), 0.5))) });
      set(this.part("data"), { x: axes.x(low).toFixed(1), width: (axes.x(high) - axes.x(low)).toFixed(1) });
      place(this.part("low"), axes, low, 0, number(low));
      place(this.part("high"), axes, high, 0, number(high));
      const states = w.map((v, j) => state(v, b[j], low, high));
      NAMES.forEach((_, k) => {
        const mine = range(w.length).filter((j) => states[j] === k);
        repeat(this.part(`dots${k}`), "circle", mine.map((j) => ({
          cx: axes.x(clamp(-b[j] / w[j], -6, 6)).toFixed(1),
          cy: axes.y(0.02 + (0.13 * j) / w.length).toFixed(1), r: 2.6,
        })));
      });
      const predicted = shares(low, high, scale), counted = sampled(w, b, low, high);
      const parts = NAMES.map((name, k) => `${name} ${number(100 * predicted[k], 0)} % (${counted[k]} of ${w.length})`);
      this.say(`Predicted, and counted among the dots: ${parts.join(", ")}.`);
    }
  });

  return { cdf, density, shares, state, sampled };
})(explore);
