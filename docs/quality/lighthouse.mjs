// Lighthouse's four scores for some pages of the built site: `node lighthouse.mjs site`.

import { resolve } from "node:path";
import lighthouse from "lighthouse";
import { launchChromium } from "./engines.mjs";
import { serve } from "./serve.mjs";

const PAGES = [
  "index.html", "relu_net/dead_relus.html", "gallery/2_regularization/plot_2_3_data_augmentation.html",
  "claims.html",
];
const REQUIRED = 95;

const [server, origin] = await serve(resolve(process.argv[2]));
const browser = await launchChromium();
const { port } = new URL(browser.wsEndpoint());
let low = 0;
for (const path of PAGES) {
  const { lhr } = await lighthouse(`${origin}/${path}`, { port, logLevel: "error", output: "json" });
  const scores = Object.values(lhr.categories).map((c) => [c.title, Math.round(100 * c.score)]);
  console.log(`${path}: ${scores.map(([title, score]) => `${title} ${score}`).join(", ")}`);
  for (const [title, score] of scores) {
    if (score >= REQUIRED) continue;
    low++;
    for (const ref of Object.values(lhr.categories).find((c) => c.title === title).auditRefs) {
      const audit = lhr.audits[ref.id];
      if (audit.score !== null && audit.score < 0.9 && ref.weight) console.log(`  ${audit.id}: ${audit.title} ${audit.displayValue ?? ""}`);
    }
  }
}
await browser.close();
server.close();
process.exitCode = low ? 1 : 0;
