// 1.2: signal and gradient through fifty layers, for any variance of the weights.
"use strict";

explore.initialization = (({ Explorable, clamp, define, number, power, powerWithin, range, set }) => {
  const DEPTH = 50, LOW = -18, HIGH = 12;

  const ACTIVATIONS = { // with their slopes
    relu: [(z) => Math.max(z, 0), (z) => +(z > 0)],
    tanh: [Math.tanh, (z) => 1 / Math.cosh(z) ** 2],
    sigmoid: [(z) => (1 + Math.tanh(z / 2)) / 2, (z) => 1 / (4 * Math.cosh(z / 2) ** 2)],
  };

  // The trapezoid rule for means over a standard normal number ±e^u, as in the package.
  const STEP = 1 / 8, NODES = range(42 * 8).map((i) => Math.exp(-39 + i * STEP));
  const WEIGHTS = NODES.map((t) => (STEP * t * Math.exp(-t * t / 2)) / Math.sqrt(2 * Math.PI));
  const mean = (f) => NODES.reduce((sum, t, i) => sum + WEIGHTS[i] * (f(t) + f(-t)), 0);

  /** Decimal logarithms of the mean squares, forward and backward, for variance s/d. */
  const logs = (s, activation) => {
    const [phi, slope] = ACTIVATIONS[activation], signal = [1], factors = [];
    for (let i = 0; i < DEPTH; i++) {
      const root = Math.sqrt(s * signal[i]);
      signal.push(mean((t) => phi(root * t) ** 2));
      factors.push(Math.log10(s * mean((t) => slope(root * t) ** 2)));
    }
    const gradient = [0];
    for (const factor of factors.reverse()) gradient.unshift(gradient[0] + factor);
    return [signal.map(Math.log10), gradient];
  };

  /** What the line below the drawing says. */
  const sentence = (s, activation, [signal, gradient] = logs(s, activation)) => {
    const first = `After ${DEPTH} layers the mean square of the signal is ${power(signal[DEPTH])}; ` +
      `that of the gradient, back at the input, is ${power(gradient[0])}.  `;
    const factor = number(10 ** (gradient[DEPTH - 1] - gradient[DEPTH]), 3);
    if (activation === "relu") {
      const kept = s < 2 ? "fall" : s > 2 ? "grow" : "stay";
      return `${first}Each layer multiplies both by ${number(s / 2, 3)}, so both ${kept}.`;
    }
    if (activation === "tanh") {
      const early = number(10 ** (gradient[0] - gradient[1]), 3);
      return `${first}One layer multiplies that of the gradient by ${factor} at the end, and by ${early} ` +
        "at the start, where the signal is large and tanh flat.";
    }
    return `${first}Where the signal is level, each layer multiplies that of the gradient by ${factor}.`;
  };

  const near = (log) => (LOW + 2 < log && log < -1 ? 19 : -8);

  /** Where the names of the gray lines are, from where these end: one below the other. */
  const beside = (one, two) => [Math.max(one - 4, two + 22), two + 5];

  define("initialization", class extends Explorable {
    draw() {
      const s = this.value("s"), activation = this.value("activation");
      this.show("s", `${number(s)}/d`);
      const rows = logs(s, activation), layers = range(DEPTH + 1);
      const marks = this.data.marks.map((mark) => logs(mark, activation));
      ["signal", "gradient"].forEach((name, way) => {
        const axes = this.axes[name], line = (part, row) => set(this.part(part), { d: axes.path(layers, row) });
        line(`line${way}`, rows[way]);
        const places = beside(...marks.map((mark) => axes.y(mark[way][way ? 0 : DEPTH])));
        marks.forEach((mark, i) => {
          line(`mark${i}${way}`, mark[way]);
          set(this.part(`name${i}${way}`), { y: places[i].toFixed(1) });
          // Of the sigmoid both lines of the signal are below the blue one, and the gradient leaves the picture.
          for (const part of ["mark", "name"])
            set(this.part(`${part}${i}${way}`), { visibility: activation === "sigmoid" ? "hidden" : "visible" });
        });
        const end = rows[way][way ? 0 : DEPTH];
        const left = activation === "relu" && end < LOW ? !way : way; // below a line that leaves the picture
        set(this.part(`end${way}`), {
          x: left ? axes.left + 3 : axes.right - 3, "text-anchor": left ? "start" : "end",
          y: (axes.y(clamp(end, LOW, HIGH - 2)) + near(end)).toFixed(1),
        });
        this.part(`end${way}`).textContent = powerWithin(end, LOW, HIGH);
      });
      this.say(sentence(s, activation, rows));
    }
  });

  return { logs, sentence };
})(explore);
