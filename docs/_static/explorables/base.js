// The shared base of what can be dragged: scales, handles, sliders, and time.
// What is drawn at first, and all data, come from Python (docs/explorables).
// No modules, because browsers load none from disk: a script adds its functions to `explore`.
"use strict";

const explore = (() => {
  const Element = globalThis.HTMLElement ?? class {}; // Node runs the functions without a page

  /** A number as it is shown: fixed digits, a real minus, no minus before 0. */
  const number = (v, digits = 2) => {
    const text = v.toFixed(digits);
    return +text ? text.replace("-", "−") : text.replace("-", "");
  };

  /** A number with so many digits, without zeros at its end. */
  const short = (v, digits = 2) => String(+v.toPrecision(digits));

  /** The number with this decimal logarithm, as it is shown. */
  const power = (log) => {
    let exponent = Math.floor(log), mantissa = Math.floor(10 ** (log - exponent) + 0.5);
    if (mantissa === 10) [exponent, mantissa] = [exponent + 1, 1];
    if (exponent >= -3 && exponent < 3)
      return number(10 ** log, exponent < 1 ? Math.max(0, 1 - exponent) : 0);
    const raised = [...String(exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
    return `${mantissa}·10${raised.join("")}`.replace(/^1·/, "");
  };

  /** The same, with an arrow outside of what is shown. */
  const powerWithin = (log, low, high) => power(log) + (log < low ? " ↓" : log > high ? " ↑" : "");

  /** A whole number with commas. */
  const grouped = (v) => v.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");

  /** A normal number from two evenly distributed ones, which are drawn. */
  const gauss = (u = 1 - Math.random(), v = Math.random()) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);

  const clamp = (v, low, high) => Math.min(high, Math.max(low, v));

  /** Whole numbers from 0 below n. */
  const range = (n) => Array.from({ length: n }, (_, i) => i);

  /** n numbers from low to high. */
  const linspace = (low, high, n) => range(n).map((i) => low + ((high - low) * i) / (n - 1));

  /** The inner product. */
  const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);

  /** The solution of a square system, by elimination. */
  const solve = (A, b) => {
    const M = A.map((row, i) => [...row, b[i]]), n = M.length;
    for (let k = 0; k < n; k++) {
      const best = range(n - k).reduce((p, i) => (Math.abs(M[k + i][k]) > Math.abs(M[p][k]) ? k + i : p), k);
      [M[k], M[best]] = [M[best], M[k]];
      for (let i = k + 1; i < n; i++) {
        const q = M[i][k] / M[k][k];
        for (let j = k; j <= n; j++) M[i][j] -= q * M[k][j];
      }
    }
    const w = Array(n).fill(0);
    for (let i = n - 1; i >= 0; i--) w[i] = (M[i][n] - dot(M[i].slice(0, n), w)) / M[i][i];
    return w;
  };

  /** A net of relus at each x. */
  const evaluate = (w, b, v, c, x) =>
    x.map((t) => w.reduce((sum, weight, j) => sum + v[j] * Math.max(weight * t + b[j], 0), c));

  /** The mean squared error, and its derivatives in the places of the parameters; slope `leak` where off. */
  const backprop = ({ w, b, v, c }, x, y, leak = 0) => {
    const zeros = () => w.map(() => 0);
    const gradient = { w: zeros(), b: zeros(), v: zeros(), c: 0 };
    let loss = 0;
    x.forEach((t, i) => {
      const z = w.map((weight, j) => weight * t + b[j]);
      const a = z.map((s) => Math.max(s, leak * s));
      const r = a.reduce((sum, aj, j) => sum + v[j] * aj, c) - y[i], df = (2 * r) / x.length;
      loss += r ** 2 / x.length;
      gradient.c += df;
      z.forEach((s, j) => {
        const dz = s > 0 ? df * v[j] : leak && leak * df * v[j]; // relu'(0) = 0
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

  /** Whether each unit is off at every point (dead), on at every point, or live. */
  const states = ({ w, b }, x) => w.map((weight, j) => {
    const on = x.filter((t) => weight * t + b[j] > 0).length;
    return on === 0 ? "dead" : on === x.length ? "always on" : "live";
  });

  /** Points around a center, [xs, ys]; the axes are columns of length 1. */
  const ellipse = (center, axes, radii) => {
    const angles = linspace(0, 2 * Math.PI, 97);
    return center.map((c, i) => angles.map((a) =>
      c + axes[i][0] * radii[0] * Math.cos(a) + axes[i][1] * radii[1] * Math.sin(a)));
  };

  /** Where a bowl over its lowest point, steep by s along its axes, is as high as at w; a valley is very long. */
  const contour = ({ axes, s }, lowest, w) => {
    const d = w.map((v, i) => v - lowest[i]);
    const r = Math.hypot(...s.map((v, k) => v * dot(axes.map((row) => row[k]), d)));
    return ellipse(lowest, axes, s.map((v) => (v ? r / v : 1000)));
  };

  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  };

  /** Make the children of a group match a list: one `name` element for each, with its attributes. */
  const repeat = (group, name, list) => {
    while (group.childElementCount > list.length) group.lastElementChild.remove();
    while (group.childElementCount < list.length)
      group.append(document.createElementNS("http://www.w3.org/2000/svg", name));
    list.forEach((attributes, i) => set(group.children[i], attributes));
  };

  /** The scales of axes that Python drew. */
  class Axes {
    constructor(group) {
      const numbers = (text) => text.split(" ").map(Number);
      const { x, y, box, log = "" } = group.dataset;
      const [left, top, right, bottom] = numbers(box);
      this.group = group;
      [this.x, this.unx] = scale(...numbers(x), left, right, log.includes("x"));
      [this.y, this.uny] = scale(...numbers(y), bottom, top, log.includes("y"));
      [this.left, this.top, this.right, this.bottom] = [left, top, right, bottom];
    }

    /** The `d` of a path through points; NaN breaks it. */
    path(xs, ys) {
      let d = "", pen = "M";
      xs.forEach((v, i) => {
        const [px, py] = [this.x(v), this.y(ys[i])];
        if (Number.isNaN(px + py)) { pen = "M"; return; }
        d += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
        pen = "L";
      });
      return d;
    }

    /** The `d` of a path with round ends: marks at points. */
    marks(points) {
      return points.map(([x, y]) => `M${this.x(x).toFixed(1)} ${this.y(y).toFixed(1)}h.01`).join("");
    }

    /** The numbers under a pointer. */
    at(event) {
      const matrix = this.group.ownerSVGElement.getScreenCTM().inverse();
      const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
      return [this.unx(p.x), this.uny(p.y)];
    }
  }

  const scale = (low, high, from, to, log) => {
    const [f, g] = log ? [Math.log, Math.exp] : [(v) => v, (v) => v];
    const [a, b] = [f(low), f(high)];
    return [
      (v) => from + ((f(v) - a) / (b - a)) * (to - from),
      (p) => g(a + ((p - from) / (to - from)) * (b - a)),
    ];
  };

  const KEYS = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1],
    PageDown: [0, -10], PageUp: [0, 10],
  };

  /**
   * Let a handle be dragged by mouse, touch and keys.
   *
   * `move(x, y)` takes the numbers where it should be, `where()` gives those where it is; `step`
   * is what an arrow key adds, [across, up]. With one direction alone, up is as good as right.
   */
  const drag = (handle, axes, { where, move, step, plane = false }) => {
    const [across, up] = step;
    let grip = [0, 0];
    handle.setAttribute("tabindex", 0);
    handle.addEventListener("keydown", (event) => {
      const key = KEYS[event.key];
      if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const by = plane ? key : [key[0] + key[1], key[0] + key[1]];
      const factor = event.shiftKey ? 10 : 1;
      const [x, y] = where();
      move(x + by[0] * across * factor, y + by[1] * up * factor);
    });
    handle.addEventListener("pointerdown", (event) => {
      const [[x, y], [px, py]] = [where(), axes.at(event)];
      grip = [x - px, y - py];
      handle.setPointerCapture(event.pointerId);
      handle.focus();
      event.preventDefault();
    });
    // touch-action alone does not keep every browser from scrolling away with an SVG's handle
    handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const [x, y] = axes.at(event);
      move(x + grip[0], y + grip[1]);
    });
  };

  /** Say where a handle is, to the eye and to a screen reader. */
  const place = (handle, axes, x, y, text, now = x) =>
    set(handle, {
      cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1),
      "aria-valuenow": +now.toPrecision(4), "aria-valuetext": text,
    });

  /** Something on a page that can be dragged. A subclass has `start()` and `draw()`. */
  class Explorable extends Element {
    connectedCallback() {
      this.data = JSON.parse(this.querySelector("script").textContent);
      this.axes = Object.fromEntries(
        [...this.querySelectorAll("g.axes")].map((g) => [g.dataset.part ?? "main", new Axes(g)]),
      );
      this.addEventListener("input", () => this.draw());
      this.start?.();
      this.draw();
    }

    disconnectedCallback() { this.pause(); }

    /** What Python drew under this name. */
    part(name) { return this.querySelector(`[data-part="${name}"]`); }

    /** The control of this name. */
    control(name) { return this.querySelector(`[name="${name}"]`); }

    /** The number that a slider, or the text that a choice, has. */
    value(name) {
      const control = this.control(name);
      return control.type === "radio" ? this.querySelector(`[name="${name}"]:checked`).value : +control.value;
    }

    /** Show the value of a slider as text. */
    show(name, text) {
      const control = this.control(name);
      control.nextElementSibling.value = text;
      control.setAttribute("aria-valuetext", text);
    }

    /** Put a dot in its place. */
    spot(name, axes, x, y) { set(this.part(name).firstElementChild, { cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1) }); }

    /** Let points move up and down, between two heights, from `y` on. */
    lift(axes, xs, y, low, high) {
      this.y = [...y];
      xs.forEach((x, i) => drag(this.part(`point-${i}`), axes, {
        where: () => [x, this.y[i]],
        move: (_, height) => {
          this.y[i] = clamp(height, low, high);
          this.draw();
        },
        step: [0.1, 0.1],
      }));
    }

    /** Say what is seen; a screen reader hears it once it has settled. */
    say(text) {
      const line = this.part("says");
      line.setAttribute("aria-live", this.playing ? "off" : "polite");
      if (line.value !== text) line.value = text;
    }

    /** Let a button start and stop `step()`, which returns whether to go on. */
    play(name, step, { still = 60 } = {}) {
      const button = this.control(name);
      const caption = button.textContent;
      const calm = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;
      const turn = () => {
        if (!this.playing) return;
        if (!step()) this.pause();
        this.draw();
        this.playing = this.playing && requestAnimationFrame(turn);
      };
      this.pause = () => {
        if (this.playing) cancelAnimationFrame(this.playing);
        this.playing = false;
        button.textContent = caption;
      };
      button.addEventListener("click", () => {
        if (this.playing) { this.pause(); this.draw(); return; }
        if (calm()) { // no motion: many steps at once, for each press
          for (let i = 0; i < still && step(); i++);
          this.draw();
          return;
        }
        button.textContent = "Pause";
        this.playing = requestAnimationFrame(turn);
      });
    }

    pause() {}
  }

  /** Name an element after its explorable; a no-op where there is no page. */
  const define = (name, element) => globalThis.customElements?.define(`explore-${name}`, element);

  return { number, short, power, powerWithin, grouped, gauss, clamp, dot, range, linspace, solve, evaluate, backprop, train, states, ellipse, contour, set, repeat, Axes, drag, place, Explorable, define };
})();
