// 1.1: gradient descent pushes elbows, and which points push.
"use strict";

explore.training = (({ Explorable, clamp, define, drag, evaluate, linspace, number, repeat, set }) => {
  /** The mean squared error, and its derivatives in the places of the parameters. */
  const backprop = ({ w, b, v, c }, x, y) => {
    const zeros = () => w.map(() => 0);
    const gradient = { w: zeros(), b: zeros(), v: zeros(), c: 0 };
    let loss = 0;
    x.forEach((t, i) => {
      const a = w.map((weight, j) => Math.max(weight * t + b[j], 0));
      const r = a.reduce((sum, aj, j) => sum + v[j] * aj, c) - y[i], df = (2 * r) / x.length;
      loss += r ** 2 / x.length;
      gradient.c += df;
      a.forEach((aj, j) => {
        gradient.v[j] += df * aj;
        if (!(aj > 0)) return; // relu'(0) = 0
        gradient.b[j] += df * v[j];
        gradient.w[j] += df * v[j] * t;
      });
    });
    return [loss, gradient];
  };

  /** The net after n steps of gradient descent. */
  const train = (net, x, y, eta, n) => {
    for (let k = 0; k < n; k++) {
      const [, gradient] = backprop(net, x, y);
      const moved = (name) => net[name].map((p, j) => p - eta * gradient[name][j]);
      net = { w: moved("w"), b: moved("b"), v: moved("v"), c: net.c - eta * gradient.c };
    }
    return net;
  };

  /** How each point moves elbow j for each unit of step size, to first order: 2/n · r v (1 + ex)/w. */
  const pushes = ({ w, b, v, c }, j, x, y) => {
    const e = -b[j] / w[j], f = evaluate(w, b, v, c, x);
    return x.map((t, i) =>
      w[j] * t + b[j] > 0 ? ((2 / x.length) * (f[i] - y[i]) * v[j] * (1 + e * t)) / w[j] : 0);
  };

  const EDGE = 2.4, LOW = -1.5, HIGH = 2.5, REACH = 2.2, NEAR = 0.1, MOST = 44;
  const GAIN = 5, LONGEST = 0.6, EVERY = 3; // length of arrows; steps for each frame

  define("training", class extends Explorable {
    start() {
      this.set = 0;
      this.learn();
      this.restart();
      this.wired = new Set();
      this.play("play", () => this.go(EVERY));
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("once", () => { this.pause(); this.go(1); });
      on("restart", () => this.restart());
      on("more", () => { this.set = (this.set + 1) % this.data.ys.length; this.learn(); });
      this.part("elbows").style.cursor = "pointer";
      this.part("elbows").addEventListener("pointerdown", ({ target }) => {
        this.control("unit").value = [...this.part("elbows").children].indexOf(target) + 1;
        this.draw();
      });

      const paper = this.part("paper"); // drawing on it moves the points below and above, or adds one
      const paint = (event) => {
        if (!paper.hasPointerCapture(event.pointerId)) return;
        const [x, y] = this.axes.main.at(event);
        let i = this.x.findIndex((t) => Math.abs(t - x) <= NEAR);
        if (i < 0 && this.x.length >= MOST) return;
        if (i < 0) i = this.x.push(clamp(x, -REACH, REACH)) - 1;
        this.y[i] = clamp(y, LOW, HIGH);
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
    learn() { [this.x, this.y] = [[...this.data.x], [...this.data.ys[this.set]]]; }

    /** Go back to the net before training. */
    restart() {
      this.pause();
      [this.net, this.steps, this.lost] = [this.data.net, 0, false];
    }

    /** Take n steps, and return whether to go on. */
    go(n) {
      const net = train(this.net, this.x, this.y, this.value("eta"), n);
      this.lost = !(backprop(net, this.x, this.y)[0] < 1e6);
      if (this.lost) return false;
      [this.net, this.steps] = [net, this.steps + n];
      return this.steps % 6000 !== 0;
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
          this.draw();
        },
        step: [0.05, 0.1],
        plane: true,
      });
      point.addEventListener("keydown", (event) => {
        if (!["Delete", "Backspace"].includes(event.key) || this.x.length === 1) return;
        event.preventDefault();
        for (const list of [this.x, this.y]) list.splice(i, 1);
        this.draw();
        this.part("points").children[Math.min(i, this.x.length - 1)].focus();
      });
    }

    draw() {
      const axes = this.axes.main, { net, x, y } = this, { w, b } = net;
      const unit = this.value("unit"), j = unit - 1, eta = this.value("eta");
      this.show("unit", String(unit));
      this.show("eta", number(eta));
      const [loss] = backprop(net, x, y), elbows = w.map((weight, k) => -b[k] / weight);
      const f = (xs) => evaluate(w, b, net.v, net.c, xs), e = elbows[j];
      const seen = (v, low, high) => v >= low && v <= high;
      const at = (xs, ys) => xs.map((t, i) => ({ cx: axes.x(t).toFixed(1), cy: axes.y(ys[i]).toFixed(1) }));

      const inside = elbows.filter((v) => seen(v, -EDGE, EDGE));
      const grid = [...linspace(-EDGE, EDGE, 97), ...inside].sort((p, q) => p - q);
      set(this.part("f"), { d: axes.path(grid, f(grid).map((v) => (seen(v, LOW, HIGH) ? v : NaN))) });
      const heights = f(elbows.map((v) => (Number.isFinite(v) ? v : 0)));
      const dots = at(elbows, heights).map((dot, k) =>
        seen(elbows[k], -EDGE, EDGE) && seen(heights[k], LOW, HIGH) ? { ...dot, r: 5 } : { cx: 0, cy: 0, r: 0 });
      repeat(this.part("elbows"), "circle", dots);
      repeat(this.part("chosen"), "circle", [{ ...dots[j], r: dots[j].r && 7.5 }]);

      const edge = clamp(Number.isFinite(e) ? e : 0, -EDGE, EDGE);
      const [from, to] = w[j] > 0 ? [edge, EDGE] : [-EDGE, edge];
      set(this.part("side"), { x: axes.x(from).toFixed(1), width: (axes.x(to) - axes.x(from)).toFixed(1) });
      set(this.part("place"), { d: seen(e, -EDGE, EDGE) ? axes.path([e, e], [LOW, HIGH]) : "" });

      const active = x.map((t) => w[j] * t + b[j] > 0), push = pushes(net, j, x, y);
      set(this.part("arrows"), { d: x.map((t, i) => this.arrow(t, y[i], push[i])).join("") });
      repeat(this.part("points"), "circle", at(x, y).map((point, i) => ({
        ...point, r: 5.5, style: "r: 5.5px", class: `handle ${active[i] ? "c1" : "gray"}`,
        "aria-valuenow": +y[i].toPrecision(4), "aria-valuetext": `x ${number(x[i])}, y ${number(y[i])}`,
      })));
      [...this.part("points").children].forEach((point, i) => this.wire(point, i));

      this.part("step").textContent = `step ${this.steps}`;
      this.part("loss").textContent = `loss ${number(loss, 4)}`;
      const total = eta * push.reduce((sum, p) => sum + p, 0), count = active.filter(Boolean).length;
      this.say(this.lost
        ? "Stopped: the last step made the loss huge.  Choose a smaller step size and restart."
        : count
          ? `Unit ${unit} is active at ${count} of ${x.length} points.  Only these push its elbow, ` +
            `at ${number(e)}: in all by ${number(Math.abs(total), 4)} a step to the ${total > 0 ? "right" : "left"}.`
          : `Unit ${unit} is active at none of the ${x.length} points: nothing pushes its elbow, at ${number(e)}.`);
    }

    /** An arrow from the edge of a point, as long as its push. */
    arrow(x, y, push) {
      const axes = this.axes.main, way = Math.sign(push);
      const length = (clamp(GAIN * push, -LONGEST, LONGEST) * 400) / (2 * EDGE);
      if (!(Math.abs(length) >= 2)) return "";
      return `M${(axes.x(x) + 6 * way).toFixed(1)} ${axes.y(y).toFixed(1)}h${length.toFixed(1)}` +
        `m${-4 * way} -3l${4 * way} 3l${-4 * way} 3`;
    }
  });

  return { backprop, train, pushes };
})(explore);
