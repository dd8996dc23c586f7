// A search finds what students type: `search(context, origin)` says what is wrong, served or from disk.

/** Words, and the page that a search for them has to list first. */
const FIRST = {
  "relu": "relu_net/approximation",
  "dead relu": "relu_net/dead_relus",
  "dead relus": "relu_net/dead_relus",
  "dying relu": "relu_net/dead_relus_training",
  "leaky relu": "relu_net/dead_relus_training",
  "elbow": "relu_net/approximation",
  "xavier": "relu_net/initialization_depth",
  "he initialization": "relu_net/initialization",
  "why 2/d": "relu_net/initialization",
  "warm start": "relu_net/initialization_start",
  "backpropagation": "relu_net/backward",
  "overfitting": "regularization/loss",
  "twelve points": "regularization/loss",
  "ridge regression": "regularization/least_squares",
  "singular value decomposition": "regularization/shrinkage",
  "condition number": "regularization/shrinkage",
  "bias variance": "regularization/bias_variance",
  "lambda sklearn": "conventions",
  "cross validation": "regularization/choosing_lambda",
  "cross-validation": "regularization/choosing_lambda",
  "gradient descent": "regularization/gradient_descent",
  "weight decay": "regularization/weight_decay",
  "early stopping": "regularization/early_stopping",
  "learning rate": "regularization/gradient_descent",
  "data augmentation": "regularization/data_augmentation",
  "noise on the inputs": "regularization/noisy_inputs",
  "dropout": "regularization/noisy_inputs",
  "five views": "regularization/five_views",
  "kernel trick": "regularization/kernel_ridge",
  "pseudoinverse": "regularization/kernel_ridge",
  "double descent": "regularization/random_features",
  "playground": "try",
  "quiz": "folk_test",
  "folk": "folk_test",
  "workbook": "workbook",
  "export": "workbook",
};

/** Ask for words; return the results as [text, description, address] in their order. */
const ask = async (page, origin, words) => {
  await page.goto(`${origin}/search.html?q=${encodeURIComponent(words)}`);
  await page.waitForFunction(() => /finished|did not match/.test(document.querySelector("#search-results")?.textContent ?? ""));
  return page.$$eval("#search-results li", (rows) => rows.map((row) => {
    const link = row.querySelector("a");
    return [link.textContent, row.querySelector(":scope > span")?.textContent ?? "", link.getAttribute("href")];
  }));
};

/** What is wrong with the searches for FIRST, for claims, and for names. */
export const search = async (context, origin) => {
  const page = await context.newPage();
  const wrong = [];
  for (const [words, docname] of Object.entries(FIRST)) {
    const found = await ask(page, origin, words);
    const [first] = found;
    if (first?.[2].split("#")[0] !== `${docname}.html`)
      wrong.push(`a search for "${words}" begins with ${first?.[0]}, ${first?.[2]}`);
    const isName = ([, description]) => description !== "";
    const pages = found.filter((row) => !isName(row)).map(([, , address]) => address.split("#")[0]);
    if (new Set(pages).size < pages.length) wrong.push(`a search for "${words}" lists a page twice`);
    for (const [name, description] of found.filter(isName)) {
      const text = `${name} ${description}`.toLowerCase().replaceAll("reluridge", "");
      if (!words.split(/\W+/).every((word) => text.includes(word)))
        wrong.push(`a search for "${words}" finds ${name}`);
    }
    if (!first) continue;
    await page.goto(`${origin}/${first[2]}`);
    const there = await page.evaluate(() => !location.hash || document.getElementById(location.hash.slice(1)) !== null);
    if (!there) wrong.push(`a search for "${words}" leads to ${first[2]}, which is not there`);
  }
  await page.goto(`${origin}/claims.html`);
  const claims = await page.$$eval("ul.ledger > li", (items) => items.map((li) => {
    for (const formula of li.querySelectorAll(".katex")) formula.remove();
    return [li.querySelector(".claim-id").textContent.trim(), (li.querySelector(".claim-precisely > div") ?? li.querySelector(".claim-said")).textContent];
  }));
  if (!claims.length) wrong.push("the ledger lists nothing");
  for (const [id, statement] of claims.filter((_, i) => i % 5 === 0)) {
    const first = await ask(page, origin, id.replace("Claim ", ""));
    if (!first[0]?.[0].includes(id)) wrong.push(`a search for "${id}" begins with ${first[0]?.[0]}`);
    const words = statement.match(/[A-Za-z]{5,}/g).slice(0, 3).join(" ");
    if (!(await ask(page, origin, words)).length) wrong.push(`a search for "${words}" finds nothing`);
  }
  await page.close();
  return wrong;
};
