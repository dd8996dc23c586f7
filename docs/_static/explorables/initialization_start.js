// 1.2: an old net taken apart; which of its parts is the head start?
"use strict";

explore.initialization_start = (({ Explorable, backprop, clamp, define, evaluate, gauss, linspace, range, set, short, train }) => {
  const N = 8, MOST = 200, ETA = 0.03, LEAST = 3e-4, LARGEST = 60, FAST = 2;
  const X = linspace(-1, 1, 30), KNOTS = linspace(-1, 1, N + 1);
  const KINDS = { old: "old", shuffled: "old, shuffled", large: "fresh, as large", small: "fresh, small" };

  const sine = (x, phase) => x.map((t) => Math.sin(3 * t + phase));

  /** A net that fits a sine: straight between its knots, and the first piece faces left. */
  const old = (phase) => {
    const y = sine(KNOTS, phase), slope = range(N).map((i) => (y[i + 1] - y[i]) / (KNOTS[i + 1] - KNOTS[i]));
    return {
      w: range(N).map((i) => (i ? 1 : -1)),
      b: range(N).map((i) => (i ? -KNOTS[i] : KNOTS[1])),
      v: slope.map((s, i) => (i === 0 ? -s : i === 1 ? s : s - slope[i - 1])),
      c: y[1],
    };
  };

  /** The net to start from: old or fresh elbows, and a kind of output weights. */
  const start = (elbows, output, { phase, w, b, v, order }) => {
    const net = old(phase), small = v.map((t) => t / Math.sqrt(N));
    const more = Math.hypot(...net.v) / Math.hypot(...small);
    const outputs = { old: net.v, shuffled: order.map((i) => net.v[i]), large: small.map((t) => more * t), small };
    return { ...(elbows === "old" ? { w: net.w, b: net.b } : { w, b }), v: outputs[output], c: net.c };
  };

  /** The loss of a start before its first step, the net after some steps, and its loss. */
  const trained = (elbows, output, draw, steps) => {
    const net = start(elbows, output, draw), y = sine(X, draw.phase + 0.3), after = train(net, X, y, ETA, steps);
    return [backprop(net, X, y)[0], after, backprop(after, X, y)[0]];
  };

  const after = (steps) => `after ${steps} step${steps === 1 ? "" : "s"}`;

  /** What the line below the drawing says. */
  const sentence = (elbows, output, first, steps, loss) =>
    `Elbows: ${elbows}; v: ${KINDS[output]}.  The loss is ${short(first)} before the first step, ` +
    `and ${short(loss)} ${after(steps)}.`;

  define("initialization-start", class extends Explorable {
    start() {
      this.tried = new Set(this.data.tried.map(String));
      this.begin(this.data.draw);
      const steps = this.control("steps");
      this.play("play", () => {
        steps.value = +steps.value < MOST ? +steps.value + FAST : 0;
        return +steps.value < MOST;
      }, { still: MOST });
      steps.addEventListener("input", () => this.pause());
      this.control("draw").addEventListener("click", () => {
        const numbers = () => range(N).map(() => gauss()), keys = range(N).map(() => Math.random());
        this.begin({
          phase: 2 * Math.PI * Math.random(), w: numbers(), b: numbers(), v: numbers(),
          order: range(N).sort((i, j) => keys[i] - keys[j]),
        });
        this.draw();
      });
    }

    /** Start anew with what was drawn. */
    begin(draw) {
      [this.drawn, this.y, this.runs] = [draw, sine(X, draw.phase + 0.3), {}];
    }

    /** The nets of a start, step by step, and their losses; computed once. */
    run(key) {
      return this.runs[key] ??= (() => {
        const nets = [start(...key.split(","), this.drawn)];
        while (nets.length <= MOST) nets.push(train(nets.at(-1), X, this.y, ETA, 1));
        return { nets, losses: nets.map((net) => backprop(net, X, this.y)[0]) };
      })();
    }

    draw() {
      const { graph, losses: axes } = this.axes, steps = this.value("steps");
      const chosen = `${this.value("elbows")},${this.value("output")}`, { nets, losses } = this.run(chosen);
      this.tried.add(chosen);
      this.show("steps", steps);
      set(this.part("target"), { d: graph.path(X, this.y) });
      for (const [part, net] of [["before", nets[0]], ["after", nets[steps]]]) {
        const { w, b, v, c } = net, elbows = w.map((weight, j) => -b[j] / weight), f = evaluate(w, b, v, c, elbows);
        const seen = range(N).filter((j) => Math.abs(elbows[j]) < 1 && Math.abs(f[j]) < 2);
        const x = [...X, ...elbows.filter((e) => Math.abs(e) < 1)].sort((p, q) => p - q);
        set(this.part(part), { d: graph.path(x, evaluate(w, b, v, c, x).map((t) => clamp(t, -9, 9))) });
        set(this.part(`${part} elbows`), { d: graph.marks(seen.map((j) => [elbows[j], f[j]])) });
      }
      this.part("steps").textContent = after(steps);
      const within = (loss) => clamp(loss, LEAST, LARGEST);
      const row = (key) => {
        const [elbows, output] = key.split(",");
        return Object.keys(KINDS).indexOf(output) + (elbows === "old" ? -0.12 : 0.12);
      };
      ["old", "fresh"].forEach((elbows, k) => {
        const mine = [...this.tried].filter((key) => key.startsWith(elbows)).map((key) => [row(key), this.run(key).losses]);
        set(this.part(`ways${k}`), { d: mine.map(([at, all]) => axes.path([all[0], all[steps]].map(within), [at, at])).join("") });
        set(this.part(`ends${k}`), { d: axes.marks(mine.map(([at, all]) => [within(all[steps]), at])) });
      });
      set(this.part("chosen"), { cx: axes.x(within(losses[steps])).toFixed(1), cy: axes.y(row(chosen)).toFixed(1) });
      this.say(sentence(...chosen.split(","), losses[0], steps, losses[steps]));
    }
  });

  return { old, start, trained, sentence };
})(explore);
