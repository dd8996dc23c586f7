// 1.3: a unit as a point of weight and bias, and as a line over the data.
"use strict";

explore.dead_relus = (({ Explorable, clamp, define, drag, number, place, range, set }) => {
  /** P(−b/w ≤ e), Cauchy's distribution. */
  const cdf = (e, scale) => e.map((v) => 0.5 + Math.atan(v / scale) / Math.PI);

  /** The predicted shares: dead, live, always on. */
  const shares = (low, high, scale) => {
    const [from, to] = cdf([low, high], scale), live = to - from;
    return [(1 - live) / 2, live, (1 - live) / 2];
  };

  /** What a unit is on an interval: 0 dead, 1 live, 2 always on. */
  const state = (w, b, low, high) => {
    const ends = [w * low + b, w * high + b];
    return Math.max(...ends) <= 0 ? 0 : Math.min(...ends) > 0 ? 2 : 1;
  };

  /** How many units are dead, live, always on. */
  const sampled = (w, b, low, high) => {
    const counts = [0, 0, 0];
    w.forEach((v, j) => counts[state(v, b[j], low, high)]++);
    return counts;
  };

  /** How many units bend at e or left of it. */
  const left = (w, b, e) => w.filter((v, j) => -b[j] / v <= e).length;

  const NAMES = ["dead", "live", "always on"], COLORS = ["gray", "c0", "c3"];
  // How far out their names are, and between which heights: off the map's edge, and off the angle.
  const EDGES = [2.4, 2.6, 2.1], HEIGHTS = [[-3, -1.9], [-3, 3], [1.9, 3]];
  const SIZE = 3, EDGE = 4, ROUND = 46, FAR = 2.9, NEAR = 0.3, STEEP = 0.02;

  define("dead-relus", class extends Explorable {
    start() {
      this.unit = [...this.data.unit];
      const { plane, graph } = this.axes;
      drag(this.part("unit"), plane, {
        where: () => this.unit,
        move: (u, t) => this.take(u, t),
        step: [0.1, 0.1],
        plane: true,
      });
      drag(this.part("elbow"), graph, {
        where: () => [clamp(this.elbow(), -EDGE, EDGE), 0],
        move: (e) => this.bend(e),
        step: [0.1, 0],
      });
      this.part("paper").parentNode.addEventListener("click", (event) => {
        if (!event.target.matches(".handle")) this.take(...plane.at(event)); // a tap takes that unit
      });
      this.control("turn").addEventListener("click", () => this.take(-this.unit[0], -this.unit[1]));
    }

    elbow() { return (-this.value("scale") * this.unit[1]) / this.unit[0]; }

    /** Take the unit with these weight and bias, in units of σ; none with w = 0, none outside. */
    take(u, t) {
      const r = Math.hypot(u, t), by = clamp(r, NEAR, FAR) / r;
      if (!(by < Infinity)) return;
      u *= by;
      if (Math.abs(u) < STEEP) u = u < 0 ? -STEEP : STEEP;
      this.unit = [u, clamp(t * by, -FAR, FAR)];
      this.draw();
    }

    /** Turn the unit about 0 until it bends at e. */
    bend(e) {
      const scale = this.value("scale"), at = clamp(e, -EDGE, EDGE);
      const r = (Math.sign(this.unit[0]) * Math.hypot(...this.unit)) / Math.hypot(scale, at);
      this.take(r * scale, -r * at);
    }

    /** Draw units by their states: a hollow dot, a dot, a square. */
    symbols(axes, part, points) {
      range(3).forEach((k) => {
        const d = axes.marks(points.filter((p) => p[2] === k));
        set(this.part(`${part}${k}`), { d });
        if (!k) set(this.part(`${part}inner`), { d });
      });
    }

    draw() {
      const { plane, graph } = this.axes, { w, z } = this.data, n = w.length;
      const scale = this.value("scale"), middle = this.value("middle");
      this.show("scale", number(scale));
      this.show("middle", number(middle));
      const [low, high] = [middle - 1, middle + 1], b = z.map((v) => scale * v);
      const states = w.map((v, j) => state(v, b[j], low, high));
      const [u, t] = this.unit, e = this.elbow(), [share] = cdf([e], scale);
      const mine = state(u, scale * t, low, high), seen = Math.abs(e) <= EDGE;

      // the map
      const ends = [-SIZE, SIZE];
      [["on", SIZE, Math.min], ["off", -SIZE, Math.max]].forEach(([part, far, least]) => {
        const [from, to] = ends.map((v) => -least(low * v, high * v) / scale);
        set(this.part(part), { d: plane.path([-SIZE, 0, SIZE, SIZE, -SIZE], [from, 0, to, far, far]) });
      });
      const inside = range(n).filter((j) => Math.max(Math.abs(w[j]), Math.abs(z[j])) < SIZE);
      this.symbols(plane, "dots", inside.map((j) => [w[j], z[j], states[j]]));
      const reach = SIZE / Math.max(Math.abs(u), Math.abs(t));
      set(this.part("ray"), { d: plane.path([-reach * u, reach * u], [-reach * t, reach * t]) });
      this.wedges(Math.PI * share);
      const unit = (x, y) => [x / Math.hypot(x, y), y / Math.hypot(x, y)];
      const [one, two] = [unit(scale, -low), unit(-scale, high)];
      [[-1, -1], [1, -1], [1, 1]].forEach(([p, q], k) => {
        const [x, y] = unit(p * one[0] + q * two[0], p * one[1] + q * two[1]).map((v) => 2.6 * v);
        set(this.part(`is ${NAMES[k]}`), {
          x: plane.x(clamp(x, -EDGES[k], EDGES[k])).toFixed(1), y: (plane.y(clamp(y, ...HEIGHTS[k])) + 5).toFixed(1),
        });
      });
      this.symbols(plane, "unit", [[u, t, mine]]);
      place(this.part("unit"), plane, u, t, `weight ${number(u)}, bias ${number(scale * t)}`);

      // the line over the data
      set(this.part("data"), { x: graph.x(low).toFixed(1), width: (graph.x(high) - graph.x(low)).toFixed(1) });
      set(this.part("is data"), { x: graph.x(middle).toFixed(1) });
      const z0 = (x) => u * x + scale * t;
      set(this.part("line"), { d: graph.path([-EDGE, EDGE], [-EDGE, EDGE].map(z0)) });
      const xs = seen ? [-EDGE, e, EDGE] : [-EDGE, EDGE];
      set(this.part("f"), { d: graph.path(xs, xs.map((x) => Math.max(z0(x), 0))), class: `line ${COLORS[mine]} wide` });
      const at = clamp(e, -EDGE, EDGE), right = e > 0;
      this.symbols(graph, "elbow", [[at, 0, mine]]);
      place(this.part("elbow"), graph, at, 0, number(e), at);
      set(this.part("far"), { x: graph.x(right ? EDGE : -EDGE).toFixed(1), "text-anchor": right ? "end" : "start" });
      this.part("far").textContent = seen ? "" : right ? `elbow at ${number(e, 1)} →` : `← elbow at ${number(e, 1)}`;
      const elbows = w.map((v, j) => -b[j] / v), near = range(n).filter((j) => Math.abs(elbows[j]) <= EDGE);
      range(3).forEach((k) => set(this.part(`rug${k}`), {
        d: near.filter((j) => states[j] === k).map((j) => `M${graph.x(elbows[j]).toFixed(1)} 268v12`).join(""),
      }));
      this.part("beyond").textContent = `all ${n} elbows: ${n - near.length} lie outside this picture`;

      const [predicted, counted] = [shares(low, high, scale), sampled(w, b, low, high)];
      const parts = NAMES.map((name, k) => `${name} ${number(100 * predicted[k], 0)} % (${counted[k]})`);
      this.say(`This unit bends at ${number(e)} and is ${NAMES[mine]}.  Left of there bend ` +
        `${number(180 * share, 0)}° of 180° = ${number(100 * share, 0)} % of all units (counted: ` +
        `${left(w, b, e)} of ${n}).  On these data: ${parts.join(", ")}.`);
    }

    /** The two wedges of all units that bend left of the elbow. */
    wedges(turn) {
      const [x, y] = [this.axes.plane.x(0), this.axes.plane.y(0)];
      const [across, up] = [ROUND * Math.sin(turn), ROUND * Math.cos(turn)];
      const wedge = (s) => `M${x.toFixed(1)} ${y.toFixed(1)}v${-s * ROUND}A${ROUND} ${ROUND} 0 0 1 ` +
        `${(x + s * across).toFixed(1)} ${(y - s * up).toFixed(1)}z`;
      set(this.part("angle"), { d: wedge(1) + wedge(-1) });
      set(this.part("degrees"), {
        x: (x + (ROUND + 20) * Math.sin(turn / 2)).toFixed(1), y: (y + 5 - (ROUND + 14) * Math.cos(turn / 2)).toFixed(1),
      });
      this.part("degrees").textContent = `${number((180 * turn) / Math.PI, 0)}°`;
    }
  });

  return { cdf, shares, sampled, left };
})(explore);
