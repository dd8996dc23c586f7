// 1.2: the signal through fifty layers of five nets that are drawn, for any variance.
"use strict";

explore.initialization_signal = (({ Explorable, clamp, define, gauss, number, power, powerWithin, range, set, short }) => {
  const DEPTH = 50, NETS = 5, LOW = -18, HIGH = 18, COUNTS = ["none", "one", "two", "three", "four", "five"];

  const square = (h) => h.reduce((sum, v) => sum + v * v, 0) / h.length;

  /** The mean squares of a signal on its way through layers of ReLUs; `next()` is one more weight. */
  const through = (x, depth, next) => {
    const squares = [square(x)];
    for (let layer = 0; layer < depth; layer++) {
      const before = x;
      x = before.map(() => {
        let z = 0;
        for (const v of before) z += next() * v;
        return Math.max(z, 0);
      });
      squares.push(square(x));
    }
    return squares;
  };

  /** The same for a list of all weights, unit by unit. */
  const squares = (weights, x) => {
    let i = 0;
    return through(x, weights.length / x.length ** 2, () => weights[i++]);
  };

  /** Draw a net with variance 1/d, and return the decimal logarithms of its mean squares. */
  const net = (d) => {
    const x = range(d).map(() => gauss()), size = Math.sqrt(square(x)), root = Math.sqrt(1 / d);
    return through(x.map((v) => v / size), DEPTH, () => root * gauss()).map((m) => (m > 0 ? Math.log10(m) : NaN));
  };

  /** The decimal logarithms that are expected for the variance s/d. */
  const expected = (s) => range(DEPTH + 1).map((layer) => layer * Math.log10(s / 2));

  /** What the line below says; an end is null if the net passes on nothing. */
  const sentence = (s, ends) => {
    const log = expected(s)[DEPTH], some = ends.filter((end) => end !== null), off = ends.length - some.length;
    const [small, large] = Math.abs(log) > 3 ? ["dies out", "explodes"] : ["shrinks", "grows"];
    const first = `A layer multiplies the mean square by ${short(s / 2, 4)} on average` + (s === 2
      ? `, so after ${DEPTH} layers it is still 1: the signal keeps its size.`
      : `, and ${DEPTH} layers make 1 into ${power(log)}: the signal ${s < 2 ? small : large}.`);
    if (!some.length) return `${first}  All five nets end at 0: in each, all units of some layer are off.`;
    const between = `between ${power(Math.min(...some))} and ${power(Math.max(...some))}`;
    if (!off) return `${first}  These five nets end ${between}.`;
    const others = some.length > 1 ? `the others ${between}` : `the last at ${power(some[0])}`;
    return `${first}  Of these five nets ${COUNTS[off]} end${off === 1 ? "s" : ""} at 0, where all units of ` +
      `some layer are off, ${others}.`;
  };

  define("initialization-signal", class extends Explorable {
    start() {
      this.nets = { ...this.data.nets }; // by width, for the variance 1/d
      this.control("another").addEventListener("click", () => {
        const d = this.value("d");
        this.nets[d] = range(NETS).map(() => net(+d));
        this.draw();
      });
    }

    draw() {
      const axes = this.axes.main, s = this.value("s"), layers = range(DEPTH + 1), mean = expected(s);
      this.show("s", `${number(s)}/d`);
      // A larger variance multiplies what all ReLUs pass on, so the same nets are drawn again, but higher.
      const nets = this.nets[this.value("d")].map((net) => net.map((log, layer) => log + layer * Math.log10(s)));
      set(this.part("expected"), { d: axes.path(layers, mean) });
      set(this.part("nets"), { d: nets.map((net) => axes.path(layers, net)).join("") });
      set(this.part("end"), { y: (axes.y(clamp(mean[DEPTH], LOW, HIGH)) + 5).toFixed(1) });
      this.part("end").textContent = powerWithin(mean[DEPTH], LOW, HIGH);
      this.say(sentence(s, nets.map((net) => (net[DEPTH] === net[DEPTH] ? net[DEPTH] : null))));
    }
  });

  return { squares, expected, sentence };
})(explore);
