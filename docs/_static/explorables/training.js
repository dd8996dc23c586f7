// 1.1: gradient descent moves elbows: who pushes one, where it goes, and why it stops.
"use strict";

explore.training = (({ Explorable, backprop, clamp, define, drag, evaluate, linspace, number, range, repeat, set, states, train }) => {
  /** How each point moves elbow j for each unit of step size, to first order: 2/n · r v (1 + ex)/w. */
  const pushes = ({ w, b, v, c }, j, x, y) => {
    const e = -b[j] / w[j], f = evaluate(w, b, v, c, x);
    return x.map((t, i) =>
      w[j] * t + b[j] > 0 ? ((2 / x.length) * (f[i] - y[i]) * v[j] * (1 + e * t)) / w[j] : 0);
  };

  const EDGE = 2.5, LOW = -2, HIGH = 2.5, REACH = 2.2, NEAR = 0.1, MOST_POINTS = 44;
  const SHIFT = 10, MOST = 6000, CALM = 15, STILL = 0.01; // as in the Python module
  const LOOK = { live: "fill c0", dead: "line gray", "always on": "fill c3" };
  const TRAIL = { live: "live", dead: "dead", always: "always on" }; // the part, the state

  const elbowsOf = ({ w, b }) => w.map((weight, j) => -b[j] / weight);

  /** Whether no elbow that is live now has moved. */
  const atRest = (then, now, x) => {
    const before = elbowsOf(then), after = elbowsOf(now);
    return states(now, x).every((state, j) => state !== "live" || Math.abs(after[j] - before[j]) <= STILL);
  };

  /** Steps for the next frame: few at first, because the time axis is logarithmic. */
  const frame = (steps) => Math.max(1, Math.min(1 + Math.floor(steps / 80), MOST - steps));

  /** The last of the nets [steps, net] that is so many steps old that rest can be seen. */
  const old = (seen, steps, eta) => seen.findLast(([t]) => t <= steps - CALM / eta);

  /** The whole run, as steps and what is at rest. */
  const run = (net, x, y, eta) => {
    const seen = [[0, net]];
    let steps = 0;
    while (steps < MOST) {
      const n = frame(steps);
      [steps, net] = [steps + n, train(net, x, y, eta, n)];
      seen.push([steps, net]);
      const before = old(seen, steps, eta);
      if (before && atRest(before[1], net, x)) break;
    }
    return [steps, rest(net, x, y)];
  };

  /** Where the data bend, by more than a fifth of their sharpest bend. */
  const bends = (x, y) => {
    const order = range(x.length).sort((i, k) => x[i] - x[k]);
    const slope = (k) => (y[order[k + 1]] - y[order[k]]) / (x[order[k + 1]] - x[order[k]]);
    const inner = range(Math.max(x.length - 2, 0));
    const kinks = inner.map((k) => Math.abs(slope(k + 1) - slope(k)));
    const least = Math.max(0.2 * Math.max(0, ...kinks), 1e-9);
    return inner.filter((k) => kinks[k] > least).map((k) => x[order[k + 1]]);
  };

  /** How many units are live at a bend, live elsewhere, dead, always on; points where all are off. */
  const rest = (net, x, y) => {
    const state = states(net, x), places = bends(x, y);
    const count = (name) => state.filter((s) => s === name).length;
    const near = elbowsOf(net).filter((e, j) =>
      state[j] === "live" && places.some((place) => Math.abs(e - place) <= 0.1)).length;
    const silent = x.filter((t) => net.w.every((w, j) => !(w * t + net.b[j] > 0))).length;
    return [near, count("live") - near, count("dead"), count("always on"), silent];
  };

  /** At the first of live elbows at one place, how many they are, below 0 where the net bends down; else 0. */
  const crowds = (net, state) => {
    const elbows = elbowsOf(net), first = elbows.map((e, j) =>
      state[j] === "live" ? elbows.findIndex((other, k) => state[k] === "live" && Math.abs(e - other) <= 0.1) : -1);
    return first.map((_, j) => {
      const here = range(first.length).filter((k) => first[k] === j);
      const kink = here.reduce((sum, k) => sum + net.v[k] * Math.abs(net.w[k]), 0);
      return here.length < 2 ? 0 : kink < 0 ? -here.length : here.length;
    });
  };

  /** A unit's mark: a square if it is always on, else a circle. */
  const mark = (x, y, state) => ({
    class: LOOK[state],
    d: state === "always on"
      ? `M${(x - 5).toFixed(1)} ${(y - 5).toFixed(1)}h10v10h-10z`
      : `M${(x - 5.5).toFixed(1)} ${y.toFixed(1)}a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0`,
  });

  /** An arrow from a place, to the side where the pushes go. */
  const arrow = (x, y, total) => {
    const length = (75 * total) / (Math.abs(total) + 0.3), way = Math.sign(length);
    if (!(Math.abs(length) >= 2)) return "";
    return `M${x.toFixed(1)} ${y.toFixed(1)}h${length.toFixed(1)}m${-6 * way} -5l${6 * way} 5l${-6 * way} 5`;
  };

  define("training", class extends Explorable {
    start() {
      this.set = 0;
      this.learn();
      this.restart();
      while (this.go()); // to the picture that Python drew
      this.wired = new Set();
      this.play("play", () => this.go());
      this.control("play").addEventListener("click", () => { // the same button begins anew at the end
        if (this.over && !this.playing) { this.restart(); this.draw(); }
      }, true);
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("once", () => { this.pause(); this.over = ""; this.go(1); });
      on("restart", () => this.restart());
      on("more", () => { this.set = (this.set + 1) % this.data.ys.length; this.learn(); this.restart(); });
      this.control("eta").addEventListener("input", () => this.since());
      this.control("unit").addEventListener("input", () => { this.asked = true; });
      this.part("elbows").addEventListener("pointerdown", ({ target }) => {
        this.asked = true;
        this.control("unit").value = [...this.part("elbows").children].indexOf(target) + 1;
        this.draw();
      });

      const paper = this.part("paper"); // drawing on it moves the points below and above, or adds one
      const paint = (event) => {
        if (!paper.hasPointerCapture(event.pointerId)) return;
        const [x, y] = this.axes.main.at(event);
        let i = this.x.findIndex((t) => Math.abs(t - x) <= NEAR);
        if (i < 0 && this.x.length >= MOST_POINTS) return;
        if (i < 0) i = this.x.push(clamp(x, -REACH, REACH)) - 1;
        this.y[i] = clamp(y, LOW, HIGH);
        this.since();
        this.draw();
      };
      let from = 0;
      paper.addEventListener("pointerdown", (event) => {
        paper.setPointerCapture(event.pointerId);
        from = event.clientX;
      });
      paper.addEventListener("pointermove", (event) => { // a finger that goes up or down scrolls
        if (event.pointerType !== "touch" || Math.abs(event.clientX - from) > 8) paint(event);
      });
      paper.addEventListener("pointerup", paint);
    }

    /** Take a data set. */
    learn() {
      [this.x, this.y] = [[...this.data.x], [...this.data.ys[this.set]]];
      this.since();
    }

    /** What comes to rest has to do so anew, because something has changed. */
    since() { [this.over, this.asked, this.from] = ["", false, this.steps ?? 0]; }

    /** Go back to the net before training. */
    restart() {
      this.pause();
      [this.net, this.steps] = [this.data.net, 0];
      this.seen = [[0, this.net, states(this.net, this.x)]];
      this.since();
    }

    /** Take n steps, and return whether to go on. */
    go(n = frame(this.steps)) {
      const eta = this.value("eta"), net = train(this.net, this.x, this.y, eta, n);
      if (!(backprop(net, this.x, this.y)[0] < 1e6)) this.over = "lost";
      if (this.over) return false;
      [this.net, this.steps, this.asked] = [net, this.steps + n, false];
      this.seen.push([this.steps, net, states(net, this.x)]);
      const before = old(this.seen, this.steps, eta);
      if (before && before[0] >= this.from && atRest(before[1], net, this.x)) this.over = "rest";
      else if (this.steps >= MOST) this.over = "long";
      return !this.over;
    }

    /** Let a point be moved, and removed by a key. */
    wire(point, i) {
      if (this.wired.has(point)) return;
      this.wired.add(point);
      set(point, { role: "slider", "aria-label": "point of the data", "aria-valuemin": LOW, "aria-valuemax": HIGH });
      drag(point, this.axes.main, {
        where: () => [this.x[i], this.y[i]],
        move: (x, y) => {
          [this.x[i], this.y[i]] = [clamp(x, -REACH, REACH), clamp(y, LOW, HIGH)];
          this.since();
          this.draw();
        },
        step: [0.05, 0.1],
        plane: true,
      });
      point.addEventListener("keydown", (event) => {
        if (!["Delete", "Backspace"].includes(event.key) || this.x.length === 1) return;
        event.preventDefault();
        for (const list of [this.x, this.y]) list.splice(i, 1);
        this.since();
        this.draw();
        this.part("points").children[Math.min(i, this.x.length - 1)].focus();
      });
    }

    draw() {
      const { main: axes, time } = this.axes, { net, x, y } = this, { w, b } = net;
      const unit = this.value("unit"), j = unit - 1, eta = this.value("eta");
      this.show("unit", String(unit));
      this.show("eta", number(eta));
      const [loss] = backprop(net, x, y), elbows = elbowsOf(net), state = states(net, x);
      const f = (xs) => evaluate(w, b, net.v, net.c, xs), e = elbows[j];
      const seen = (v, low, high) => v >= low && v <= high, inside = (v) => seen(v, -EDGE, EDGE);

      const grid = [...linspace(-EDGE, EDGE, 97), ...elbows.filter(inside)].sort((p, q) => p - q);
      set(this.part("f"), { d: axes.path(grid, f(grid).map((v) => (seen(v, LOW, HIGH) ? v : NaN))) });
      const heights = f(elbows.map((v) => (inside(v) ? v : 0))).map((v) => axes.y(clamp(v, LOW, HIGH)));
      const marks = (at) => elbows.map((v, k) => (inside(v) ? mark(axes.x(v), at[k], state[k]) : { d: "" }));
      const over = f(elbows).map((v) => ({ opacity: seen(v, LOW, HIGH) ? 1 : 0.35 })); // on the frame
      repeat(this.part("elbows"), "path", marks(heights).map((look, k) => ({ ...look, ...over[k] })));
      const many = crowds(net, state);
      repeat(this.part("many"), "text", elbows.map((v, k) => ({
        x: axes.x(v).toFixed(1), y: (heights[k] + (many[k] < 0 ? -12 : 22)).toFixed(1), "text-anchor": "middle",
      })));
      many.forEach((n, k) => { this.part("many").children[k].textContent = n && inside(elbows[k]) ? Math.abs(n) : ""; });
      const now = time.y(clamp(this.steps, 0, MOST) + SHIFT);
      repeat(this.part("ends"), "path", marks(elbows.map(() => now)));
      for (const [part, name] of Object.entries(TRAIL)) this.trail(part, name);
      Object.keys(LOOK).forEach((name, k) => {
        this.part(`count-${k}`).textContent = `${state.filter((s) => s === name).length} ${name}`;
      });

      const edge = clamp(Number.isFinite(e) ? e : 0, -EDGE, EDGE);
      const [from, to] = w[j] > 0 ? [edge, EDGE] : [-EDGE, edge];
      set(this.part("side"), { x: axes.x(from).toFixed(1), width: (axes.x(to) - axes.x(from)).toFixed(1) });
      set(this.part("place"), { d: inside(e) ? axes.path([e, e], [LOW, HIGH]) : "" });

      const active = x.map((t) => w[j] * t + b[j] > 0), push = pushes(net, j, x, y);
      const total = push.reduce((sum, p) => sum + p, 0), end = [axes.x(e), heights[j]];
      const strings = range(x.length).filter((i) => inside(e) && Math.abs(push[i]) > 2e-4).map((i) => ({
        class: "line c4", d: `M${axes.x(x[i]).toFixed(1)} ${axes.y(y[i]).toFixed(1)}L${end.map((v) => v.toFixed(1)).join(" ")}`,
        style: `stroke-width: ${clamp(30 * Math.abs(push[i]), 0.5, 3).toFixed(2)}px; stroke-opacity: 0.6`,
      }));
      repeat(this.part("strings"), "path", strings);
      set(this.part("arrow"), { d: inside(e) ? arrow(...end, total) : "" });
      repeat(this.part("points"), "circle", x.map((t, i) => ({
        cx: axes.x(t).toFixed(1), cy: axes.y(y[i]).toFixed(1),
        r: 4.5, style: "r: 4.5px", class: `handle ${active[i] ? "c4" : "ink"}`,
        "aria-valuenow": +y[i].toPrecision(4), "aria-valuetext": `x ${number(t)}, y ${number(y[i])}`,
      })));
      [...this.part("points").children].forEach((point, i) => this.wire(point, i));

      this.part("who").textContent = `where unit ${unit} is active`;
      this.part("step").textContent = `step ${this.steps}`;
      this.part("loss").textContent = `loss ${number(loss, 4)}`;
      this.say(this.over && !this.asked ? this.ended(loss) : this.pushed(unit, active.filter(Boolean).length, total, e));
    }

    /** Draw where the elbows were while their units were in this state. */
    trail(part, name) {
      const { seen } = this, times = seen.map(([t]) => Math.min(t, MOST) + SHIFT);
      const paths = seen.map(([, net]) => elbowsOf(net));
      const here = (i, j) => seen[i][2][j] === name || (i > 0 && seen[i - 1][2][j] === name);
      const shown = this.data.net.w.map((_, j) =>
        paths.map((elbows, i) => (here(i, j) && Math.abs(elbows[j]) <= EDGE ? elbows[j] : NaN)));
      set(this.part(part), { d: shown.map((elbows) => this.axes.time.path(elbows, times)).join("") });
    }

    /** Words for who pushes the elbow of a unit. */
    pushed(unit, count, total, e) {
      const all = this.x.length, who = `Unit ${unit}, with its elbow at ${number(e)},`;
      if (!count) return `${who} is dead: off at all ${all} points, so nothing pushes it.`;
      const where = count === all ? "always on" : `active at ${count} of ${all} points`;
      return `${who} is ${where}.  ${count === all ? "All points" : "Only these"} push it: in all by ` +
        `${number(Math.abs(this.value("eta") * total), 4)} a step to the ${total > 0 ? "right" : "left"}.`;
    }

    /** Words for what has happened when it is over. */
    ended(loss) {
      if (this.over === "lost") return "Stopped: the next step makes the loss huge.  Choose a smaller step size, and begin at step 0.";
      const { net, x, y } = this, [at, off, dead, on, silent] = rest(net, x, y);
      const mean = y.reduce((sum, t) => sum + t, 0) / y.length;
      const spread = y.reduce((sum, t) => sum + (t - mean) ** 2, 0) / y.length;
      const where = [at && `${at} at a bend of the data`, off && `${off} elsewhere`].filter(Boolean).join(", ");
      const words = this.over === "rest" ? ["Nearly at rest."] : [`After ${this.steps} steps the elbows still creep.`];
      const why = loss < 0.01 * spread ? "hardly an error is left to push them" : "the pushes on each nearly cancel";
      if (at + off) words.push(`${at + off} live: ${where}; ${why}.`);
      if (dead) words.push(`${dead} dead: off at all points, so nothing pushes.`);
      if (on) words.push(`${on} always on: a straight line over the data, its elbow beyond them.`);
      const stays = `The loss stays at ${number(loss, 4)}`;
      if (loss < 0.01 * spread) words.push(`The loss is ${number(loss, 4)}: the net fits the data.`);
      else if (!(at + off)) words.push(`${stays}: no unit is live, so only a ${on ? "straight line" : "constant"} can be learned.`);
      else if (silent) words.push(`${stays}, because at ${silent} of ${x.length} points all units are off: there f is the constant c, and these points push no elbow.`);
      else words.push(`${stays}: where the pushes cancel need not be the best place.`);
      return words.join("  ");
    }
  });

  return { backprop, train, pushes, states, rest, run, crowds };
})(explore);
