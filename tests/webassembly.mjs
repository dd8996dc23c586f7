// Run pytest in Pyodide: `node webassembly.mjs ROOT WHEELS PACKAGES ...`; webassembly.py calls it.
import { loadPyodide } from "../docs/live/node_modules/pyodide/pyodide.mjs";

const [root, wheels, packages, ...told] = process.argv.slice(2);
const python = await loadPyodide({ env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" } });
for (const [at, folder] of [["/project", root], ["/wheels", wheels], ["/packages", packages]]) {
  python.FS.mkdirTree(at);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, at);
}
python.globals.set("told", python.toPy(told));
process.exitCode = python.runPython(`
import os, sys
sys.path[:0] = ["/project/src", "/wheels", "/packages"]
os.chdir("/project")
import pytest
int(pytest.main(["-p", "no:cacheprovider", *told]))
`);
