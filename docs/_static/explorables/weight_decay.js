// 2.2.1: one strength, three optimizers, a weight with data and a weight without.
"use strict";

explore.weight_decay = (({ Explorable, define, number, set }) => {
  const KINDS = ["descent", "adam", "adamw"];

  /** The weight after each of the steps that are drawn, and the first step after which it is below half. */
  const run = ({ y, from, eta, steps }, kind, lam, data) => {
    const path = [], last = steps[steps.length - 1];
    let w = data ? 0 : from, m = 0, q = 0, next = 0, half = -1;
    for (let t = 1; t <= last; t++) {
      let g = data ? 2 * (w - y) : 0, step;
      if (kind !== "adamw") g += 2 * lam * w;
      if (kind === "descent") step = g;
      else {
        [m, q] = [0.9 * m + 0.1 * g, 0.999 * q + 0.001 * g ** 2];
        step = m / (1 - 0.9 ** t) / (Math.sqrt(q / (1 - 0.999 ** t)) + 1e-8);
      }
      w -= eta * step + (kind === "adamw" ? 2 * eta * lam * w : 0);
      if (half < 0 && w < from / 2) half = t;
      if (t === steps[next]) { path.push(w); next++; }
    }
    return [path, half];
  };

  const ridge = ({ y }, lam) => y / (1 + lam);

  /** Where AdamW ends: at least squares, or at the cap 1/(2λ) if that is nearer to 0. */
  const heading = ({ y }, lam) => Math.min(y, 1 / (2 * lam));

  /** What the line below says. */
  const sentence = (data, lam) => {
    const runs = [true, false].map((has) => KINDS.map((kind) => run(data, kind, lam, has)));
    const ends = runs[0].map(([path]) => number(path[path.length - 1]));
    const half = runs[1].map(([, t]) => t), goal = number(heading(data, lam));
    const way = ends[2] === goal ? "" : ` on its way to ${goal}`;
    const said = `After 3000 steps: with data gradient descent is at ${ends[0]}, Adam at ${ends[1]}, `
      + `AdamW at ${ends[2]}${way}, ridge is ${number(ridge(data, lam))}.  Without data `;
    if (half[0] >= 0) return `${said}they were halfway after ${half[0]}, ${half[1]} and ${half[2]} steps.`;
    return said + (half[1] < 0 ? "all three stay."
      : `Adam was halfway after ${half[1]} steps, the other two after more than 3000.`);
  };

  define("weight-decay", class extends Explorable {
    draw() {
      const { data, axes } = this, lam = this.value("lam"), level = ridge(data, lam);
      this.show("lam", number(lam));
      for (const kind of KINDS) {
        set(this.part(`${kind}1`), { d: axes.data.path(data.steps, run(data, kind, lam, true)[0]) });
        set(this.part(`${kind}0`), { d: axes.silent.path(data.steps, run(data, kind, lam, false)[0]) });
      }
      set(this.part("ridge"), { d: axes.data.path([1, 3000], [level, level]) });
      this.spot("heading", axes.data, 3000, heading(data, lam));
      set(this.part("name"), { y: (axes.data.y(level) - 6).toFixed(1) });
      this.say(sentence(data, lam));
    }
  });

  return { run, sentence };
})(explore);
