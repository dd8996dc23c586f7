// The two views of a page that its address asks for: `views(tab)` says what is wrong with them.

export const views = async (tab) => {
  const wrong = [], page = "relu_net/approximation.html", shown = "explore-approximation";
  await tab.go(`${page}?embed=${shown}`);
  const alone = await tab.evaluate(`(() => {
    const rest = [...document.querySelectorAll("h1, h2, p, nav, header, footer, .claim, .live-bar")]
      .filter((e) => e.checkVisibility() && !e.closest("#${shown}"));
    return [document.getElementById("${shown}").checkVisibility(), rest.map((e) => e.outerHTML.slice(0, 60))];
  })()`);
  if (!alone[0]) wrong.push(`?embed does not show ${shown}`);
  wrong.push(...alone[1].slice(0, 3).map((html) => `?embed shows ${html}`));
  await tab.go(`${page}?projector`);
  const turned = await tab.evaluate(`(() => {
    const titles = () => [...document.querySelectorAll("article h2")].filter((e) => e.checkVisibility()).map((e) => e.textContent);
    const all = document.querySelectorAll("article h2").length, next = document.querySelector(".projector-bar button:last-child");
    const found = [titles()];
    while (!next.disabled) { next.click(); found.push(titles()); }
    return [all, found.map((list) => list.length)];
  })()`);
  const [all, each] = turned;
  if (each.length !== all + 1 || each.slice(1).some((n) => n !== 1) || each[0])
    wrong.push(`?projector shows ${each.join(", ")} of ${all} sections at a time`);
  return wrong;
};
