// 2.2.1: the nine factors of the twelve points, for any step size and any penalty.
"use strict";

explore.stability = (({ Explorable, define, grouped, number, repeat }) => {
  const strength = ({ least }, v) => (v <= least ? 0 : 10 ** v);

  const factors = ({ squares }, eta, lam) => squares.map((s2) => 1 - 2 * eta * (s2 + lam));

  const best = ({ squares }, lam) => 1 / (squares[0] + squares[squares.length - 1] + 2 * lam);

  /** The steps until a hundredth is left along each direction, at least 1, -1 for never. */
  const speeds = ({ squares }, eta, lam) => squares.map((s2) => {
    const x = 2 * eta * (s2 + lam);
    return x >= 2 ? -1 : Math.max(1, Math.log(0.01) / (x < 1 ? Math.log1p(-x) : Math.log(Math.abs(1 - x))));
  });

  /** How many it takes along all of them, to three digits; -1 for never. */
  const steps = (data, eta, lam) => {
    const along = speeds(data, eta, lam), count = Math.ceil(Math.max(...along));
    return Math.min(...along) < 0 ? -1 : count < 1000 ? count : +count.toPrecision(3);
  };

  const shown = (lam) => {
    if (lam === 0 || lam >= 0.1) return number(lam);
    const e = Math.floor(Math.log10(lam) + 1e-9);
    return `${number(lam / 10 ** e, 1)}·10⁻${"⁰¹²³⁴⁵⁶"[-e]}`;
  };

  /** What the line below says. */
  const sentence = (data, eta, lam) => {
    const count = steps(data, eta, lam), { squares } = data, last = squares[squares.length - 1];
    if (count < 0)
      return `m₁ = ${number(factors(data, eta, lam)[0])}: the walk never settles.  `
        + `With this λ the limit of η is ${number(1 / (squares[0] + lam), 4)}.`;
    const kappa = (squares[0] + lam) / (last + lam);
    return `κ is ${kappa < 100 ? number(kappa, 1) : grouped(+kappa.toPrecision(3))}, and `
      + `after ${grouped(count)} steps a hundredth of the error is left.`;
  };

  define("stability", class extends Explorable {
    start() {
      this.control("best").addEventListener("click", () => {
        this.control("eta").value = best(this.data, strength(this.data, this.value("lam")));
        this.draw();
      });
    }

    draw() {
      const { data } = this, eta = this.value("eta"), lam = strength(data, this.value("lam"));
      const never = factors(data, eta, lam).map((v) => v <= -1);
      this.show("lam", shown(lam));
      this.show("eta", number(eta, 4));
      for (const [name, f] of [["factors", factors], ["speeds", speeds]]) {
        const axes = this.axes[name];
        const dots = (strong, r) => f(data, eta, strong).map((v, i) =>
          ({ cx: axes.x(i + 1).toFixed(1), cy: axes.y(f === speeds && v < 0 ? data.never : v).toFixed(1), r }));
        const now = dots(lam, 6);
        repeat(this.part(`${name}-plain`), "circle", dots(0, 4));
        repeat(this.part(`${name}-inside`), "circle", now.filter((_, i) => !never[i]));
        repeat(this.part(`${name}-outside`), "circle", now.filter((_, i) => never[i]));
      }
      this.say(sentence(data, eta, lam));
    }
  });

  return { strength, factors, best, steps, speeds, shown, sentence };
})(explore);
