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
    const many = `${wrote.length} ${wrote.length === 1 ? "answer" : "answers"}`;
    tell(`✓ ${many} checked${book.saving ? "; workbook.py is among your downloads" : ""}`);
  }).finally(() => { book.saving = false; });

  live.checkAll = (book, at) => {
    at.run.onclick = () => go(book, at);
    return go(book, at);
  };
}
