// Play with what can be dragged, as a person would: mouse, touch, keys, sliders and buttons.

/** What a page's explorables show: all their drawing and text. */
const shown = (box) => box.evaluate((e) => e.querySelector("svg").outerHTML + e.querySelector("output[data-part=says]").textContent);

/** A handle is drawn where its number, or the number's size or multiple, is on one of its axes. */
const honest = (handle) =>
  handle.evaluate((h) => {
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
  });

const centre = async (handle) => {
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
};

/** What the words below must contain, by a formula of its own, from what the controls say. */
const FORMULAS = {
  "explore-approximation": ({ w, b, v }) => (w ? [`−b/w = ${text(-b / w)}`, `v|w| = ${text(v * Math.abs(w))}`] : ["max(0, b)"]),
  "explore-data_augmentation": ({ lam, xs, ys }) => {
    const [xy, xx] = [ys, xs].map((a) => a.reduce((sum, t, i) => sum + t * xs[i], 0));
    return [`√λ = ${text(Math.sqrt(lam))}`, `λ = ${text(lam)}`, `fake point: ${text(xy / (xx + lam))}`];
  },
  "explore-dead_relus": ({ scale, low, high }) => {
    const live = (Math.atan(high / scale) - Math.atan(low / scale)) / Math.PI;
    return [`dead ${text(50 * (1 - live), 0)} %`, `live ${text(100 * live, 0)} %`];
  },
};
const text = (v, digits = 2) => (+v.toFixed(digits) ? v.toFixed(digits).replace("-", "−") : (0).toFixed(digits));

/** Where the words of an explorable are not what the formula says. */
const untrue = async (box, name) => {
  const { words, state } = await box.evaluate((e) => ({
    words: e.querySelector("[data-part=says]").textContent,
    state: {
      ...Object.fromEntries([...e.querySelectorAll("input[type=range]")].map((r) => [r.name, +r.value])),
      // what handles hold, which need not be on a slider's steps
      ...Object.fromEntries(["low", "high", "w", "b", "v"].filter((k) => k in e).map((k) => [k, e[k]])),
      xs: e.x, ys: e.y,
    },
  }));
  return (FORMULAS[name]?.(state) ?? []).filter((part) => !words.includes(part)).map((part) => `"${words}" lacks "${part}"`);
};

/** Drag by touch: the browser's own events, as a finger makes them. */
const touch = async (page, from, to) => {
  const client = await page.context().newCDPSession(page);
  const send = (type, points) =>
    client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  await send("touchStart", [from]);
  for (let i = 1; i <= 5; i++)
    await send("touchMove", [[from[0] + ((to[0] - from[0]) * i) / 5, from[1] + ((to[1] - from[1]) * i) / 5]]);
  await send("touchEnd", []);
};

export const play = async (context, origin, path) => {
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (e) => wrong.push(`error in play: ${e.message}`));
  await page.goto(`${origin}/${path}`, { waitUntil: "load" });
  const phone = page.viewportSize().width < 500;
  for (const box of await page.locator(".explorable").all()) {
    const name = await box.getAttribute("id");
    const moved = async (what, act, element) => {
      const before = await shown(box);
      await act();
      await page.waitForTimeout(60);
      if ((await shown(box)) === before) wrong.push(`${name}: ${what} changes nothing`);
      const lie = element && (await honest(element));
      if (lie) wrong.push(`${name}: after ${what}: ${lie}`);
      wrong.push(...(await untrue(box, name)).map((found) => `${name}: after ${what}: ${found}`));
    };
    for (const handle of await box.locator(".handle").all()) {
      const label = await handle.getAttribute("aria-label");
      const lie = await honest(handle);
      if (lie) wrong.push(`${name}: ${label}: ${lie}`);
      for (const key of ["ArrowLeft", "PageUp"])
        await moved(`${key} on ${label}`, async () => { await handle.focus(); await handle.press(key); }, handle);
      await handle.press("PageDown");
      const [x, y] = await centre(handle);
      const to = [x < page.viewportSize().width / 2 ? x + 40 : x - 40, y - 25];
      await moved(`${phone ? "touch" : "mouse"} on ${label}`, async () => {
        if (phone) return touch(page, [x, y], to);
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(...to, { steps: 4 });
        await page.mouse.up();
      }, handle);
    }
    for (const range of await box.locator("input[type=range]").all()) {
      const label = await range.getAttribute("name");
      await moved(`a key on the slider ${label}`, async () => {
        const high = await range.evaluate((e) => e.value > (+e.min + +e.max) / 2);
        await range.focus();
        for (let i = 0; i < 4; i++) await range.press(high ? "ArrowLeft" : "ArrowRight");
      });
      const { text, spoken } = await range.evaluate((e) => ({ text: e.nextElementSibling.value, spoken: e.getAttribute("aria-valuetext") }));
      if (!text || text !== spoken) wrong.push(`${name}: the slider ${label} shows "${text}" and says "${spoken}"`);
    }
    for (const radio of await box.locator("input[type=radio]:not(:checked)").all())
      await moved(`choosing ${await radio.getAttribute("value")}`, () => radio.check({ force: true }));
    for (const button of await box.locator("button").all()) {
      await moved(`the button ${await button.getAttribute("name")}`, async () => { await button.click(); await page.waitForTimeout(250); });
      if ((await button.textContent()) === "Pause") await button.click();
    }
  }
  await page.close();
  return wrong;
};
