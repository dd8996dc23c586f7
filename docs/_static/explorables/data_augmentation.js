// 2.3: a fake point pulls the line of least squares onto that of ridge regression.
"use strict";

explore.data_augmentation = (({ Explorable, clamp, define, dot, drag, number, place, set }) => {
  const ratio = (a, b) => (b ? a / b : 0); // the shortest weight, where every one fits as well

  /** The slope of the line through 0 with the least squared error. */
  const ols = (x, y) => ratio(dot(x, y), dot(x, x));

  const ridge = (x, y, lam) => ratio(dot(x, y), dot(x, x) + lam);

  /** The points with the fake one at the end. */
  const withFake = (x, y, lam) => [[...x, Math.sqrt(lam)], [...y, 0]];

  const RIGHT = 6.5, BOTTOM = -1.5, TOP = 6, FARTHEST = 6;

  define("data-augmentation", class extends Explorable {
    start() {
      const axes = this.axes.main;
      [this.x, this.y] = [[...this.data.x], [...this.data.y]];
      this.x.forEach((_, i) => drag(this.part(`point${i}`), axes, {
        where: () => [this.x[i], this.y[i]],
        move: (x, y) => {
          [this.x[i], this.y[i]] = [clamp(x, 0, RIGHT), clamp(y, BOTTOM, TOP)];
          this.draw();
        },
        step: [0.1, 0.1], plane: true,
      }));
      drag(this.part("fake"), axes, {
        where: () => [Math.sqrt(this.value("lam")), 0],
        move: (x) => {
          this.control("lam").value = clamp(x, 0, FARTHEST) ** 2;
          this.draw();
        },
        step: [0.1, 0],
      });
    }

    line(name, w) {
      const end = Math.min(RIGHT, w > 0 ? TOP / w : w < 0 ? BOTTOM / w : RIGHT);
      set(this.part(name), { d: this.axes.main.path([0, end], [0, w * end]) });
      const text = this.part(`${name}-text`);
      text.textContent = text.textContent.replace(/w = .*/, `w = ${number(w)}`);
    }

    draw() {
      const axes = this.axes.main, lam = this.value("lam"), root = Math.sqrt(lam);
      const [x, y] = withFake(this.x, this.y, lam);
      const free = ols(this.x, this.y), pulled = ols(x, y), bridled = ridge(this.x, this.y, lam);
      this.show("lam", number(lam));
      this.line("free", free);
      this.line("pulled", pulled);
      this.line("ridge", bridled);
      const gaps = x.map((v, i) => axes.path([v, v], [y[i], pulled * v]));
      set(this.part("pull"), { d: gaps.pop() });
      set(this.part("gaps"), { d: gaps.join("") });
      this.x.forEach((v, i) => place(
        this.part(`point${i}`), axes, v, this.y[i], `x = ${number(v)}, y = ${number(this.y[i])}`,
      ));
      place(this.part("fake"), axes, root, 0, number(root));
      set(this.part("name"), { // on the side where the line is not
        x: clamp(axes.x(root), axes.left + 40, axes.right).toFixed(1),
        y: (axes.y(0) + (pulled < 0 ? -18 : 28)).toFixed(1),
      });
      this.say(
        `Least squares finds the slope ${number(free)}, and ${number(pulled)} with a fake point at √λ = ${number(root)}. ` +
        `So does ridge regression with λ = ${number(lam)}, without any fake point: ${number(bridled)}.`,
      );
    }
  });

  return { ols, ridge, withFake };
})(explore);
