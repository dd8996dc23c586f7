// 1.2: the size of a signal through many layers, and where elbows start.
"use strict";

explore.initialization = (({ Explorable, define, number, range, repeat, set }) => {
  /** The number with this decimal logarithm, as it is shown. */
  const power = (log) => log > -3
    ? number(10 ** log, log > -1 ? 2 : 3)
    : "10" + String(Math.floor(log + 0.5)).replace(/./g, (d) => (d === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[d]));

  /** How many elbows are inside the data's interval. */
  const among = (elbows) => elbows.filter((e) => Math.abs(e) < 1).length;

  define("initialization", class extends Explorable {
    start() {
      this.seed = 0;
      this.control("again").addEventListener("click", () => {
        this.seed = (this.seed + 1) % this.data.moments.relu.he.length;
        this.draw();
      });
    }

    draw() {
      const { moments, elbows, heights, notes } = this.data, { seed } = this;
      const [init, activation, bias] = ["init", "activation", "bias"].map((name) => this.value(name));
      const rows = moments[activation][init], layers = range(rows[0].length), depth = layers.length - 1;
      const path = (row) => ({ d: this.axes.moments.path(layers, row) });
      rows.forEach((row, i) => set(this.part(`draw${i}`), path(row)));
      set(this.part("draw"), path(rows[seed]));
      const ends = rows.map((row) => row[depth]), axes = this.axes.elbows;
      this.part("end").textContent = `layer ${depth}: ${power(ends[seed])}`;

      const places = elbows[bias][init][seed], count = among(places);
      repeat(this.part("dots"), "circle", places.map((e, j) => (
        { cx: axes.x(e).toFixed(1), cy: axes.y(heights[j]).toFixed(1), r: 4 })));
      this.part("count").textContent = `${count} among the data`;
      this.say(
        `After ${depth} layers the mean square is ${power(ends[seed])}; in ${rows.length} draws, from ` +
        `${power(Math.min(...ends))} to ${power(Math.max(...ends))}.  ${notes[activation][init]}  ` +
        `${count} of ${places.length} elbows are among the data.  ${notes[bias]}`);
    }
  });

  return { power, among };
})(explore);
