// The ledger, run where it stands: each claim's row says what became of it.
"use strict";
{
  const { make } = live;

  live.wakeLedger = async (at) => {
    const rows = new Map([...document.querySelectorAll("ul.ledger > li")].map((row) => [row.id.replace("ledger-", ""), row]));
    const added = [];
    const add = (after, element) => { after.append(element); added.push(element); };
    const go = () => live.attempt(at, async (python, tell) => {
      for (const element of added.splice(0)) element.remove();
      const failed = [];
      let done = 0;
      const running = () => tell(`Running ${rows.size} claims …`, done / rows.size);
      running();
      const { seconds } = await python.ask("ledger", {}, (claim) => {
        const row = rows.get(claim.id);
        done += 1;
        running();
        add(row.querySelector("summary"), make("span", {
          className: `live-verdict live-${claim.failed ? "differs" : "same"}`, textContent: live.verdict(claim.tried, claim.failed, claim.seconds),
        }));
        if (!claim.failed) return;
        failed.push(claim.id);
        row.firstElementChild.open = true;
        add(row.firstElementChild, make("pre", { className: "live-report", tabIndex: 0, role: "region", "aria-label": `Report on claim ${claim.id}`, textContent: claim.report.trim() }));
      }).catch((error) => { throw new Error(`${error.message.replace(/\.$/, "")} after ${done} of ${rows.size} claims.`); });
      tell(`${failed.length ? "✗" : "✓"} ${done - failed.length} passed, ${failed.length} failed, in ${seconds.toFixed(1)} s`);
      for (const name of failed) add(at.row, make("a", { href: `#ledger-${name}`, textContent: `✗ ${name}` }));
    });
    at.run.onclick = go;
    await go();
  };
}
