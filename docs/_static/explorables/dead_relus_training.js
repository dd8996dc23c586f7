// 1.3: train a net, and watch units cross into the dead cone.
"use strict";

explore.dead_relus_training = (({ Explorable, clamp, define, linspace, number, set }) => {
  /** The mean squared error and its gradient; where a unit is off its slope is `leak` times w. */
  const backprop = ({ w, b, v, c }, x, y, leak) => {
    const zeros = () => w.map(() => 0);
    const gradient = { w: zeros(), b: zeros(), v: zeros(), c: 0 };
    let loss = 0;
    x.forEach((t, i) => {
      const z = w.map((weight, j) => weight * t + b[j]), a = z.map((s) => (s > 0 ? s : leak * s));
      const r = a.reduce((sum, aj, j) => sum + v[j] * aj, c) - y[i], df = (2 * r) / x.length;
      loss += r ** 2 / x.length;
      gradient.c += df;
      z.forEach((s, j) => {
        const dz = df * v[j] * (s > 0 ? 1 : leak);
        gradient.v[j] += df * a[j];
        gradient.b[j] += dz;
        gradient.w[j] += dz * t;
      });
    });
    return [loss, gradient];
  };

  /** The net after n steps of gradient descent. */
  const train = (net, x, y, eta, n, leak) => {
    for (let k = 0; k < n; k++) {
      const [, gradient] = backprop(net, x, y, leak);
      const moved = (name) => net[name].map((p, j) => p - eta * gradient[name][j]);
      net = { w: moved("w"), b: moved("b"), v: moved("v"), c: net.c - eta * gradient.c };
    }
    return net;
  };

  /** 0 for a unit that is off at every point, 2 for one that is on at every point, else 1. */
  const states = ({ w, b }, x) => w.map((weight, j) => {
    const on = x.filter((t) => weight * t + b[j] > 0).length;
    return on === 0 ? 0 : on === x.length ? 2 : 1;
  });

  /** How many units are off at every point. */
  const dead = (net, x) => states(net, x).filter((s) => s === 0).length;

  const SIZE = 4, CALM = 40, FAST = 8, END = 4000, MOST = 120; // steps, and places in a trail

  define("dead-relus-training", class extends Explorable {
    start() {
      this.restart();
      this.go(this.data.first);
      this.play("play", () => this.go(this.steps < CALM ? 1 : FAST));
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("once", () => { this.pause(); this.go(1); });
      on("restart", () => this.restart());
      for (const radio of this.querySelectorAll("[name=leak]")) // another net needs a new start
        radio.addEventListener("input", () => this.restart());
    }

    restart() {
      this.pause();
      [this.net, this.steps, this.lost] = [this.data.net, 0, false];
      this.ways = this.net.w.map((w, j) => [[w, this.net.b[j]]]);
      this.was = states(this.net, this.data.x);
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

    /** Keep where the units are; of a long trail every second place. */
    note() {
      this.ways = this.ways.map((way, j) => {
        way.push([this.net.w[j], this.net.b[j]]);
        return way.length > MOST ? way.filter((_, i) => i % 2 === 0 || i === MOST) : way;
      });
    }

    draw() {
      const { plane, graph } = this.axes, { net, data: { x, y } } = this, leak = +this.value("leak");
      const eta = this.value("eta"), now = states(net, x), [loss] = backprop(net, x, y, leak);
      this.show("eta", number(eta));
      const seen = (v) => clamp(v, -SIZE, SIZE);
      const trail = (way) => plane.path(way.map((p) => seen(p[0])), way.map((p) => seen(p[1])));
      const trails = (which) => this.ways.filter((_, j) => which(j)).map(trail).join("");
      set(this.part("trails"), { d: trails((j) => leak || now[j] !== 0) });
      set(this.part("died"), { d: trails((j) => !leak && now[j] === 0 && this.was[j] !== 0) });
      [0, 1, 2].forEach((k) => {
        const d = net.w.map((w, j) => (now[j] === k
          ? `M${plane.x(seen(w)).toFixed(1)} ${plane.y(seen(net.b[j])).toFixed(1)}h.01` : "")).join("");
        set(this.part(`dots${k}`), { d });
        if (!k) set(this.part("dotsinner"), { d });
      });
      const elbows = net.w.map((w, j) => -net.b[j] / w).filter((e) => Math.abs(e) < 1.2);
      const grid = [...linspace(-1.2, 1.2, 49), ...elbows].sort((p, q) => p - q);
      const f = (t) => net.w.reduce((sum, w, j) => {
        const z = w * t + net.b[j];
        return sum + net.v[j] * (z > 0 ? z : leak * z);
      }, net.c);
      set(this.part("f"), { d: graph.path(grid, grid.map((t) => clamp(f(t), -9, 9))) });
      const n = now.filter((s) => s === 0).length, before = this.was.filter((s) => s === 0).length;
      const off = leak ? "off at all points" : "dead";
      this.part("is dead").textContent = leak ? "off at all points" : "dead";
      this.part("steps").textContent = `step ${this.steps}`;
      this.part("loss").textContent = `loss ${number(loss, 3)}`;
      this.part("dead").textContent = `${leak ? "off" : "dead"} ${n} of ${now.length}`;
      const count = `Step size ${number(eta, 2)}, after ${this.steps} steps: ${n} of ${now.length} units ` +
        `are ${off}, ${before} were at the start.  `;
      this.say(count + (this.lost ? "The next step made the loss huge: stopped.  Start again with a smaller step size."
        : leak ? "None is dead: a leaky unit has a slope where it is off, and so it moves and learns."
        : "What is dead does not move any more."));
    }
  });

  return { backprop, train, dead };
})(explore);
