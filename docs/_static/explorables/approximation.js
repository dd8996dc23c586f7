// 1.1: one unit to bend, and what it does to a sum of three.
"use strict";

explore.approximation = (({ Explorable, clamp, define, drag, evaluate, number, place, repeat, set }) => {
  /** Where the unit bends, or null if nowhere. */
  const elbow = (w, b) => (w === 0 ? null : -b / w + 0);

  /** On which side of its elbow the unit is active. */
  const side = (w) => (w > 0 ? "right" : "left");

  /** By how much the slope of the net grows at the elbow. */
  const kink = (w, v) => v * Math.abs(w);

  const EDGE = 3, REACH = 2, TOP = 3.5, LOW = -2, HIGH = 6; // of x, of the dragged elbow, of the unit, of f

  define("approximation", class extends Explorable {
    start() {
      const { w, b, v } = this.data;
      [this.w, this.b, this.v] = [w.at(-1), b.at(-1), v.at(-1)];
      this.addEventListener("input", ({ target }) => { this[target.name] = +target.value; }, true);
      drag(this.part("elbow"), this.axes.unit, {
        where: () => [clamp(this.at, -EDGE, EDGE), 0],
        move: (x) => this.put(this.w || this.tilt, clamp(x, -REACH, REACH)),
        step: [0.1, 0],
      });
      drag(this.part("tilt"), this.axes.unit, { // about the elbow; across it flips the unit
        where: () => this.grip(),
        move: (x, y) => this.put((x < this.at ? -1 : 1) * clamp(y / this.arm(), 0.1, 3), this.at),
        step: [2, 0.1],
        plane: true,
      });
    }

    put(w, e) {
      [this.w, this.b] = [w, -w * e + 0];
      this.draw();
    }

    /** How far from the elbow the unit is held: 1, or less so that it is in the frame. */
    arm() { return Math.min(1, EDGE - 0.15 - Math.sign(this.tilt) * this.at); }

    /** Where the unit is held. */
    grip() { return [this.at + Math.sign(this.tilt) * this.arm(), Math.abs(this.w) * this.arm()]; }

    draw() {
      const { unit, sum } = this.axes, { w, b, v } = this, e = elbow(w, b), bends = e !== null;
      if (bends) [this.at, this.tilt] = [e, w]; // without an elbow, the handles stay where they were
      for (const name of ["w", "b", "v"]) {
        this.control(name).value = this[name];
        this.show(name, number(this[name]));
      }
      const with_ = (name, own) => [...this.data[name].slice(0, 2), own];
      const all = { w: with_("w", w), b: with_("b", b), v: with_("v", v) };
      const f = (x, n = 3) => evaluate(all.w.slice(0, n), all.b.slice(0, n), all.v.slice(0, n), this.data.c, x);
      const corners = all.w.slice(0, 2).map((weight, j) => elbow(weight, all.b[j]));
      const seen = bends && Math.abs(e) <= EDGE, own = seen ? [e] : [];

      const line = (part, axes, places, heights) => {
        const xs = [-EDGE, ...places, EDGE].sort((p, q) => p - q);
        const ys = heights(xs);
        set(this.part(part), { d: axes.path(xs, ys) });
        return ys;
      };
      const graph = line("line", unit, own, (xs) => evaluate([w], [b], [1], 0, xs));
      this.part("away").textContent = Math.min(...graph) > TOP ? "↑ the unit is above the picture" : "";
      const net = line("f", sum, [...corners, ...own], (xs) => f(xs)), above = Math.min(...net) > HIGH;
      this.part("away2").textContent = above ? "↑ f is above the picture"
        : Math.max(...net) < LOW ? "↓ f is below the picture" : "";
      set(this.part("away2"), { y: (above ? sum.top + 18 : sum.bottom - 8).toFixed(1) });
      line("others", sum, corners, (xs) => f(xs, 2));
      const dots = (name, xs, r) => repeat(this.part(name), "circle",
        xs.map((x) => [x, f([x])[0]]).filter(([, y]) => y >= LOW && y <= HIGH)
          .map(([x, y]) => ({ cx: sum.x(x).toFixed(1), cy: sum.y(y).toFixed(1), r })));
      dots("bends", corners, 2.5); // small: these are no handles
      dots("bend", own, 5.5);
      set(this.part("place"), { d: seen ? unit.path([e, e], [0, TOP]) : "" });
      set(this.part("place2"), { d: seen ? sum.path([e, e], [LOW, HIGH]) : "" });

      const active = side(w), other = side(-w), text = `−b/w = ${number(e ?? 0)}`;
      // A ring is no elbow: it holds one that is out of sight, or that w = 0 took away.
      this.part("elbow").classList.toggle("ring", !seen);
      place(this.part("elbow"), unit, clamp(this.at, -EDGE, EDGE), 0, bends ? `elbow at ${number(e)}` : "no elbow");
      this.part("tilt").classList.toggle("ring", !bends);
      const [x, y] = this.grip(), held = this.arm() >= 0.25 && Math.abs(x) <= EDGE && y <= 3;
      place(this.part("tilt"), unit, x, y, `slope ${number(w)}`, w);
      set(this.part("tilt"), { visibility: held ? "visible" : "hidden" });
      this.part("at").textContent = seen ? text : !bends ? "no elbow" : e > 0 ? `${text} →` : `← ${text}`;
      set(this.part("at"), { x: unit.x(clamp(this.at, -2.2, 2.2)).toFixed(1) });
      this.part("slope").textContent = bends ? `slope ${number(w)} (${active})` : "slope 0";
      this.part("kink").textContent = `kink v|w| = ${number(kink(w, v))}`;
      this.say(bends
        ? `The unit bends at −b/w = ${number(e)}${seen ? "" : ", out of sight"}.  On its ${active} it is active, with slope ` +
          `w = ${number(w)}; on its ${other} it is 0.  At the elbow the slope of f changes by v|w| = ${number(kink(w, v))}.`
        : `With w = 0 there is no elbow: the unit is the constant max(0, b) = ${number(Math.max(0, b))}, ` +
          "and f bends at the other two elbows alone.  A tilt, by the ring, brings the elbow back.");
    }
  });

  return { elbow, side, kink, evaluate };
})(explore);
