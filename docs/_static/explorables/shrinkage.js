// 2.2: a cloud of data that can be turned and stretched, and what λ keeps along its two axes.
"use strict";

explore.shrinkage = (({ Explorable, clamp, define, drag, number, place, repeat, set, short }) => {
  const axesOf = (turn) => [[Math.cos(turn), Math.sin(turn)], [-Math.sin(turn), Math.cos(turn)]];

  /** The data, [xs, ys]: the cloud, stretched along two axes, and turned. */
  const points = (Z, turn, s) => {
    const v = axesOf(turn);
    return [0, 1].map((j) => Z.map((z) => z[0] * s[0] * v[0][j] + z[1] * s[1] * v[1][j]));
  };

  /** The share s²/(s² + λ) of the least-squares weight that is kept along each axis. */
  const shares = (s, lam) => s.map((v) => (v * v) / (v * v + lam));

  /** How far the weights go along each axis: the share of a/s. */
  const along = (s, a, lam) => shares(s, lam).map((share, i) => (share * a[i]) / s[i]);

  const weights = (turn, s, a, lam) => {
    const v = axesOf(turn), c = along(s, a, lam);
    return [0, 1].map((j) => c[0] * v[0][j] + c[1] * v[1][j]);
  };

  const sentence = (turn, s, a, lam) => {
    const kept = shares(s, lam), length = (each) => number(Math.hypot(...weights(turn, s, a, each)));
    return `Of the least-squares weight λ keeps the share ${number(kept[0])} along v₁, where s² is ` +
      `${number(s[0] ** 2, 1)}, and ${number(kept[1])} along v₂, where it is ${number(s[1] ** 2, 1)}.  ` +
      `Length ${length(lam)} instead of ${length(0)}.`;
  };

  define("shrinkage", class extends Explorable {
    start() {
      this.turn = this.data.turn;
      this.s = [...this.data.s];
      [0, 1].forEach((i) => drag(this.part(`tip${i}`), this.axes.cloud, {
        plane: true,
        where: () => this.tip(i),
        move: (x, y) => {
          this.turn = Math.atan2(y, x) - (i * Math.PI) / 2;
          if (i) this.s[1] = clamp(2 * Math.hypot(x, y), this.data.low, this.s[0]); // the long axis only turns
          this.draw();
        },
        step: [0.1, 0.1],
      }));
    }

    /** Where the end of an axis is: at two standard deviations. */
    tip(i) { return axesOf(this.turn)[i].map((v) => (v * this.s[i]) / 2); }

    draw() {
      const { cloud, weights: plane, shares: bottom } = this.axes, { turn, s, data: { Z, a, lams } } = this;
      const lam = lams[this.value("lam")], v = axesOf(turn), some = lams.filter((_, i) => i % 4 === 0);
      const line = (part, axes, ...ends) =>
        set(this.part(part), { d: axes.path(ends.map((p) => p[0]), ends.map((p) => p[1])) });
      const text = (part, axes, [x, y], dx, dy) =>
        set(this.part(part), { x: (axes.x(x) + dx).toFixed(1), y: (axes.y(y) + dy).toFixed(1) });
      this.show("lam", short(lam));

      const [xs, ys] = points(Z, turn, s);
      repeat(this.part("points"), "circle", xs.map((x, i) => ({ cx: cloud.x(x).toFixed(1), cy: cloud.y(ys[i]).toFixed(1), r: 3.5 })));
      const w = weights(turn, s, a, lam), free = weights(turn, s, a, 0);
      const now = along(s, a, lam), all = along(s, a, 0), kept = shares(s, lam);
      [0, 1].forEach((i) => {
        const tip = this.tip(i), end = v[i].map((c) => c * now[i]);
        line(`axis${i}`, cloud, tip.map((c) => -c), tip);
        place(this.part(`tip${i}`), cloud, ...tip, `${number(s[i] / 2, 1)} long, first feature ${number(tip[0], 1)}`);
        text(`name${i}`, cloud, tip, tip[0] > 2.9 ? -25 : 11, tip[1] > 3.3 ? 18 : -6);
        line(`way${i}`, plane, v[i].map((c) => -9 * c), v[i].map((c) => 9 * c));
        line(`drop${i}`, plane, w, end);
        line(`kept${i}`, plane, [0, 0], end);
        this.spot(`shadow${i}`, plane, ...v[i].map((c) => c * all[i]));
        line(`share${i}`, bottom, ...some.map((each) => [each, shares(s, each)[i]]));
        this.spot(`dot${i}`, bottom, lam, kept[i]);
        text(`label${i}`, bottom, [s[i] ** 2, 0.5], i ? -24 : 8, i ? 16 : -4);
      });
      line("path", plane, ...some.map((each) => weights(turn, s, a, each)));
      this.spot("free", plane, ...free);
      this.spot("ridge", plane, ...w);
      line("now", bottom, [lam, 0], [lam, 1]);
      this.say(sentence(turn, s, a, lam));
    }
  });

  return { points, shares, weights, sentence };
})(explore);
