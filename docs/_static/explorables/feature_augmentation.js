// 2.4: one equation, one fake feature: all solutions are a line, and ridge is its shortest.
"use strict";

explore.feature_augmentation = (({ Explorable, clamp, define, drag, ellipse, number, place, set }) => {
  const LOW = -0.5, HIGH = 2.6, END = 2.4;

  /** The weight of the fake feature that makes the equation x w + √λ f = y hold. */
  const fakeWeight = (x, y, lam, w) => (y - w * x) / Math.sqrt(lam);

  /** The foot of the perpendicular from 0: w and f are multiples of x and √λ. */
  const shortest = (x, y, lam) => {
    const alpha = y / (x * x + lam);
    return [alpha * x, alpha * Math.sqrt(lam)];
  };

  /** The other solution of the same length. */
  const mirrored = (x, y, lam, w) => {
    const [best, f] = shortest(x, y, lam);
    return [2 * best - w, 2 * f - fakeWeight(x, y, lam, w)];
  };

  /** The least and the largest w that is shown. */
  const reach = (x, y, lam) => {
    const [first, last] = [HIGH, LOW].map((f) => (y - f * Math.sqrt(lam)) / x);
    return [Math.max(LOW, first) + 0.1, Math.min(HIGH, last) - 0.1];
  };

  define("feature-augmentation", class extends Explorable {
    start() {
      this.w = this.data.w;
      const { plane } = this.axes, go = (w) => {
        this.w = w;
        this.draw();
      };
      /** The solution nearest to a place in the plane. */
      const nearest = (w, f) => {
        const { x, y } = this.data, root = Math.sqrt(this.lam);
        return w + ((y - x * w - root * f) / (x * x + this.lam)) * x;
      };
      drag(this.part("point"), plane, {
        where: () => [this.w, fakeWeight(this.data.x, this.data.y, this.lam, this.w)],
        move: (w, f) => go(nearest(w, f)),
        step: [0.1, 0],
      });
      this.part("plane").addEventListener("click", (event) => {
        if (!event.target.matches(".handle")) go(nearest(...plane.at(event)));
      });
      this.control("best").addEventListener("click", () => go(shortest(this.data.x, this.data.y, this.lam)[0]));
    }

    get lam() { return this.data.lams[this.value("lam")]; }

    draw() {
      const { plane, fit } = this.axes, { x, y, ridge } = this.data, lam = this.lam, root = Math.sqrt(lam);
      const best = ridge[this.value("lam")];
      const w = (this.w = clamp(this.w, ...reach(x, y, lam))), f = fakeWeight(x, y, lam, w);
      this.show("lam", number(lam));

      const circle = plane.path(...ellipse([0, 0], [[1, 0], [0, 1]], [Math.hypot(w, f), Math.hypot(w, f)]));
      set(this.part("disc"), { d: circle });
      set(this.part("circle"), { d: circle });
      set(this.part("solutions"), { d: plane.path([LOW, HIGH], [LOW, HIGH].map((v) => fakeWeight(x, y, lam, v))) });
      const [v, g] = mirrored(x, y, lam, w);
      set(this.part("shorter"), { d: plane.path([w, v], [f, g]) });
      place(this.part("point"), plane, w, f, `w ${number(w)}, f ${number(f)}`);

      set(this.part("ridge"), { d: fit.path([0, END], [0, best * END]) });
      set(this.part("gap"), { d: fit.path([x, x], [w * x, y]) });
      set(this.part("line"), { d: fit.path([0, END], [0, w * END]) });
      set(this.part("is gap"), { y: (fit.y(0.7 * y + 0.3 * w * x) + 5).toFixed(1) });

      this.say(
        `With w = ${number(w)} and f = ${number(f)} the equation holds: ${number(x * w)} + ${number(root * f)} = ` +
        `${number(y, 0)}. This solution has length ${number(Math.hypot(w, f))}.` +
        (Math.abs(w - best) < 0.005 ? " Its w is that of ridge regression." : ""),
      );
    }
  });

  return { fakeWeight, shortest, mirrored, reach };
})(explore);
