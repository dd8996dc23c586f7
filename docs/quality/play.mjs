// Play with what can be dragged, as a person would: keys, mouse or touch, sliders and buttons.

/** Ask something of the k-th element of a page that matches. */
const ask = (tab, [selector, k], f, ...more) =>
  tab.evaluate(`(${f})(document.querySelectorAll(${JSON.stringify(selector)})[${k}], ...${JSON.stringify(more)})`);

/** The places of all elements in a box that match. */
const all = async (tab, box, selector) => {
  const inside = `#${box} :is(${selector})`;
  const n = await tab.evaluate(`document.querySelectorAll(${JSON.stringify(inside)}).length`);
  return Array.from({ length: n }, (_, k) => [inside, k]);
};

/** What an explorable shows: all its drawing and text. */
const shown = (e) => e.querySelector("svg").outerHTML + e.querySelector("[data-part=says]").textContent;

/** How high it is: what stands below must not move. */
const height = (e) => e.getBoundingClientRect().height;

/** A handle is drawn where its number, or the number's size or multiple, is on one of its axes. */
const lie = (h) => {
  const { x, y, box, log = "" } = h.closest("g.axes").dataset;
  const numbers = (text) => text.split(" ").map(Number);
  const [left, top, right, bottom] = numbers(box);
  const place = (v, [low, high], from, to, scale) => {
    const f = scale ? Math.log : (u) => u;
    return from + ((f(v) - f(low)) / (f(high) - f(low))) * (to - from);
  };
  const [now, cx, cy] = ["aria-valuenow", "cx", "cy"].map((name) => +h.getAttribute(name));
  const off = [now, Math.abs(now), now * (h.dataset.times ?? 1)].flatMap((v) => [
    place(v, numbers(x), left, right, log.includes("x")) - cx,
    place(v, numbers(y), bottom, top, log.includes("y")) - cy,
  ]);
  return off.some((d) => Math.abs(d) < 1) ? "" : `it says ${now}, and is drawn elsewhere`;
};

/** The middle of an element, once it is in sight, and how wide the page is. */
const centre = async (e) => {
  e.scrollIntoView({ block: "center" });
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const { x, y, width, height } = e.getBoundingClientRect();
  return [x + width / 2, y + height / 2, innerWidth];
};

const focus = (e) => e.focus();
const label = (e) => e.getAttribute("aria-label") ?? e.getAttribute("name");

