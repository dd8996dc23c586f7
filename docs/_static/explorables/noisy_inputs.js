// 2.3: least squares on noisy copies of the twelve points comes to ridge regression.
"use strict";

explore.noisy_inputs = (({ Explorable, define, dot, gauss, grouped, linspace, number, range, set, solve }) => {
  /** The weights of least squares on so many rows; `row(r)` gives one, and its target. */
  const fit = (count, d, row, lam = 0) => {
    const A = range(d).map((i) => range(d).map((j) => (i === j ? lam : 0))), b = range(d).map(() => 0);
    for (let r = 0; r < count; r++) {
      const [z, target] = row(r);
      for (let i = 0; i < d; i++) {
        b[i] += z[i] * target;
        for (let j = 0; j < d; j++) A[i][j] += z[i] * z[j];
      }
    }
    return solve(A, b);
  };

  /** Those on copies: `noise` has a number for each feature of each point of each copy. */
  const copied = (X, y, noise, tau, copies) => {
    const n = X.length, d = X[0].length;
    return fit(copies * n, d, (r) => [X[r % n].map((v, j) => v + tau * noise[r * d + j]), y[r % n]]);
  };

  /** Those of ridge regression with λ = nτ². */
  const law = (X, y, tau) => fit(X.length, X[0].length, (r) => [X[r], y[r]], X.length * tau ** 2);

  const curve = (w, grid) => grid.map((x) => dot(w, w.map((_, j) => x ** (j + 1))));

  const sentence = (copies, tau, apart) =>
    `${grouped(copies)} noisy cop${copies === 1 ? "y" : "ies"}, τ = ${number(tau)}: `
    + `the fit is up to ${number(apart)} from ridge regression with λ = nτ² = ${number(12 * tau ** 2, 3)}.`;

  define("noisy-inputs", class extends Explorable {
    start() {
      this.noise = this.data.noise.flat();
      this.control("redraw").addEventListener("click", () => {
        this.noise = [];
        this.draw();
      });
    }

    draw() {
      const { axes: { main }, data: { X, y, counts } } = this, grid = linspace(-1, 1, 121);
      const copies = counts[this.value("copies")], tau = this.value("tau");
      while (this.noise.length < copies * X.length * X[0].length) this.noise.push(gauss());
      const [noisy, ridge] = [copied(X, y, this.noise, tau, copies), law(X, y, tau)].map((w) => curve(w, grid));
      this.show("copies", grouped(copies));
      this.show("tau", number(tau));
      set(this.part("noisy"), { d: main.path(grid, noisy) });
      set(this.part("ridge"), { d: main.path(grid, ridge) });
      this.say(sentence(copies, tau, Math.max(...noisy.map((v, i) => Math.abs(v - ridge[i])))));
    }
  });

  return { copied, law, curve, sentence };
})(explore);
