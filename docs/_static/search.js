// Below each hit of a search, what the page or the claim says of itself (summaries.js).
"use strict";

new MutationObserver((changes) => {
  for (const item of changes.flatMap((change) => [...change.addedNodes])) {
    const href = item.matches?.("li") && item.querySelector("a").getAttribute("href");
    const text = href && (summaries[href] ?? summaries[href.split("#")[0]]);
    if (text) item.append(Object.assign(document.createElement("p"), { className: "context", textContent: text }));
  }
}).observe(document.getElementById("search-results"), { childList: true, subtree: true });
