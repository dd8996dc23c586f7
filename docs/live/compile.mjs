// Compile Python with the very Python that will run it: `node compile.mjs FOLDER MODE PLACE`.
// "beside" puts a .pyc in the place of each .py; "cached" puts it where Python looks for it.
import { loadPyodide } from "pyodide";

const [root, mode, place] = process.argv.slice(2);
const python = await loadPyodide({ env: { PYTHONNODEBUGRANGES: "1", HOME: "/home/pyodide" } });
python.FS.mkdirTree("/stage");
python.FS.mount(python.FS.filesystems.NODEFS, { root }, "/stage");
python.globals.set("options", python.toPy({ ddir: place, legacy: mode === "beside" }));
process.exitCode = python.runPython(`
import compileall, py_compile

mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
all_well = compileall.compile_dir("/stage", quiet=2, maxlevels=20, invalidation_mode=mode, **options)
0 if all_well else 1
`);
