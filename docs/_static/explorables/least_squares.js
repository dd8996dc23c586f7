// 2.2: two weights, the valley of the error, and the one lowest point that λ makes of it.
"use strict";

explore.least_squares = (({ Explorable, clamp, contour, define, dot, drag, ellipse, linspace, number, place, set, short }) => {
  const LAMS = [0, ...linspace(-1, 2.5, 36).map((v) => 10 ** v)], PLACES = linspace(-1.2, 3.6, 61);
  const column = (axes, k) => [axes[0][k], axes[1][k]];

  /** The ridge weights: along each axis the weight is s a/(s² + λ). */
  const weights = ({ axes, s, a }, lam) => {
    const c = s.map((v, k) => (v ? (v * a[k]) / (v * v + lam) : 0));
    return axes.map((row) => dot(row, c));
  };

  const length = (w) => Math.hypot(...w);

  /** The squared error. */
  const error = ({ lowest, axes, s, least }, w) => {
    const d = w.map((v, i) => v - lowest[i]);
    return s.reduce((sum, v, k) => sum + (v * dot(column(axes, k), d)) ** 2, least);
  };

  /** Error and sum along the second axis, from the least error. */
  const heights = ({ s, a }, lam, places) => {
    const errors = places.map((t) => (s[1] * t - a[1]) ** 2);
    return [errors, errors.map((e, i) => e + lam * places[i] ** 2)];
  };

  const sentence = (name, bowl, lam) => {
    if (name === "copy" && lam === 0)
      return `Every point of the thick line has the squared error ${number(bowl.least)}, and no weights have less.` +
        "  The dot is the shortest of them, where ridge arrives as λ falls to 0.";
    const w = weights(bowl, lam), bend = bowl.s[1] ** 2;
    return `Weights ${number(w[0])} and ${number(w[1])}, length ${number(length(w))}, squared error ` +
      `${number(error(bowl, w))}.  One step along the gray line, away from the dot, raises error plus penalty by ` +
      `${number(bend)} + ${number(lam)} = ${number(bend + lam)}.`;
  };

  define("least-squares", class extends Explorable {
    start() {
      const control = this.control("lam"), last = LAMS.length - 1;
      drag(this.part("ridge"), this.axes.plane, {
        where: () => this.w,
        move: (x, y) => { // to the λ whose weights are nearest
          const far = this.path.map((w) => Math.hypot(w[0] - x, w[1] - y));
          control.value = far.indexOf(Math.min(...far));
          this.draw();
        },
        step: [0, 0],
      });
      this.part("ridge").addEventListener("keydown", (event) => { // along the path, not across the plane
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        control.value = clamp(+control.value + by, 0, last);
        this.draw();
      }, true);
    }

    draw() {
      const { plane, cut } = this.axes, { bowls } = this.data;
      const name = this.value("second"), bowl = bowls[name], i = this.value("lam"), lam = LAMS[i];
      this.path = LAMS.map((each) => weights(bowl, each));
      const w = (this.w = this.path[i]), along = column(bowl.axes, 1), across = column(bowl.axes, 0);
      const line = (part, axes, xs, ys) => set(this.part(part), { d: axes.path(xs, ys) });
      const flat = name === "copy" && lam === 0;
      this.show("lam", short(lam));
      [0.15, 0.4, 0.65].forEach((r, k) =>
        line(`ring${k}`, plane, ...contour(bowl, bowl.lowest, bowl.lowest.map((v, j) => v + r * across[j]))));
      line("contour", plane, ...contour(bowl, bowl.lowest, w));
      set(this.part("contour"), { class: flat ? "line c4 wide" : "line c4" });
      line("circle", plane, ...ellipse([0, 0], [[1, 0], [0, 1]], [length(w), length(w)]));
      line("cut", plane, ...[0, 1].map((j) => [w[j] - 9 * along[j], w[j] + 9 * along[j]]));
      set(this.part("cut"), { class: name === "copy" ? "line gray band" : "line gray thin" }); // the thick line is on it
      line("path", plane, this.path.map((v) => v[0]), this.path.map((v) => v[1]));
      const [first] = this.path;
      this.spot("lowest", plane, ...first);
      set(this.part("zero"), { x: (plane.x(first[0]) - 10).toFixed(1), y: (plane.y(first[1]) + 18).toFixed(1) });
      set(this.part("zero"), { visibility: name === "copy" ? "hidden" : "visible" }); // a line, not a point
      place(this.part("ridge"), plane, ...w, `λ = ${short(lam)}`);

      const [errors, sums] = heights(bowl, lam, PLACES), t = dot(along, w);
      line("errors", cut, PLACES, errors);
      line("penalty", cut, PLACES, PLACES.map((p) => lam * p * p));
      line("sums", cut, PLACES, sums);
      const [, [bottom]] = heights(bowl, lam, [t]);
      set(this.part("bottom").firstChild, {
        cx: cut.x(t).toFixed(1), cy: cut.y(bottom).toFixed(1), visibility: flat ? "hidden" : "visible",
      });
      this.say(sentence(name, bowl, lam));
    }
  });

  return { weights, contour, heights, sentence };
})(explore);