/** What the words below must contain, by a formula of its own, from what the controls say. */
const FORMULAS = {
  "explore-approximation": ({ w, b, v }) => (w ? [`−b/w = ${text(-b / w)}`, `v|w| = ${text(v * Math.abs(w))}`] : ["max(0, b)"]),
  "explore-backward": ({ net: { w, b, v, c }, line, x, y }) => {
    const r = w.reduce((sum, t, j) => sum + v[j] * Math.max(t * x + b[j], 0), c) - y;
    return { 5: [`L = r² = ${text(r ** 2)}`], 6: [`dr = 2r = ${text(2 * r)}`] }[line] ?? [];
  },
  "explore-build_it": ({ knots, curve }) => {
    const g = { sine: (x) => Math.sin(2 * Math.PI * x), root: Math.sqrt }[curve];
    const gap = Math.max(...knots.slice(1).map((x, i) => x - knots[i]));
    const said = [`${knots.length - 1} pieces`, `widest Δ = ${text(gap, 3)}`];
    if (!g) return [...said, "does not apply"];
    const off = (x) => { // from the chord above it
      const i = Math.max(1, knots.findIndex((knot) => knot >= x)), [a, b] = knots.slice(i - 1, i + 1);
      return Math.abs(((b - x) * g(a) + (x - a) * g(b)) / (b - a) - g(x));
    };
    const most = Math.max(...Array.from({ length: 961 }, (_, i) => off(i / 960)));
    return [...said, `error is ${text(most, 4)}`, curve === "sine" ? `/8 = ${text((gap ** 2 * Math.PI ** 2) / 2, 4)}` : "does not apply"];
  },
  "explore-data_augmentation": ({ lam, xs, ys }) => {
    const [xy, xx] = [ys, xs].map((a) => a.reduce((sum, t, i) => sum + t * xs[i], 0));
    return [`√λ = ${text(Math.sqrt(lam))}`, `λ = ${text(lam)}`, `fake point: ${text(xy / (xx + lam))}`];
  },
  "explore-dead_relus": ({ scale, middle, unit: [w, b] }) => {
    const e = (-scale * b) / w, live = (Math.atan((middle + 1) / scale) - Math.atan((middle - 1) / scale)) / Math.PI;
    return [`bends at ${text(e)} `, `${text(90 + (180 * Math.atan(e / scale)) / Math.PI, 0)}° of 180°`,
      `dead ${text(50 * (1 - live), 0)}\u00a0%`, `live ${text(100 * live, 0)}\u00a0%`];
  },
  "explore-five_views": ({ lam }) => [`λ = ${text(10 ** lam)}.`, "within a billionth"],
  "explore-gradient_descent": ({ eta }) => [`m₁ = ${text(1 - 8 * eta)} `, `m₂ = ${text(1 - (8 / 9) * eta)} `],
  "explore-stability": ({ eta, lam }) => // λ is a power of ten, 12.7177 the largest squared singular value
    (2 * eta * (12.7177 + (lam > -6 ? 10 ** lam : 0)) < 1.99 ? ["κ is "] : []),
  "explore-noisy_inputs": ({ tau }) => [`λ = nτ² = ${text(12 * tau ** 2, 3)}.`],
  "explore-weight_decay": ({ lam }) => [`ridge is ${text(3 / (1 + lam))}.`],
  "explore-initialization": ({ s, activation }) => {
    const [mantissa, exponent] = ((s / 2) ** 50).toExponential(0).split("e");
    const raised = [...String(+exponent)].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c])).join("");
    const small = `${mantissa}·10${raised}`.replace(/^1·/, "");
    return activation === "relu" ? [`both by ${text(s / 2, 3)}`, ...(+exponent < -3 ? [`signal is ${small}`] : [])] : [];
  },
  "explore-initialization_signal": ({ s }) => {
    const end = (s / 2) ** 50;
    return [`mean square by ${+(s / 2).toPrecision(4)} on`, s === 2 ? "keeps" : end < 1e-3 ? "dies out" : end > 1e3 ? "explodes" : s < 2 ? "shrinks" : "grows"];
  },
  "explore-loss_penalty": ({ mu, kind, ys }) => {
    const xs = ys.map((_, i) => -1 + (2 * i) / 11), mean = (f) => xs.reduce((sum, x, i) => sum + f(x, ys[i]) / 12, 0);
    const strength = mu && +(10 ** (-3 + (mu - 1) / 10)).toPrecision(2), a = mean((x) => x ** 2) + strength;
    const [b, c, p, q] = [mean((x) => x ** 4), mean((x) => x ** 6) + strength, mean((x, y) => x * y), mean((x, y) => x ** 3 * y)];
    return kind === "l2" ? [`w₁ = ${text((c * p - b * q) / (a * c - b * b))}`, `w₂ = ${text((a * q - b * p) / (a * c - b * b))}`] : [];
  },
  "explore-dead_relus_training": ({ net: { w, b } }) =>
    [`${w.filter((weight, j) => Math.abs(weight) + b[j] <= 0).length} of ${w.length} units are`],
};
const text = (v, digits = 2) => (+v.toFixed(digits) ? v.toFixed(digits).replace("-", "−") : (0).toFixed(digits));

