"""Run what readers download from the built site, each file alone: ``nox -s downloads``.

The environment has no more than Jupyter's kernel at first: the first notebook installs the
package and Matplotlib, from its archive.  A script must show all figures of its page and a
notebook must draw them; both must print something, and complain of nothing.
"""

import importlib.util
import os
import posixpath
import re
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
RAW = re.compile(r":[\w:]+:`|`_|^\.\. |::$", re.MULTILINE)
FIRST = "plot_2_1_loss_conventions"
ENV = os.environ | {"MPLBACKEND": "module://shown", "PYTHONPATH": str(HERE)}


def script(path, folder):
    """Run a script in a folder; return how many figures it shows, what it prints, what is wrong."""
    run = subprocess.run(
        [sys.executable, path], cwd=folder, env=ENV, capture_output=True, encoding="utf-8"
    )
    wrong = [run.stderr.strip()] if run.stderr else []
    wrong += [f"exit status {run.returncode}"] if run.returncode else []
    return len(list(folder.glob("*.png"))), run.stdout, wrong


def notebook(path, folder):
    """Run a notebook in a folder; return the same of it."""
    content = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")
    wrong = [f"raw markup: {match[0]}" for match in RAW.finditer(text)]
    options = {"timeout": 300, "allow_errors": True, "extra_arguments": ["--log-level=ERROR"]}
    NotebookClient(content, resources={"metadata": {"path": folder}}, **options).execute()
    outputs = [o for cell in content.cells[1:] for o in cell.get("outputs", [])]
    outputs += [o for o in content.cells[0].outputs if o.output_type == "error"]
    wrong += [f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"]
    wrong += [o.text for o in outputs if o.get("name") == "stderr"]
    printed = "".join(o.text for o in outputs if o.get("name") == "stdout")
    return sum("image/png" in o.get("data", ()) for o in outputs), printed, wrong


def problems(path, site):
    """Yield what is wrong with a file when it is run alone."""
    (page,) = site.glob(f"gallery/*/{path.stem}.html")
    expected = len(set(re.findall(r'id="figure-\d+"', page.read_text(encoding="utf-8"))))
    with tempfile.TemporaryDirectory() as folder:
        run = script if path.suffix == ".py" else notebook
        figures, printed, wrong = run(path, Path(folder))
    yield from wrong
    if figures != expected:
        yield f"{figures} figures, the page has {expected}"
    if not printed.strip():
        yield "nothing is printed"


def differing(site, files):
    """Yield what archives have in another version than the site, or lack."""
    alone = {path.name: path.read_bytes() for path in files}
    (wheel,) = site.glob("_downloads/*.whl")
    alone[wheel.name] = wheel.read_bytes()
    seen = set()
    for path in sorted(site.glob("_downloads/*/*.zip")):
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        seen |= {posixpath.basename(name) for name in members}
        for folder in {posixpath.dirname(name) for name in members}:
            if posixpath.join(folder, wheel.name) not in members:
                yield f"{path.name}: no package in its folder {folder!r}"
        for name, data in members.items():
            if data != alone.get(posixpath.basename(name)):
                yield f"{path.name}: {name} differs from the same file alone"
    yield from (f"{name} is in no archive" for name in alone.keys() - seen)


def install(site):
    """Run a notebook where its archive is unpacked; return why that installed nothing."""
    needed = ("reluridge", "matplotlib")
    there = [name for name in needed if importlib.util.find_spec(name)]
    (archive,) = site.glob(f"_downloads/*/{FIRST}.zip")
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(archive).extractall(folder)
        _, _, wrong = notebook(Path(folder) / f"{FIRST}.ipynb", Path(folder))
    importlib.invalidate_caches()
    wrong += [f"{name} was there before" for name in there]
    return wrong + [f"{n} was not installed" for n in needed if not importlib.util.find_spec(n)]


def main(site):
    """Run everything, two at a time, and return the number of problems."""
    files = sorted(p for end in ("py", "ipynb") for p in site.glob(f"_downloads/*/plot_*.{end}"))
    wrong = [f"{FIRST}.zip: {what}" for what in install(site)]
    wrong += differing(site, files)
    with ThreadPoolExecutor(2) as pool:
        for path, found in zip(
            files, pool.map(lambda p: list(problems(p, site)), files), strict=True
        ):
            print(".", end="", flush=True)
            wrong += [f"{path.name}: {what}" for what in found]
    print("", *wrong, f"{len(files)} downloads run, {len(wrong)} problems", sep="\n")
    return len(wrong) or not files


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
