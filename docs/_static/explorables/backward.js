// 1.1: one point, two units: numbers flow to the loss, line by line, and derivatives back.
"use strict";

explore.backward = (({ Explorable, define, number, range }) => {
  /** All numbers of the two passes, line by line. */
  const passes = ({ w, b, v, c }, x, y) => {
    const z = w.map((weight, j) => weight * x + b[j]);
    const a = z.map((t) => Math.max(t, 0));
    const f = a.reduce((sum, t, j) => sum + v[j] * t, c);
    const r = f - y;
    const L = r ** 2;

    const dr = 2 * r;
    const df = dr;
    const [da, dv, dc] = [v.map((t) => df * t), a.map((t) => df * t), df];
    const dz = da.map((t, j) => (z[j] > 0 ? t : 0));
    const [dw, db] = [dz.map((t) => t * x), dz];
    return { z, a, f, r, L, dr, df, da, dv, dc, dz, dw, db };
  };

  /** The net after a step of gradient descent. */
  const step = ({ w, b, v, c }, { dw, db, dv, dc }, eta) => {
    const moved = (values, slopes) => values.map((t, j) => t - eta * slopes[j]);
    return { w: moved(w, dw), b: moved(b, db), v: moved(v, dv), c: c - eta * dc };
  };

  const LAST = 10; // lines 1 to 5 are forward, 6 to 10 backward; what each of them gives:
  const GIVES = { z: 1, a: 2, f: 3, r: 4, L: 5, dr: 6, df: 7, da: 8, dv: 8, dc: 8, dz: 9, dw: 10, db: 10 };

  define("backward", class extends Explorable {
    start() {
      this.restart();
      const on = (name, f) => this.control(name).addEventListener("click", () => { f(); this.draw(); });
      on("next", () => this.next());
      on("back", () => this.back());
      on("restart", () => this.restart());
      this.addEventListener("keydown", (event) => { // arrow keys, on any of the buttons
        if (event.target.localName !== "button") return;
        const way = { ArrowRight: () => this.next(), ArrowLeft: () => this.back() }[event.key];
        if (!way) return;
        event.preventDefault();
        way();
        this.draw();
      });
    }

    restart() {
      [this.nets, this.line] = [[this.data.net], this.data.line];
      for (const name of ["x", "y"]) this.control(name).value = this.data[name];
    }

    get net() { return this.nets.at(-1); }

    /** One line more; after the last, a step, and forward again. */
    next() {
      if (this.line < LAST) { this.line++; return; }
      const p = passes(this.net, this.value("x"), this.value("y"));
      this.nets.push(step(this.net, p, this.data.step));
      this.line = 5;
    }

    back() {
      if (this.line > 1 && (this.line > 5 || this.nets.length === 1)) this.line--;
      else if (this.nets.length > 1) {
        this.nets.pop();
        this.line = LAST;
      }
    }

    draw() {
      const { net, line } = this, [x, y] = [this.value("x"), this.value("y")];
      this.show("x", number(x));
      this.show("y", number(y));
      const p = passes(net, x, y), gives = { x: 0, ...GIVES };
      const write = (name, value, k = "") => {
        const part = this.part(name + k), text = gives[name] <= line ? number(value) : "";
        if (part) part.textContent = text;
      };
      write("x", x);
      for (const [name, value] of Object.entries(p))
        if (Array.isArray(value)) value.forEach((t, j) => write(name, t, j + 1));
        else write(name, value);
      // Just after a step the slopes are used up; in their column stands what each number was.
      const was = line === 5 && this.nets.at(-2);
      this.part("slopes").textContent = was ? "before" : "slope";
      for (const cell of this.querySelectorAll(".numbers td:last-child[data-part]")) {
        const [, name, j] = cell.dataset.part;
        cell.classList.toggle("c5", Boolean(was));
        if (was) cell.textContent = number(j ? was[name][j - 1] : was[name]);
      }
      for (const name of ["w", "b", "v"]) net[name].forEach((t, j) => { this.part(`${name}${j + 1}`).textContent = number(t); });
      this.part("c").textContent = number(net.c);
      for (const k of range(LAST)) this.part(`line-${k + 1}`).classList.toggle("acts", k + 1 === line);
      this.say(this.words(p, x, y));
    }

    /** What the line does, with its numbers. */
    words({ z, a, f, r, L, dr, da, dv, dz, dw, db }, x, y) {
      const { v, c } = this.net, n = (t) => (t < 0 ? `(${number(t)})` : number(t));
      const both = (line) => `${line(0, "₁")} and ${line(1, "₂")}`;
      const off = z.map((t, j) => (t > 0 ? "" : `unit ${j + 1}`)).filter(Boolean).join(" and ");
      const taken = this.nets.length - 1;
      return [
        `Each unit has its line: ${both((j, k) => `z${k} = ${number(z[j])}`)}.`,
        `relu keeps what is above 0: ${both((j, k) => `a${k} = ${number(a[j])}`)}.`,
        `f = ${n(v[0])} · ${number(a[0])} + ${n(v[1])} · ${number(a[1])} + ${n(c)} = ${number(f)}.`,
        `The target is ${number(y)}, so f is off by r = ${number(f)} − ${n(y)} = ${number(r)}.`,
        taken
          ? `Each number has changed by −${number(this.data.step)} times its slope${taken > 1 ? `, ${taken} times` : ""}; forward again: L = r² = ${number(L)}.`
          : `Forward is done: L = r² = ${number(L)}.  Next: how L changes with r.`,
        `L = r² has the slope dr = 2r = ${number(dr)}: where r grows by a little, L grows by ${number(dr)} times that.`,
        `r = f − y grows as f does, so df = dr = ${number(dr)}.`,
        `f grows v₁ times as fast as a₁, so da₁ = df · v₁ = ${n(dr)} · ${n(v[0])} = ${number(da[0])}; ` +
          `and a₁ times as fast as v₁, so dv₁ = df · a₁ = ${n(dr)} · ${number(a[0])} = ${number(dv[0])}.`,
        off
          ? `${off[0].toUpperCase()}${off.slice(1)} ${off.length > 6 ? "are" : "is"} off: relu is flat there, and dz = 0.  Where z > 0, dz = da.`
          : `Both units are on: relu has slope 1, and dz = da.`,
        `z grows x times as fast as w, and as fast as b: dw₁ = dz₁ · x = ${n(dz[0])} · ${n(x)} = ${number(dw[0])}, ` +
          `db₁ = dz₁ = ${number(db[0])}.  Next: each of the seven numbers changes by −${number(this.data.step)} times its slope.`,
      ][this.line - 1];
    }
  });

  return { passes, step };
})(explore);
