"""What readers download works alone, and equal sources give equal files.

A notebook begins with a cell that installs what is missing, and has words where a page has
links.  Every archive of the gallery has the package beside the script and the notebook.
"""

import io
import json
import os
import posixpath
import re
import time
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROLE = re.compile(r":([a-z:]+):`~?(?:reluridge\.)?([^`]+)`")
FIRST_CELL = """\
# Installs what is missing; the archive of this notebook has the package, too.
# `!python -m reluridge 1.3.a` prints a claim with its doctest.
import importlib.util

needed = {{"matplotlib": "matplotlib", "reluridge": "{package}"}}
missing = [needed[name] for name in needed if importlib.util.find_spec(name) is None]
if missing:
    %pip install --quiet {{" ".join(missing)}}"""


def readable(notebook, package):
    """Return a notebook that says words for roles, and first installs what it needs."""
    content = json.loads(notebook)
    cells = content["cells"]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = [
                ROLE.sub(lambda m: f"claim {m[2]}" if m[1] == "claim" else f"`{m[2]}`", text)
                for text in cell["source"]
            ]
    first = [FIRST_CELL.format(package=package)]
    if cells[0]["source"] != first:  # a build that changes nothing leaves it there
        cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
        cells.insert(0, cell | {"source": first})
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def complete(archive, wheel, package):
    """Give every folder of an archive the package, beside notebooks that can be read."""
    with zipfile.ZipFile(archive) as old:
        members = {info.filename: old.read(info) for info in old.infolist()}
    for folder in {posixpath.dirname(name) for name in members}:
        members[posixpath.join(folder, wheel.name)] = wheel.read_bytes()
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    stamp = time.gmtime(max(epoch, 315_532_800))[:6]  # zip begins in 1980
    # In one order and with one date, so that equal sources give equal archives.
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(members.items()):
            data = readable(data, package) if name.endswith(".ipynb") else data
            file.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    archive.write_bytes(new.getvalue())


def finish(app, exception):
    """Finish notebooks and archives where Sphinx has put them, with the package beside them."""
    if exception or app.builder.name != "html":
        return
    folder = app.outdir / "_downloads"
    builder = WheelBuilder(str(app.confdir.parent))
    (wheel,) = map(Path, builder.build(directory=str(folder), versions=["standard"]))
    root = app.config.html_baseurl  # if it is not known: beside the notebook in its archive
    package = posixpath.join(root, "_downloads", wheel.name) if root else wheel.name
    for path in folder.rglob("*.ipynb"):
        path.write_bytes(readable(path.read_bytes(), package))
    for path in folder.rglob("*.zip"):
        complete(path, wheel, package)


def setup(app):
    """Finish after everything else is written."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
