// 1.3: train a net, and watch units cross into the dead cone.
"use strict";

explore.dead_relus_training = (({ Explorable, backprop, clamp, define, linspace, number, repeat, set, states, train }) => {
  /** How many units are off at every point. */
  const dead = (net, x) => states(net, x).filter((s) => s === "dead").length;

  /** The points at which no unit is on. */
  const alone = ({ w, b }, x) => x.filter((t) => w.every((weight, j) => !(weight * t + b[j] > 0)));

  const HIGH = 2, FAR = 8, LEAST = 0.003, MOST = 3000; // what is shown of f and of the loss

  /** Where a net is whose values are all outside of the picture. */
  const beyond = (values) =>
    Math.min(...values) > HIGH ? "above" : Math.max(...values) < -HIGH ? "below" : "";

  /** How many times as much is shown of f: more, if most of its values would be outside. */
  const zoom = (values) => (values.filter((v) => Math.abs(v) > HIGH).length > values.length / 2 ? FAR : 1);

  /** The loss, and how many units are off at every point. */
  const told = (net, x, y, leak) => [backprop(net, x, y, leak)[0], dead(net, x)];

  const SIZE = 3, HEAD = 8, CALM = 40, FAST = 8, END = 4000, PLACES = 120; // steps, and places in a trail

  define("dead-relus-training", class extends Explorable {
    start() {
      this.restart();
      this.go(this.data.first);
      this.play("play", () => this.go(this.steps < CALM ? 1 : FAST));
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("once", () => { this.pause(); this.go(1); });
      on("restart", () => this.restart());
      for (const radio of this.querySelectorAll("[name=leak], [name=bias]")) // another net needs a new start
        radio.addEventListener("input", () => this.restart());
    }

    restart() {
      this.pause();
      const { net } = this.data, bias = this.value("bias");
      [this.net, this.steps, this.lost] = [bias ? { ...net, b: net.b.map(() => +bias) } : net, 0, false];
      this.ways = this.net.w.map((w, j) => [[w, this.net.b[j]]]);
      this.was = states(this.net, this.data.x);
      this.story = [[0, ...told(this.net, this.data.x, this.data.y, +this.value("leak"))]];
    }

    /** Take n steps, and return whether to go on. */
    go(n) {
      if (this.lost) this.restart(); // with the step size that is chosen now
      const { x, y } = this.data;
      for (let k = 0; k < n; k++) {
        const net = train(this.net, x, y, this.value("eta"), 1, +this.value("leak"));
        this.lost = !(backprop(net, x, y, +this.value("leak"))[0] < 1e6);
        if (this.lost) return false;
        [this.net, this.steps] = [net, this.steps + 1];
        if (this.steps <= CALM) this.note();
      }
      if (this.steps > CALM) this.note();
      return this.steps % END !== 0;
    }

    /** Keep where the units are, and what the strip shows; if that is a lot, every second place. */
    note() {
      const { x, y } = this.data, thin = (list) =>
        list.length > PLACES ? list.filter((_, i) => i % 2 === 0 || i === list.length - 1) : list;
      this.story = thin([...this.story, [this.steps, ...told(this.net, x, y, +this.value("leak"))]]);
      this.ways = this.ways.map((way, j) => {
        way.push([this.net.w[j], this.net.b[j]]);
        return thin(way);
      });
    }

    /** An arrow head at the map's edge, on the way from 0 to a unit outside of it. */
    head(w, b) {
      const { plane } = this.axes, most = Math.max(Math.abs(w), Math.abs(b)), r = Math.hypot(w, b);
      const [x, y] = [plane.x((SIZE * w) / most), plane.y((SIZE * b) / most)], [p, q] = [-w / r, b / r];
      const end = (side) => `${(x + HEAD * (p - side * q)).toFixed(1)} ${(y + HEAD * (q + side * p)).toFixed(1)}`;
      return `M${end(0.6)}L${x.toFixed(1)} ${y.toFixed(1)}L${end(-0.6)}`;
    }

    /** The loss and the count of the dead, step by step; the strip grows with them. */
    strip() {
      const { time } = this.axes, last = Math.max(this.data.first, this.steps);
      const x = (k) => time.left + (k / last) * (time.right - time.left);
      const y = (n) => (time.bottom - (n / this.net.w.length) * (time.bottom - time.top)).toFixed(1);
      const line = this.story.map(([k, loss]) => `${x(k).toFixed(1)} ${time.y(clamp(loss, LEAST, MOST)).toFixed(1)}`);
      set(this.part("losses"), { d: `M${line.join("L")}` });
      const stair = this.story.map(([k, , n]) => `H${x(k).toFixed(1)}V${y(n)}`);
      set(this.part("stair"), { d: `M${time.left} ${y(this.story[0][2])}${stair.join("")}` });
      this.part("last").textContent = last;
    }

    draw() {
      const { plane, graph } = this.axes, { net, data: { x, y } } = this, leak = +this.value("leak");
      const eta = this.value("eta"), now = states(net, x), [loss] = backprop(net, x, y, leak);
      this.show("eta", number(eta));
      const away = net.w.map((w, j) => Math.max(Math.abs(w), Math.abs(net.b[j])) > SIZE);
      const trail = (way) => plane.path(way.map((p) => p[0]), way.map((p) => p[1]));
      const trails = (part, which, piece = (way) => way) =>
        set(this.part(part), { d: this.ways.filter((_, j) => which(j)).map((way) => trail(piece(way))).join("") });
      const moved = (way, i) => i > 0 && way[i].some((v, k) => v !== way[i - 1][k]);
      trails("trails", (j) => leak || now[j] !== "dead");
      trails("died", (j) => !leak && now[j] === "dead" && this.was[j] !== "dead", (way) => { // the step that killed
        let i = way.length - 1;
        while (i > 0 && !moved(way, i)) i--;
        return way.slice(Math.max(i - 1, 0), i + 1);
      });
      trails("push", (j) => moved(this.ways[j], this.ways[j].length - 1), (way) => way.slice(-2));
      ["dead", "live", "always on"].forEach((state, k) => {
        const those = (out) => net.w.map((w, j) => [w, net.b[j]]).filter((_, j) => now[j] === state && away[j] === out);
        const d = plane.marks(those(false));
        set(this.part(`dots${k}`), { d });
        if (!k) set(this.part("dotsinner"), { d });
        set(this.part(`away${k}`), { d: those(true).map(([w, b]) => this.head(w, b)).join("") });
      });
      const elbows = net.w.map((w, j) => -net.b[j] / w).filter((e) => Math.abs(e) < 1.2);
      const grid = [...linspace(-1.2, 1.2, 49), ...elbows].sort((p, q) => p - q);
      const f = (t) => net.w.reduce((sum, w, j) => {
        const z = w * t + net.b[j];
        return sum + net.v[j] * (z > 0 ? z : leak * z);
      }, net.c);
      const more = zoom(x.map(f)), shown = grid.map((t) => f(t) / more);
      set(this.part("f"), { d: graph.path(grid, shown.map((v) => clamp(v, -9, 9))) });
      [...this.part("points").children].forEach((dot, i) => set(dot, { cy: graph.y(y[i] / more).toFixed(1) }));
      this.part("graph").querySelectorAll(".tick[text-anchor=end]").forEach((tick, i) => {
        tick.textContent = number((i - HIGH) * more, 0); // the ticks are the whole numbers
      });
      const wide = x[1] - x[0], rim = { y: graph.top, height: graph.bottom - graph.top, class: "fill gray" };
      repeat(this.part("empty"), "rect", leak ? [] : alone(net, x).map((t) => ({
        ...rim, x: graph.x(t - wide / 2).toFixed(1), width: (graph.x(wide) - graph.x(0)).toFixed(1), "fill-opacity": 0.25,
      })));
      const where = beyond(shown), middle = (graph.left + graph.right) / 2, up = where ? where === "above" : f(0) < 0;
      const [tip, inside] = up ? [graph.top + 3, 1] : [graph.bottom - 3, -1];
      set(this.part("arrow"), { d: where && `M${middle - 7} ${tip + 9 * inside}L${middle} ${tip}L${middle + 7} ${tip + 9 * inside}` });
      this.part("beyond").textContent = where ? `the net is ${where} this picture` : more > 1 ? `another scale: f(0) = ${number(f(0), 1)}` : "";
      set(this.part("beyond"), { x: middle, y: tip + (up ? 24 : -14) });
      this.strip();
      const [n, before] = [now, this.was].map((all) => all.filter((s) => s === "dead").length);
      const off = leak ? "off at all points" : "dead";
      this.part("is dead").textContent = off;
      this.part("steps").textContent = `step ${this.steps}`;
      this.part("loss").textContent = `loss ${number(loss, loss < 10 ? 3 : 1)}`;
      this.part("dead").textContent = `${leak ? "off" : "dead"} ${n} of ${now.length}`;
      const count = `Step size ${number(eta, 2)}, after ${this.steps} step${this.steps === 1 ? "" : "s"}: ${n} of ${now.length} units ` +
        `are ${off}, ${before} were at the start.  `;
      this.say(count + (this.lost ? "The next step made the loss huge: stopped.  Start again with a smaller step size."
        : leak ? "None is dead: a leaky unit has a slope where it is off, and so it moves and learns."
        : n ? "What is dead does not move any more." : "None is dead.") + (where && `  The net is ${where} its picture.`) +
        (away.includes(true) ? `  Outside the map, where the arrow heads point: ${away.filter(Boolean).length}.` : ""));
    }
  });

  return { alone, backprop, train, dead, told, beyond, zoom };
})(explore);
