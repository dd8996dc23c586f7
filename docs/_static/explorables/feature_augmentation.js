// 2.4: with fake features every line is an exact solution, and ridge is the shortest.
"use strict";

explore.feature_augmentation = (({ Explorable, clamp, define, drag, linspace, number, place, repeat, set }) => {
  /** The weights of the fake features that make the equations hold: the residual over √λ. */
  const fakeWeights = (x, y, lam, w) => x.map((v, i) => (y[i] - w * v) / Math.sqrt(lam));

  /** The squared length of the solution, real and fake weights together. */
  const squaredLength = (x, y, lam, w) =>
    fakeWeights(x, y, lam, w).reduce((sum, f) => sum + f ** 2, w ** 2);

  const END = 3.2, MOST = 2, HIGH = 80;

  define("feature-augmentation", class extends Explorable {
    start() {
      const { fit, length } = this.axes;
      const go = (w) => {
        this.w = clamp(w, 0, MOST);
        this.draw();
      };
      this.w = this.data.w;
      drag(this.part("weight"), length, { where: () => [this.w, 1], move: go, step: [0.02, 0] });
      drag(this.part("slope"), fit, {
        where: () => [END, this.w * END], move: (_, y) => go(y / END), step: [0, 0.02 * END],
      });
      this.control("best").addEventListener("click", () => go(this.data.ridge[this.value("lam")]));
    }

    draw() {
      const { x, y, lams, counts, ridge, random, off } = this.data, { fit, length, draws } = this.axes;
      const w = this.w, i = this.value("lam"), j = this.value("k"), lam = lams[i], best = ridge[i];
      const total = (v) => squaredLength(x, y, lam, v);
      this.show("lam", number(lam));
      this.show("k", `${counts[j]}`);
      set(this.part("ridge"), { d: fit.path([0, END], [0, best * END]) });
      set(this.part("line"), { d: fit.path([0, END], [0, w * END]) });
      set(this.part("gaps"), { d: x.map((v, n) => fit.path([v, v], [y[n], w * v])).join("") });
      place(this.part("slope"), fit, END, w * END, number(w), w);
      const grid = linspace(0, MOST, 61);
      set(this.part("curve"), { d: length.path(grid, grid.map((v) => lam * total(v))) });
      set(this.part("best"), { d: length.path([best, best], [0, HIGH]) });
      place(this.part("weight"), length, w, lam * total(w), number(w));
      set(this.part("best2"), { d: draws.path([best, best], [0, random[i][j].length]) });
      repeat(this.part("dots"), "circle", random[i][j].map((v, n) => ({
        cx: draws.x(clamp(v, 0, MOST)).toFixed(1), cy: draws.y(n + 0.5).toFixed(1), r: 3,
      })));
      const f = fakeWeights(x, y, lam, w).map((v) => number(v)).join(", ");
      this.say(
        `All equations hold with w = ${number(w)} and f = (${f}). The squared length is ${number(total(w))}; ` +
        `the least is ${number(total(best))}, and has the w of ridge regression, ${number(best)}. ` +
        `With ${counts[j]} random features, half of ${random[i][j].length} draws end within ${number(off[i][j], 3)} of it.`,
      );
    }
  });

  return { fakeWeights, squaredLength };
})(explore);
