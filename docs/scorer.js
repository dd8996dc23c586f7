// How search results are ranked: a claim that is asked for by its id comes first.
var Scorer = {
  score: ([, title, , , score]) => {
    const asked = (new URLSearchParams(location.search).get("q") ?? "").trim().toLowerCase();
    return title.toLowerCase().replace("claim ", "") === asked.replace("claim ", "") ? 1000 : score;
  },
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
};
