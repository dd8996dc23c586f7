// 1.1: one unit to bend, and what it does to a sum of three.
"use strict";

explore.approximation = (({ Explorable, clamp, define, drag, evaluate, linspace, number, place, repeat, set }) => {
  /** Where the unit bends, or null if nowhere. */
  const elbow = (w, b) => (w === 0 ? null : -b / w + 0);

  /** On which side of its elbow the unit is active. */
  const side = (w) => (w > 0 ? "right" : "left");

  /** By how much the slope of the net grows at the elbow. */
  const kink = (w, v) => v * Math.abs(w);

  const EDGE = 3, REACH = 2, LOW = -2, HIGH = 6; // of x, of the dragged elbow, of f

  define("approximation", class extends Explorable {
    start() {
      const { w, b, v } = this.data;
      [this.w, this.b, this.v] = [w.at(-1), b.at(-1), v.at(-1)];
      this.addEventListener("input", ({ target }) => { this[target.name] = +target.value; }, true);
      drag(this.part("elbow"), this.axes.unit, {
        where: () => [clamp(this.e, -EDGE, EDGE), 0],
        move: (x) => this.put(this.w, clamp(x, -REACH, REACH)),
        step: [0.1, 0],
      });
      drag(this.part("tilt"), this.axes.unit, { // about the elbow; across it flips the unit
        where: () => [this.e + Math.sign(this.w), Math.abs(this.w)],
        move: (x, y) => this.put((x < this.e ? -1 : 1) * clamp(y, 0.1, 3), this.e),
        step: [2, 0.1],
        plane: true,
      });
    }

    get e() { return elbow(this.w, this.b); }

    put(w, e) {
      [this.w, this.b] = [w, -w * e + 0];
      this.draw();
    }

    draw() {
      const { unit, sum } = this.axes, { w, b, v, e } = this, bends = e !== null;
      for (const name of ["w", "b", "v"]) {
        this.control(name).value = this[name];
        this.show(name, number(this[name]));
      }
      const all = { w: [...this.data.w.slice(0, 2), w], b: [...this.data.b.slice(0, 2), b], v: [...this.data.v.slice(0, 2), v] };
      const f = (x, n = 3) => evaluate(all.w.slice(0, n), all.b.slice(0, n), all.v.slice(0, n), this.data.c, x);
      const corners = all.w.slice(0, 2).map((weight, j) => elbow(weight, all.b[j]));
      const seen = bends && Math.abs(e) <= EDGE;

      const own = evaluate([w], [b], [1], 0, [-EDGE, EDGE]);
      const ends = own.map((y, i) => (y <= 3 ? [-EDGE, EDGE][i] : (3 - b) / w)); // cut off at the top
      const xs = [ends[0], ...(seen ? [e] : []), ends[1]];
      const inside = ends.every((x) => Math.abs(x) <= EDGE);
      set(this.part("line"), { d: inside ? unit.path(xs, evaluate([w], [b], [1], 0, xs)) : "" });

      const grid = [...linspace(-EDGE, EDGE, 241), ...corners, ...(seen ? [e] : [])].sort((p, q) => p - q);
      const cut = (ys) => ys.map((y) => (y >= LOW && y <= HIGH ? y : NaN));
      set(this.part("f"), { d: sum.path(grid, cut(f(grid))) });
      set(this.part("others"), { d: sum.path(grid, cut(f(grid, 2))) });
      const dots = (xs) => xs.map((x) => [x, f([x])[0]]).filter(([, y]) => y >= LOW && y <= HIGH)
        .map(([x, y]) => ({ cx: sum.x(x).toFixed(1), cy: sum.y(y).toFixed(1) }));
      repeat(this.part("bends"), "circle", dots(corners).map((dot) => ({ ...dot, r: 3.5 })));
      repeat(this.part("bend"), "circle", dots(seen ? [e] : []).map((dot) => ({ ...dot, r: 5.5 })));
      set(this.part("place"), { d: seen ? unit.path([e, e], [0, 3]) : "" });
      set(this.part("place2"), { d: seen ? sum.path([e, e], [LOW, HIGH]) : "" });

      const active = side(w), other = side(-w);
      const hidden = (name, yes) => set(this.part(name), { visibility: yes ? "hidden" : "visible" });
      hidden("elbow", !bends);
      hidden("tilt", !bends || Math.abs(e + Math.sign(w)) > EDGE);
      if (bends) {
        place(this.part("elbow"), unit, clamp(e, -EDGE, EDGE), 0, `elbow at ${number(e)}`);
        place(this.part("tilt"), unit, e + Math.sign(w), Math.abs(w), `slope ${number(w)}`, w);
      }
      this.part("at").textContent = bends ? `−b/w = ${number(e)}` : "";
      set(this.part("at"), { x: unit.x(clamp(e ?? 0, -2.3, 2.3)).toFixed(1) });
      this.part("slope").textContent = bends ? `slope ${number(w)} (${active})` : "slope 0: no elbow";
      this.part("kink").textContent = `kink v|w| = ${number(kink(w, v))}`;
      this.say(bends
        ? `The unit bends at −b/w = ${number(e)}.  On its ${active} it is active, with slope w = ${number(w)}; ` +
          `on its ${other} it is 0.  There the slope of f changes by v|w| = ${number(kink(w, v))}.`
        : `With w = 0 there is no elbow: the unit is the constant max(0, b) = ${number(Math.max(0, b))}, ` +
          "and f bends at the other two elbows alone.");
    }
  });

  return { elbow, side, kink, evaluate };
})(explore);
