"""What the site hands on that others wrote, and its licences: nothing there is typed twice.

``licences`` shows a table; the texts go to ``_static/licences``.  Both come from the very files:
the wheels of the packs, the packages that made the pages, what npm fetched.
"""

import email
import importlib.metadata
import json
import os
import re
import shutil
import sys
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from live import DOCS, packs, wheels
from results import table
from sphinx.util.docutils import SphinxDirective

PAGE = "licences"
TEXTS = DOCS / "generated" / PAGE
# Packages of which pages have a script, a style sheet or a picture.
OF_PAGES = ["Sphinx", "furo", "sphinx-basic-ng", "sphinx-copybutton", "sphinx-gallery", "Pygments"]
IS_LICENCE = re.compile(r"(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)
SOURCES = ["source", "source code", "code", "repository", "github", "homepage"]


class Work(NamedTuple):
    """What somebody else wrote: name, version, licence in a word, address, the licence's text."""

    name: str
    version: str
    licence: str
    source: str
    text: str


def in_a_word(metadata):
    """Return the name of a licence as the metadata of a package have it."""
    words = (metadata["License"] or "").strip()
    if expression := metadata["License-Expression"]:
        return expression
    named = [c for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    if named:
        return " or ".join(c.rpartition(" :: ")[2].removesuffix(" License") for c in named)
    return words.partition("\n")[0]


def packaged(metadata, texts):
    """Return a Python package, from its metadata and the texts of its licences by name."""
    urls = [url.partition(", ") for url in metadata.get_all("Project-URL", [])]
    of = {label.lower(): url for label, _, url in urls}
    source = next((of[key] for key in SOURCES if key in of), metadata["Home-page"])
    whole = "\n\n".join(f"{name}\n{'=' * len(name)}\n\n{text}" for name, text in texts.items())
    return Work(metadata["Name"], metadata["Version"], in_a_word(metadata), source, whole)


def installed(name):
    """Return a package of this environment."""
    found = importlib.metadata.distribution(name)
    texts = {f.name: f.read_text() for f in found.files if IS_LICENCE.search(str(f))}
    return packaged(found.metadata, texts)


def wheel(archive):
    """Return a package that is in a pack."""
    names = archive.namelist()
    (about,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    found = [name for name in names if IS_LICENCE.search(name) and not name.endswith(".py")]
    texts = {name: archive.read(name).decode("utf-8", "replace") for name in found}
    return packaged(email.message_from_bytes(archive.read(about)), texts)


def fetched(folder, text):
    """Return a package of npm."""
    told = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    source = told["repository"]["url"].removeprefix("git+").removesuffix(".git")
    return Work(told["name"], told["version"], told["license"], source, text)


def python():
    """Return CPython: this one's licence, which is the one in the pack but for its years."""
    own = [Path(os.__file__).parent, Path(sys.base_prefix)]
    found = [path for folder in own if (path := folder / "LICENSE.txt").exists()]
    text = "See https://docs.python.org/3/license.html\n"
    text = found[0].read_text(encoding="utf-8") if found else text
    version = wheels.lock()["info"]["python"].rpartition(".")[0]
    return Work("Python", version, "PSF-2.0", "https://github.com/python/cpython", text)


def works(live_packs):
    """Yield all that the site hands on."""
    for name in ("katex", "@fontsource/source-serif-4"):
        folder = DOCS / "node_modules" / name
        yield fetched(folder, (folder / "LICENSE").read_text(encoding="utf-8"))
    yield from map(installed, OF_PAGES)
    if live_packs:
        mozilla = installed("pathspec")  # its licence is the same, and npm brings no text
        yield fetched(wheels.PYODIDE, mozilla.text.partition("\n\n")[2])
        yield python()
        names = list(chain.from_iterable(packs.LIBRARIES.values()))
        archives = wheels.fetch(names)
        for name in names:  # whatever source had them first
            yield wheel(archives[name])


class Licences(SphinxDirective):
    """Show what there is, and write down the licences."""

    def run(self):
        for made_of in (
            __file__,
            packs.__file__,
            DOCS / "package-lock.json",
            packs.HERE / "package-lock.json",
        ):
            self.env.note_dependency(str(made_of))
        shutil.rmtree(TEXTS, ignore_errors=True)
        TEXTS.mkdir(parents=True)
        rows = []
        for work in works(self.env.live_packs):
            path = TEXTS / f"{work.name.lower().replace('@fontsource/', '')}.txt"
            path.write_text(work.text.strip() + "\n", encoding="utf-8")
            home = nodes.reference("", work.name, refuri=work.source)
            text = nodes.reference("", work.licence, refuri=f"_static/{PAGE}/{path.name}")
            rows.append((home, work.version, text))
        return [table(("What", "Version", "Licence"), rows, (35, 20, 45), PAGE)]


def outdated(app, env, added, changed, removed):
    """Return the page, if the packs have come or gone."""
    return [PAGE] if PAGE in env.found_docs and env.live_before != env.live_packs else []


def finish(app, exception):
    """Put the texts into the site."""
    if not exception and TEXTS.exists() and app.builder.name == "html":
        folder = app.outdir / "_static" / PAGE
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(TEXTS, folder)


def setup(app):
    """Register the table."""
    app.setup_extension("live")
    app.add_directive("licences", Licences)
    app.connect("env-get-outdated", outdated)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
