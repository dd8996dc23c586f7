// 1.2: the size of signal and gradient through many layers, and where elbows start.
"use strict";

explore.initialization = (({ Explorable, define, range, repeat, set }) => {
  define("initialization", class extends Explorable {
    start() {
      this.seed = 0;
      this.control("again").addEventListener("click", () => {
        this.seed = (this.seed + 1) % this.data.moments.relu.he.length;
        this.draw();
      });
    }

    draw() {
      const { seed } = this, axes = this.axes.elbows;
      const [init, activation, bias] = ["init", "activation", "bias"].map((name) => this.value(name));
      const draws = this.data.moments[activation][init], layers = range(draws[0][0].length);
      const line = (part, row) => set(this.part(part), { d: this.axes.moments.path(layers, row) });
      for (const way of [0, 1]) {
        draws.forEach((rows, i) => line(`draw${way}${i}`, rows[way]));
        line(`draw${way}`, draws[seed][way]);
      }
      const places = this.data.elbows[bias][init][seed];
      repeat(this.part("dots"), "circle", places.map((e, j) => (
        { cx: axes.x(e).toFixed(1), cy: axes.y(this.data.heights[j]).toFixed(1), r: 4 })));

      const label = this.data.labels[activation][init][seed], count = this.data.counts[bias][init][seed];
      const texts = { ...label, ...count };
      for (const name of ["end", "back", "count"]) this.part(name).textContent = texts[name];
      this.say(`${label.says}  ${count.says}`);
    }
  });

  return {};
})(explore);
