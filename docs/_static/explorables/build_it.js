// 1.1: a curve, knots on it, the net through the knots, and its error beside the bound.
"use strict";

explore.build_it = (({ Axes, Explorable, clamp, define, drag, evaluate, linspace, number, range, repeat, set }) => {
  const GRID = linspace(0, 1, 961); // where the largest error is looked for

  /** The height of a drawing, given at evenly spaced places. */
  const between = (heights, x) => {
    const last = heights.length - 1, i = Math.min(Math.floor(x * last), last - 1);
    return heights[i] + (heights[i + 1] - heights[i]) * (x * last - i);
  };

  /** The curve at each x. */
  const target = (name, drawn, xs) => xs.map((x) =>
    name === "sine" ? Math.sin(2 * Math.PI * x) : name === "root" ? Math.sqrt(x) : between(drawn, x));

  /** Which heights are shown: those of the curve, and an eighth more on each side. */
  const reach = (name) => {
    const g = name === "own" ? [-1, 1] : target(name, [], GRID), low = Math.min(...g), high = Math.max(...g);
    return [low - (high - low) / 8, high + (high - low) / 8];
  };

  /** The net through knots: one unit faces left at the first bend, each bend has one that faces right. */
  const fromKnots = (x, y) => {
    if (y.every((height) => height === y[0])) return [[], [], [], y[0]];
    const slopes = range(x.length - 1).map((i) => (y[i + 1] - y[i]) / (x[i + 1] - x[i]));
    const first = Math.min(1, x.length - 2);
    const kinks = slopes.slice(first).map((s, i) => (i ? s - slopes[first + i - 1] : s));
    const at = x.slice(first, first + kinks.length);
    return [[-1, ...at.map(() => 1)], [at[0], ...at.map((e) => -e)], [-slopes[0], ...kinks], y[first]];
  };

  const errors = (name, drawn, knots) => {
    const f = evaluate(...fromKnots(knots, target(name, drawn, knots)), GRID);
    return target(name, drawn, GRID).map((g, i) => Math.abs(f[i] - g));
  };

  /** The largest error, and the first place of it. */
  const largest = (name, drawn, knots) => {
    const e = errors(name, drawn, knots), most = Math.max(...e);
    return [most, GRID[e.findIndex((v) => v > most - 1e-9)]];
  };

  const widest = (knots) => Math.max(...knots.slice(1).map((x, i) => x - knots[i]));

  /** Δ² max|g″|/8, or null where g″ has no bound. */
  const bound = (name, knots) => (name === "sine" ? (widest(knots) ** 2 * (2 * Math.PI) ** 2) / 8 : null);

  /** The knots and the middle of each piece. */
  const twice = (knots) => knots.flatMap((x, i) => (i ? [(knots[i - 1] + x) / 2, x] : [x]));

  /** The knots without the one whose loss leaves the least error. */
  const fewer = (name, drawn, knots) => {
    const without = range(knots.length - 2).map((i) => knots.filter((_, j) => j !== i + 1));
    const left = without.map((some) => largest(name, drawn, some)[0]), least = Math.min(...left);
    return without[left.findIndex((e) => e < least + 1e-9)];
  };

  const GAP = 0.005, LEAST = 1 / 100000;

  define("build-it", class extends Explorable {
    start() {
      this.drawn = [...this.data.drawn];
      this.wired = new Set();
      this.spread(this.data.pieces);
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("twice", () => this.become(twice(this.knots)));
      on("more", () => this.add(largest(this.curve, this.drawn, this.knots)[1]));
      on("fewer", () => this.become(fewer(this.curve, this.drawn, this.knots)));
      on("even", () => this.become(linspace(0, 1, this.knots.length)));
      on("restart", () => {
        this.drawn = [...this.data.drawn];
        this.spread(this.data.pieces);
      });
      this.addEventListener("input", () => { this.before = null; }, true);
      this.paint(this.part("paper"));
      this.part("knots").addEventListener("keydown", (event) => { // before the keys of a handle
        const up = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
        if (this.curve !== "own" || !up) return;
        event.preventDefault();
        event.stopPropagation();
        const x = this.knots[[...this.part("knots").children].indexOf(event.target) + 1];
        this.drawn = this.drawn.map((y, i, all) => // a hill of a fifth of the width
          clamp(y + up * Math.max(0, 1 - 10 * Math.abs(i / (all.length - 1) - x)), -1.2, 1.2));
        this.before = null;
        this.draw();
      }, true);
    }

    get curve() { return this.value("curve"); }

    spread(pieces) { [this.knots, this.before] = [linspace(0, 1, pieces + 1), null]; }

    /** Take other knots, and keep what the error was. */
    become(knots) {
      if (knots.length - 1 > this.data.most || knots.length < 3) return;
      this.before = [this.knots.length - 1, largest(this.curve, this.drawn, this.knots)[0]];
      this.knots = knots;
    }

    /** Add a knot, if it is not too close to one. */
    add(x) {
      if (this.knots.every((knot) => Math.abs(knot - x) >= GAP)) this.become([...this.knots, x].sort((p, q) => p - q));
    }

    /** Tap the paper to add a knot, or drag over it to draw. */
    paint(paper) {
      let last = null, from = null, start = null;
      const under = (event) => {
        const [x, y] = this.axes.curve.at(event), n = this.drawn.length - 1;
        return [clamp(Math.round(x * n), 0, n), clamp(y, -1.2, 1.2)];
      };
      const draw = (event) => { // a straight piece from where the pointer was
        const [[i, height], [j, y]] = [last ?? start, under(event)];
        for (let k = Math.min(i, j); k <= Math.max(i, j); k++)
          this.drawn[k] = i === j ? y : height + ((y - height) * (k - i)) / (j - i);
        [last, this.before] = [[j, y], null];
        this.draw();
      };
      paper.addEventListener("pointerdown", (event) => {
        paper.setPointerCapture(event.pointerId);
        [from, last, start] = [[event.clientX, event.clientY], null, under(event)];
      });
      paper.addEventListener("pointermove", (event) => { // a finger that goes up or down scrolls
        if (!paper.hasPointerCapture(event.pointerId) || this.curve !== "own") return;
        if (last || Math.abs(event.clientX - from[0]) > 6) draw(event);
      });
      paper.addEventListener("pointerup", (event) => {
        const far = Math.hypot(event.clientX - from[0], event.clientY - from[1]);
        if (far > 6 || last) return;
        this.add(clamp(this.axes.curve.at(event)[0], GAP, 1 - GAP));
        this.draw();
      });
    }

    /** Let a knot be moved, and removed by a key. */
    wire(knot, i) {
      if (this.wired.has(knot)) return;
      this.wired.add(knot);
      set(knot, { role: "slider", "aria-label": `knot ${i}`, "aria-valuemin": 0, "aria-valuemax": 1 });
      drag(knot, this.axes.curve, {
        where: () => [this.knots[i], this.heights[i]],
        move: (x) => {
          this.knots[i] = clamp(x, this.knots[i - 1] + GAP, this.knots[i + 1] - GAP);
          this.before = null;
          this.draw();
        },
        step: [0.01, 0],
      });
      knot.addEventListener("keydown", (event) => {
        if (!["Delete", "Backspace"].includes(event.key) || this.knots.length < 4) return;
        event.preventDefault();
        this.become(this.knots.filter((_, j) => j !== i));
        this.draw();
        this.part("knots").children[Math.min(i, this.knots.length - 2) - 1].focus();
      });
    }

    /** Show the heights that a curve has. */
    rescale(curve) {
      const { curve: axes } = this.axes, { group } = axes, [low, high] = reach(curve);
      this.shown = curve;
      set(this.part("words"), { transform: `translate(${curve === "root" ? 225 : 0} 0)` }); // where no curve is
      group.dataset.y = `${low} ${high}`;
      Object.assign(axes, new Axes(group));
      for (const tick of group.querySelectorAll(".tick")) {
        if (!tick.textContent) continue; // of x
        const y = axes.y(+tick.textContent.replace("−", "-"));
        const display = y > axes.bottom ? "none" : "";
        set(tick, { y: (y + 4.5).toFixed(1), style: `display: ${display}` });
        set(tick.previousElementSibling, { d: `M${axes.left} ${y.toFixed(1)}H${axes.right}`, style: `display: ${display}` });
      }
    }

    draw() {
      const { curve: top, errors: bottom } = this.axes, { knots, drawn, curve } = this;
      this.heights = target(curve, drawn, knots);
      const pieces = knots.length - 1, net = fromKnots(knots, this.heights);
      const g = target(curve, drawn, GRID), f = evaluate(...net, GRID), e = errors(curve, drawn, knots);
      const [most] = largest(curve, drawn, knots), limit = bound(curve, knots);
      if (curve !== this.shown) this.rescale(curve);
      const some = (list, n) => list.filter((_, i) => i % n === 0);
      set(this.part("target"), { d: top.path(some(GRID, 4), some(g, 4)) });
      set(this.part("f"), { d: top.path(knots, this.heights) });
      set(this.part("gap"), { d: top.path([...GRID, ...[...GRID].reverse()], [...g, ...[...f].reverse()]) });
      set(this.part("error"), { d: bottom.path(some(GRID, 2), some(e, 2).map((v) => Math.max(v, LEAST / 2))) });
      set(this.part("bound"), { d: limit === null ? "" : bottom.path([0, 1], [limit, limit]) });
      const at = (xs, ys) => xs.map((x, i) => ({ cx: top.x(x).toFixed(1), cy: top.y(ys[i]).toFixed(1) }));
      const r = pieces > 24 ? 3 : pieces > 12 ? 4.5 : 8, last = pieces;
      repeat(this.part("ends"), "circle", at([0, 1], [this.heights[0], this.heights[last]]).map((p) => ({ ...p, r: 4 })));
      repeat(this.part("knots"), "circle", at(knots, this.heights).slice(1, -1).map((p, i) => ({
        ...p, r, style: r === 8 ? "" : `r: ${r}px`, class: "handle c0",
        "aria-valuenow": +knots[i + 1].toPrecision(4), "aria-valuetext": `x ${number(knots[i + 1])}`,
      })));
      [...this.part("knots").children].forEach((knot, i) => this.wire(knot, i + 1));
      this.control("twice").disabled = 2 * pieces > this.data.most;
      this.control("more").disabled = pieces === this.data.most;
      this.control("fewer").disabled = pieces === 2;

      this.part("count").textContent = `${pieces} pieces, ${net[0].length} units`;
      this.part("most").textContent = `largest error ${number(most, 4)}`;
      this.part("limit").textContent = limit === null ? "this bound does not apply" : `bound ${number(limit, 4)}`;
      this.say(this.words(pieces, most, limit));
    }

    words(pieces, most, limit) {
      const { curve, drawn, knots, before } = this;
      const even = largest(curve, drawn, linspace(0, 1, pieces + 1))[0];
      const why = curve === "root" ? "This bound does not apply: g″ grows without limit near 0."
        : "This bound does not apply: a drawing has corners, where g″ is not defined.";
      const times = before && before[1] / most;
      const change = before && before[0] !== pieces && most > 1e-6
        ? `From ${before[0]} pieces to ${pieces}: the largest error ` +
          (times >= 1.05 ? `is divided by ${number(times, 1)}.  `
            : times <= 0.95 ? `is multiplied by ${number(1 / times, 1)}.  ` : "hardly changes.  ")
        : "";
      const evenly = Math.abs(even - most) > 5e-5 ? `  Evenly spaced, as many would leave ${number(even, 4)}.` : "";
      return `${change}${pieces} pieces, the widest Δ = ${number(widest(knots), 3)}.  The largest error is ${number(most, 4)}` +
        (limit === null ? `.  ${why}` : `, and no error can exceed Δ² max|g″|/8 = ${number(limit, 4)}.`) + evenly;
    }
  });

  return { target, reach, fromKnots, largest, bound, twice, fewer };
})(explore);
