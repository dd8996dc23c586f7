// The workbook checked again, and saved as a script: Python makes both.
"use strict";
{
  const save = (text) => {
    const href = URL.createObjectURL(new Blob([text], { type: "text/x-python" }));
    live.make("a", { href, download: "workbook.py" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  };
  const go = (book, at) => live.attempt(at, async (python, tell) => {
    tell("Checking …");
    const pages = book.read(), wrote = pages.flatMap((page) => page.wrote);
    const asked = JSON.stringify(pages.map((page) => ({ ...page, wrote: page.wrote.map(({ name, checks, code }) => [name, checks, code]) })));
    const { says, text } = await python.ask("workbook", { asked });
    wrote.forEach(({ key, code }, i) => {
      const kept = keep(key);
      if (kept?.typed === code) keep(key, { ...kept, says: says[i] });
    });
    book.show();
    if (book.saving) save(text);
    const n = wrote.length, pass = says.filter((each) => each.startsWith("✓")).length;
    const went = pass === n ? "✓ all pass" : `${pass} ${pass === 1 ? "passes" : "pass"}, ${n - pass} ${n - pass === 1 ? "does" : "do"} not`;
    const told = n ? `${n} ${n === 1 ? "answer" : "answers"} checked: ${n === 1 && pass ? "✓ it passes" : went}` : "There is no code to check";
    tell(`${told}${book.saving ? "; workbook.py is among your downloads" : ""}`);
  }).finally(() => { book.saving = false; });

  live.checkAll = (book, at) => {
    at.run.onclick = () => go(book, at);
    return go(book, at);
  };
}
