// 2.4: double descent over the number of random units and over λ, with the curve that is fitted.
"use strict";

explore.random_features = (({ Explorable, clamp, define, linspace, number, range, set }) => {
  const HIGH = 3.24, LEVELS = 324, LEAST = 0.05, MOST = 20;

  /** Heights from a text with two digits to base 18 for each. */
  const heights = (text) => range(text.length / 2).map((i) =>
    ((parseInt(text.slice(2 * i, 2 * i + 2), 18) + 0.5) / LEVELS) * 2 * HIGH - HIGH);

  /** A number with the digits that count. */
  const amount = (v) => number(v, v >= 10 ? 0 : v >= 2 ? 1 : 2);

  define("random-features", class extends Explorable {
    draw() {
      const { fit, error } = this.axes, { counts, lams, errors, curves, missed } = this.data;
      const i = this.value("k"), j = this.value("lam"), k = counts[i];
      this.far = Math.max(this.far ?? 0, i); // errors are drawn only as far as one has gone
      const gone = counts.slice(0, this.far + 1), inside = (v) => clamp(v, LEAST, MOST);
      const [low, middle, high, least] = [...errors, errors[1]].map((rows, q) => gone.map((_, at) => rows[at][q < 3 ? j : 0]));
      this.show("k", `${k}`);
      this.show("lam", lams[j]);
      const curve = heights(curves[i][j]);
      set(this.part("curve"), { d: fit.path(linspace(-1, 1, curve.length), curve) });
      this.part("units").textContent = `fit of ${k} units`;
      set(this.part("band"), {
        d: error.path([...gone, ...[...gone].reverse()], [...low, ...[...high].reverse()].map(inside)),
      });
      set(this.part("median"), { d: error.path(gone, middle) });
      set(this.part("least"), { d: error.path(gone, least) });
      this.part("is least").textContent = j ? "gray: λ = 0" : "";
      this.spot("here", error, k, middle[i]);
      this.say(
        `${k} units, λ = ${lams[j]}: this curve misses the points by ${number(missed[i][j])}.  Over 200 draws of noise ` +
        `and units the median error at new places is ${amount(middle[i])}, and half of the errors are between ` +
        `${amount(low[i])} and ${amount(high[i])}.`,
      );
    }
  });

  return { heights, amount };
})(explore);
