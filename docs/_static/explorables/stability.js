// 2.2.1: the nine factors of the twelve points, for any step size and any penalty.
"use strict";

explore.stability = (({ Explorable, define, grouped, number, range, repeat, set }) => {
  const strength = ({ least }, v) => (v <= least ? 0 : 10 ** v);

  const factors = ({ squares }, eta, lam) => squares.map((s2) => 1 - 2 * eta * (s2 + lam));

  const best = ({ squares }, lam) => 1 / (squares[0] + squares[squares.length - 1] + 2 * lam);

  const three = (v) => (v < 1000 ? v : +v.toPrecision(3));

  /** The steps until a hundredth of the error is left, to three digits; -1 for never. */
  const steps = ({ squares }, eta, lam) => {
    const [first, last] = [squares[0], squares[squares.length - 1]].map((s2) => 2 * eta * (s2 + lam));
    if (first >= 2) return -1;
    const slowest = Math.max(last < 1 ? Math.log1p(-last) : -Infinity, Math.log(Math.abs(1 - first)));
    return three(Math.ceil(Math.log(0.01) / slowest));
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
      const { data, axes: { factors: axes } } = this, eta = this.value("eta");
      const lam = strength(data, this.value("lam")), m = factors(data, eta, lam);
      this.show("lam", shown(lam));
      this.show("eta", number(eta, 4));
      set(this.part("line"), { d: axes.path(range(9).map((i) => i + 1), m) });
      const dots = m.map((v, i) => [i + 1, v]);
      for (const [part, some] of [["inside", dots.filter(([, v]) => v > -1)], ["outside", dots.filter(([, v]) => v <= -1)]])
        repeat(this.part(part), "circle", some.map(([x, y]) => ({ cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1), r: 6 })));
      this.say(sentence(data, eta, lam));
    }
  });

  return { strength, factors, best, steps, shown, sentence };
})(explore);