/** What an explorable says, and what its controls hold. */
const said = (e) => ({
  words: e.querySelector("[data-part=says]").textContent,
  state: {
    ...Object.fromEntries([...e.querySelectorAll("input[type=range]")].map((r) => [r.name, +r.value])),
    ...Object.fromEntries([...e.querySelectorAll("input[type=radio]:checked")].map((r) => [r.name, r.value])),
    // what handles hold, which need not be on a slider's steps
    ...Object.fromEntries(["low", "high", "w", "b", "v", "net", "line", "knots", "curve", "unit"].filter((k) => k in e).map((k) => [k, e[k]])),
    xs: e.x, ys: e.y,
  },
});

/** Play with all explorables of an open page, with keys and a pointer: "mouse" or "touch". */
export const play = async (tab, pointer) => {
  const wrong = [];
  await tab.evaluate(`document.documentElement.style.scrollBehavior = "auto"`); // or a pointer comes while it scrolls
  for (const name of await tab.evaluate(`[...document.querySelectorAll(".explorable")].map((e) => e.id)`)) {
    const box = [`#${name}`, 0];
    const see = () => ask(tab, box, shown), tall = await ask(tab, box, height);
    const moved = async (what, act, handle) => {
      const before = await see();
      await act();
      let tries = 20; // a browser may draw a little later
      while ((await see()) === before && --tries) await new Promise((go) => setTimeout(go, 50));
      if (!tries) wrong.push(`${name}: ${what} changes nothing`);
      const now = await ask(tab, box, height);
      if (Math.abs(now - tall) > 3) wrong.push(`${name}: ${what} makes it ${Math.round(now - tall)} px higher`);
      const found = handle && (await ask(tab, handle, lie));
      if (found) wrong.push(`${name}: after ${what}: ${found}`);
      const { words, state } = await ask(tab, box, said);
      for (const part of FORMULAS[name]?.(state) ?? [])
        if (!words.includes(part)) wrong.push(`${name}: after ${what}: "${words}" lacks "${part}"`);
    };
    for (const handle of await all(tab, name, ".handle")) {
      const [called, found] = [await ask(tab, handle, label), await ask(tab, handle, lie)];
      if (found) wrong.push(`${name}: ${called}: ${found}`);
      await ask(tab, handle, focus);
      for (const key of ["PageUp", "ArrowLeft"]) await moved(`${key} on ${called}`, () => tab.press(key), handle);
      await tab.press("PageDown");
      const [x, y, width] = await ask(tab, handle, centre);
      const side = x < width / 2 ? 40 : -40, before = await see();
      await moved(`${pointer} on ${called}`, async () => {
        for (const [dx, dy] of [[side, -25], [-side, -25], [-side, 25], [side, 25]]) { // one may be at the end of its way
          await tab[pointer]([x, y], [x + dx, y + dy]);
          await new Promise((go) => setTimeout(go, 200));
          if ((await see()) !== before) return;
        }
      }, handle);
    }
    for (const range of await all(tab, name, "input[type=range]")) {
      const called = await ask(tab, range, label);
      const high = await ask(tab, range, (e) => { e.focus(); return e.value > (+e.min + +e.max) / 2; });
      await moved(`a key on the slider ${called}`, async () => {
        for (let i = 0; i < 4; i++) await tab.press(high ? "ArrowLeft" : "ArrowRight");
      });
      const [text, spoken] = await ask(tab, range, (e) => [e.nextElementSibling.value, e.getAttribute("aria-valuetext")]);
      if (!text || text !== spoken) wrong.push(`${name}: the slider ${called} shows "${text}" and says "${spoken}"`);
    }
    for (const radio of await all(tab, name, "input[type=radio]:not(:checked) + *"))
      await moved(`choosing ${await ask(tab, radio, (e) => e.textContent)}`,
        async () => tab.click(await ask(tab, radio, centre)));
    for (const button of await all(tab, name, "button")) {
      await moved(`the button ${await ask(tab, button, label)}`, async () => tab.click(await ask(tab, button, centre)));
      if ((await ask(tab, button, (e) => e.textContent)) === "Pause") await tab.click(await ask(tab, button, centre));
    }
  }
  return wrong;
};
