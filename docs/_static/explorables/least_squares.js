// 2.2: the ridge weights at every price, and where to stop.
"use strict";

explore.least_squares = (({ Explorable, clamp, define, drag, ellipse, place, set }) => {
  /** The ellipse of all weights whose loss is that of w. */
  const contour = ({ lowest, axes, s }, w) => {
    const d = w.map((v, i) => v - lowest[i]);
    const r = Math.hypot(...s.map((v, k) => v * (axes[0][k] * d[0] + axes[1][k] * d[1])));
    return ellipse(lowest, axes, s.map((v) => r / v));
  };

  /** All weights as long as w. */
  const circle = (w) => ellipse([0, 0], [[1, 0], [0, 1]], [Math.hypot(...w), Math.hypot(...w)]);

  define("least-squares", class extends Explorable {
    start() {
      const { logs, unseen } = this.data, control = this.control("price");
      const last = logs.length - 1, perStep = (logs[last] - logs[0]) / last;
      drag(this.part("price"), this.axes.error, {
        where: () => [logs[control.value], unseen[control.value]],
        move: (x) => {
          control.value = clamp(Math.round((x - logs[0]) / perStep), 0, last);
          this.draw();
        },
        step: [perStep, 0],
      });
    }

    draw() {
      const { plane, error } = this.axes, data = this.data, i = this.value("price");
      const w = data.path[i], x = data.logs[i];
      const dot = (part, axes, x, y) =>
        set(this.part(part).firstChild, { cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1) });
      this.show("price", data.names[i]);
      set(this.part("contour"), { d: plane.path(...contour(data.bowl, w)) });
      set(this.part("circle"), { d: plane.path(...circle(w)) });
      dot("ridge", plane, ...w);
      set(this.part("now"), { d: error.path([x, x], [0, data.unseen[i]]) });
      dot("seen", error, x, data.seen[i]);
      place(this.part("price"), error, x, data.unseen[i], data.names[i]);
      this.say(data.says[i]);
    }
  });

  return { contour, circle };
})(explore);
