// 2.2.1: gradient descent stopped after t steps, beside ridge regression, on the twelve points.
"use strict";

explore.early_stopping = (({ Explorable, define, grouped, linspace, number, repeat, set }) => {
  /** The share of each direction after t steps from 0; no digit is lost where s is small. */
  const stopped = (s, eta, t) => s.map((v) => -Math.expm1(t * Math.log1p(-2 * eta * v ** 2)));

  /** The share of each direction that ridge keeps at λ = 1/(2ηt). */
  const ridge = (s, eta, t) => s.map((v) => 1 - 1 / (1 + 2 * eta * t * v ** 2));

  /** The polynomial with these shares of the parts of the least-squares curve. */
  const curve = (parts, shares) => parts.map((row) => row.reduce((sum, part, i) => sum + part * shares[i], 0));

  /** A number above 0 with two digits. */
  const small = (v) => {
    if (v >= 0.01) return number(v, v < 1 ? 2 : 1);
    const e = Math.floor(Math.log10(v));
    return `${(v / 10 ** e).toFixed(1)}·10⁻${String(-e).replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])}`;
  };

  /** What the line below says. */
  const sentence = (s, parts, eta, t) => {
    const [a, b] = [stopped(s, eta, t), ridge(s, eta, t)], [f, g] = [curve(parts, a), curve(parts, b)];
    const apart = Math.max(...f.map((v, i) => Math.abs(v - g[i]))), gap = Math.max(...a.map((v, i) => v - b[i]));
    return `After ${grouped(t)} step${t === 1 ? "" : "s"}, to compare with ridge at λ = 1/(2ηt) = ${small(1 / (2 * eta * t))}: `
      + `the curves are up to ${number(apart)} apart, the shares up to ${number(gap)}, stopping above.`;
  };

  define("early-stopping", class extends Explorable {
    start() {
      const slider = this.control("t"), last = +slider.max;
      this.play("walk", () => {
        slider.value = +slider.value < last ? +slider.value + 0.02 : 0;
        return +slider.value < last;
      }, { still: 25 });
    }

    draw() {
      const { s, parts, eta, t: first } = this.data, { curves, shares } = this.axes, v = this.value("t");
      const t = Math.abs(v - Math.log10(first)) < 0.011 ? first : Math.round(10 ** v);
      const grid = linspace(-1, 1, parts.length);
      const fine = linspace(Math.log(1e-3), Math.log(5), 120).map(Math.exp), few = fine.filter((x) => x < 3.57);
      this.show("t", grouped(t));
      for (const [name, line, dots, share, at] of [
        ["stopped", "stops", "stopped-dots", stopped, few], ["ridge", "ridges", "ridge-dots", ridge, fine],
      ]) {
        set(this.part(name), { d: curves.path(grid, curve(parts, share(s, eta, t))) });
        set(this.part(line), { d: shares.path(at, share(at, eta, t)) });
        repeat(this.part(dots), "circle", share(s, eta, t).map((y, i) => ({
          cx: shares.x(s[i]).toFixed(1), cy: shares.y(y).toFixed(1), r: 4,
        })));
      }
      this.say(sentence(s, parts, eta, t));
    }
  });

  return { stopped, ridge, curve, small, sentence };
})(explore);
