"""Wheels for WebAssembly, each the very file that Pyodide's lock names by its SHA-256.

A wheel is looked for in a cache; then in the folder, or at the address, that the environment
variable RELURIDGE_WHEELS names (Pyodide's own distribution, or a mirror of it); then in the
package on PyPI that requirements.txt names.  What has another hash is refused.
"""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).parent
PYODIDE = HERE / "node_modules" / "pyodide"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "reluridge-wheels"
VARIABLE = "RELURIDGE_WHEELS"


class NotFound(Exception):
    """There is no source of a wheel, or none with the right bytes."""


def lock() -> dict:
    """Return what Pyodide's lock says of each package."""
    return json.loads((PYODIDE / "pyodide-lock.json").read_text(encoding="utf-8"))


def named(place: str) -> Callable[[str], bytes]:
    """Return what reads a file from a folder, or from an address."""

    def read(name: str) -> bytes:
        if "://" not in place:
            return (Path(place) / name).read_bytes()
        with urllib.request.urlopen(f"{place.rstrip('/')}/{name}", timeout=60) as answer:
            return answer.read()

    return read


def carried(folder: Path) -> Callable[[str], bytes]:
    """Download the carrier into a folder, and return what reads a file from it."""
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
    # The carrier says that it is for older Pythons; nothing of it is run.
    pip += ["--only-binary=:all:", "--python-version=3.12", "-d", folder]
    done = subprocess.run(
        [*pip, "-r", HERE / "requirements.txt"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotFound(f"pip cannot download the carrier: {done.stderr.strip()[-300:]}")
    (archive,) = (zipfile.ZipFile(path) for path in folder.glob("*.whl"))
    inside = {Path(name).name: name for name in archive.namelist() if name.endswith(".whl")}
    return lambda name: archive.read(inside[name])


def fetch(packages: Iterable[str]) -> dict[str, zipfile.ZipFile]:
    """Return the wheels of these packages; what is downloaded is kept in the cache."""
    known = lock()["packages"]
    wanted = {name: (known[name]["file_name"], known[name]["sha256"]) for name in packages}
    found: dict[str, bytes] = {}

    def take(read: Callable[[str], bytes], where: str) -> None:
        for name, (file, digest) in wanted.items():
            if name in found:
                continue
            try:
                data = read(file)
            except (OSError, KeyError):
                continue
            if hashlib.sha256(data).hexdigest() != digest:
                print(f"{file} from {where} is not the file that pyodide-lock.json names")
                continue
            found[name] = data
            CACHE.mkdir(parents=True, exist_ok=True)
            part = CACHE / f"{file}.{os.getpid()}"
            part.write_bytes(data)
            part.replace(CACHE / file)  # whole or not at all

    take(named(str(CACHE)), f"{CACHE}")
    if place := os.environ.get(VARIABLE):
        take(named(place), place)
    if len(found) < len(wanted):
        with tempfile.TemporaryDirectory() as folder:
            take(carried(Path(folder)), "the carrier")
    if missing := [file for name, (file, _) in wanted.items() if name not in found]:
        raise NotFound(f"no source has {', '.join(missing)}; set {VARIABLE} to one that does")
    return {name: zipfile.ZipFile(io.BytesIO(data)) for name, data in found.items()}
