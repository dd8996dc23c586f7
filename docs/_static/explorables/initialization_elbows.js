// 1.2: where elbows start for any size of the biases, and what the best fit makes of them.
"use strict";

explore.initialization_elbows = (({ Explorable, clamp, define, dot, drag, gauss, linspace, number, place, range, set, short, states }) => {
  const N = 20, FAR = 1.7, STEEP = 2.8, X = linspace(-1, 1, 201), NAMES = ["dead", "live", "always on"];

  /** A trough that bends at −a and a. */
  const target = (a) => X.map((x) => Math.max(Math.abs(x), a));

  /** The best fit of the target: its share along each column that the ones before it cannot make. */
  const fitted = (w, b, a) => {
    const columns = [X.map(() => 1), ...w.map((weight, j) => X.map((x) => Math.max(weight * x + b[j], 0)))];
    const basis = [], y = target(a);
    for (const column of columns) {
      let rest = column;
      for (let twice = 0; twice < 2; twice++) // once more, for what rounding left
        for (const q of basis) {
          const share = dot(q, rest);
          rest = rest.map((v, i) => v - share * q[i]);
        }
      const size = Math.sqrt(dot(rest, rest));
      if (size > 1e-9 * Math.sqrt(dot(column, column))) basis.push(rest.map((v) => v / size));
    }
    const sum = X.map(() => 0);
    for (const q of basis) {
      const share = dot(q, y);
      q.forEach((v, i) => { sum[i] += share * v; });
    }
    return sum;
  };

  /** Which share of the target's variance is left over. */
  const left = (w, b, a, best = fitted(w, b, a)) => {
    const y = target(a), middle = y.reduce((sum, v) => sum + v) / y.length;
    const squares = (p) => p.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0);
    return squares(best) / squares(y.map(() => middle));
  };

  const percent = (share) => (share >= 1e-5 ? `${short(100 * share)} %` : "less than 0.001 %");

  /** What the line below the drawing says. */
  const sentence = (w, b, a, share = left(w, b, a)) => {
    const found = states({ w, b }, [-1, 1]);
    const [dead, live, on] = NAMES.map((name) => found.filter((state) => state === name).length);
    return `Left over: ${percent(share)} of the target's variance.  ${live} of ${N} elbows are ` +
      `on the data; ${dead} units are dead, ${on} always on.`;
  };

  define("initialization-elbows", class extends Explorable {
    start() {
      [this.w, this.z, this.bend] = [this.data.w, this.data.z, this.data.bend];
      for (const [kind, [s, c]] of Object.entries(this.data.kinds))
        this.control(kind).addEventListener("click", () => {
          [this.control("s").value, this.control("c").value] = [s, c];
          this.draw();
        });
      this.control("draw").addEventListener("click", () => {
        [this.w, this.z] = [0, 0].map(() => range(N).map(() => gauss()));
        this.draw();
      });
      drag(this.part("bend"), this.axes.above, {
        where: () => [this.bend, this.bend],
        move: (x) => {
          this.bend = clamp(Math.round(100 * x) / 100, 0, 0.9);
          this.draw();
        },
        step: [0.05, 0],
      });
    }

    draw() {
      const { above, below } = this.axes, { w, z, bend: a } = this;
      const [s, c] = ["s", "c"].map((name) => this.value(name));
      this.show("s", number(s));
      this.show("c", number(c));
      for (const [kind, [spread, constant]] of Object.entries(this.data.kinds))
        this.control(kind).setAttribute("aria-pressed", spread === s && constant === c);
      const b = z.map((v) => s * v + c), y = target(a), best = fitted(w, b, a), share = left(w, b, a, best);
      set(this.part("target"), { d: above.path(X, y) });
      set(this.part("fit"), { d: above.path(X, best) });
      set(this.part("missed"), { d: `${above.path([...X, ...[...X].reverse()], [...y, ...[...best].reverse()])}z` });
      this.part("left").textContent = `left over: ${percent(share)}`;
      for (const [part, axes] of [["up", above], ["down", below]]) {
        const line = (x) => `M${axes.x(x).toFixed(1)} ${axes.bottom}V${axes.top}`;
        set(this.part(part), { d: line(-a) + line(a) });
      }
      place(this.part("bend"), above, a, a, number(a));

      const elbows = w.map((weight, j) => -b[j] / weight), found = states({ w, b }, [-1, 1]);
      NAMES.forEach((name, k) => {
        const mine = range(N).filter((j) => found[j] === name && Math.abs(elbows[j]) <= FAR);
        const d = below.marks(mine.map((j) => [elbows[j], clamp(w[j], -STEEP, STEEP)]));
        set(this.part(`units${k}`), { d });
        if (!k) set(this.part("inner"), { d });
      });
      const beyond = (side) => elbows.filter((e) => side * e > FAR).length;
      this.part("farleft").textContent = beyond(-1) ? `← ${beyond(-1)} more` : "";
      this.part("farright").textContent = beyond(1) ? `${beyond(1)} more →` : "";
      this.say(sentence(w, b, a, share));
    }
  });

  return { left, fitted, sentence };
})(explore);
