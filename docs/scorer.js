// How search results are ranked. A claim asked for by its id comes first; then pages whose index
// entries have all the words, sections of the lecture before others; then sections that have them in
// their text; then the rest.
const stems = (text) => // in whatever number: no s at the end
  splitQuery(text.toLowerCase()).map((word) => new Stemmer().stemWord(word).replace(/s$/, ""));

/** How much of an index entry of a page the words are, if it has them all: 0 to 1. */
const indexed = (docname, words) => {
  const shares = Object.entries(Search._index.indexentries)
    .filter(([, places]) => places.some(([file, , isMain]) => isMain && Search._index.docnames[file] === docname))
    .map(([entry]) => stems(entry))
    .map((entry) => (words.every((word) => entry.includes(word)) ? words.length / entry.length : 0));
  return Math.max(0, ...shares);
};

var Scorer = {
  score: ([docname, title, , , score, , kind]) => {
    const asked = (new URLSearchParams(location.search).get("q") ?? "").trim().toLowerCase();
    if (title.toLowerCase().replace("claim ", "") === asked.replace("claim ", "")) return 1000;
    if (kind === "object") return score;
    const isSection = /^(relu_net|regularization)\/(?!index)/.test(docname);
    return score + 100 * indexed(docname, stems(asked)) + (isSection ? 50 : 0);
  },
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
};

// A word is not found in a name because the package's own name has it.
const byName = Search.performObjectSearch;
Search.performObjectSearch = (object, words) =>
  byName(object, words).filter(([, name, , description]) => {
    const others = `${name} ${description}`.toLowerCase().replaceAll("reluridge", "");
    return [...words].every((word) => others.includes(word) || word === "reluridge");
  });

// One row for each page, its best one, and one for each name.  The best rows come last.
const allRows = Search._performSearch;
Search._performSearch = (...query) => {
  const best = new Map();
  for (const row of allRows(...query).reverse()) {
    const what = row[6] === "object" ? row[1] : row[0];
    if (!best.has(what)) best.set(what, row);
  }
  return [...best.values()].reverse();
};
