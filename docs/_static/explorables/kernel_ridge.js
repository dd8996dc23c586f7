// 2.4: kernel ridge regression on points that can be moved, as a sum of bumps.
"use strict";

explore.kernel_ridge = (({ Explorable, clamp, define, drag, linspace, number, place, set }) => {
  /** The Gaussian kernel. */
  const gauss = (a, b, width) => Math.exp(-((a - b) ** 2) / (2 * width ** 2));

  /** The inverse of K + λI, which is positive definite: Gauss and Jordan's steps need no pivots. */
  const inverse = (x, width, lam) => {
    const n = x.length, A = x.map((a, i) => x.map((b, j) => gauss(a, b, width) + (i === j ? lam : 0)));
    for (let k = 0; k < n; k++) {
      const pivot = A[k][k];
      for (let i = 0; i < n; i++) {
        if (i === k) continue;
        const factor = A[i][k] / pivot;
        for (let j = 0; j < n; j++) if (j !== k) A[i][j] -= factor * A[k][j];
        A[i][k] = -factor;
      }
      for (let j = 0; j < n; j++) if (j !== k) A[k][j] /= pivot;
      A[k][k] = 1 / pivot;
    }
    return A;
  };

  const times = (M, y) => M.map((row) => row.reduce((sum, m, j) => sum + m * y[j], 0));

  /** The dual coefficients (K + λI)⁻¹ y. */
  const coefficients = (x, y, width, lam) => times(inverse(x, width, lam), y);

  /** The error at each point of the fit to the others: α_i over the i-th diagonal entry of the inverse. */
  const leftOut = (x, y, width, lam) => {
    const M = inverse(x, width, lam);
    return times(M, y).map((alpha, i) => alpha / M[i][i]);
  };

  /** The sum of the bumps. */
  const curve = (x, alpha, width, places) =>
    places.map((t) => x.reduce((sum, center, i) => sum + alpha[i] * gauss(t, center, width), 0));

  const size = (errors) => Math.hypot(...errors) / Math.sqrt(errors.length);
  const GRID = linspace(-1.2, 1.2, 121);

  define("kernel-ridge", class extends Explorable {
    start() {
      this.restart();
      this.x.forEach((_, i) => {
        const point = this.part(`point${i}`);
        drag(point, this.axes.fit, {
          where: () => [this.x[i], this.y[i]],
          move: (x, y) => {
            [this.x[i], this.y[i]] = [clamp(x, -1.2, 1.2), clamp(y, -2.4, 2.4)];
            this.draw();
          },
          step: [0.02, 0.1],
          plane: true,
        });
        point.addEventListener("focus", () => {
          this.chosen = i;
          this.draw();
        });
      });
      this.control("restart").addEventListener("click", () => {
        this.restart();
        this.draw();
      });
    }

    restart() { [this.x, this.y, this.chosen] = [[...this.data.x], [...this.data.y], this.data.chosen]; }

    draw() {
      const { fit } = this.axes, { x, y, chosen } = this, width = 10 ** this.value("width"), lam = 10 ** this.value("lam");
      const alpha = coefficients(x, y, width, lam), bump = (i) => curve([x[i]], [alpha[i]], width, GRID);
      this.show("width", number(width));
      this.show("lam", number(lam, lam < 0.01 ? 4 : 2));
      set(this.part("bumps"), { d: x.map((_, i) => fit.path(GRID, bump(i))).join("") });
      set(this.part("bump"), { d: fit.path(GRID, bump(chosen)) });
      set(this.part("curve"), { d: fit.path(GRID, curve(x, alpha, width, GRID)) });
      this.part("whose").textContent = `the bump of point ${chosen + 1}`;
      x.forEach((at, i) => place(this.part(`point${i}`), fit, at, y[i], `${number(at)}, ${number(y[i])}`));
      const there = curve(x, alpha, width, x);
      this.say(
        `The bump of point ${chosen + 1} has the factor ${number(alpha[chosen])}.  The curve misses the points by ` +
        `${number(size(y.map((v, i) => v - there[i])))}, and each one, if it is left out and the others are fitted, by ` +
        `${number(size(leftOut(x, y, width, lam)))} (root mean squares).`,
      );
    }
  });

  return { coefficients, leftOut, curve };
})(explore);
