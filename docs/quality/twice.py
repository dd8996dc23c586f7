"""Build the site from two copies of the last commit and compare: ``nox -s twice``.

The copies lie in folders with different names, and the second is built twice: what did not
change is not built anew.  Prints how long each took.
"""

import filecmp
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build(copy):
    """Build the site of a copy with the options from the command line, and return the time."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sphinx", *sys.argv[1:], "-q", "docs", "site"], cwd=copy, check=True
    )
    return time.perf_counter() - start


def differences(a, b, at=""):
    """Yield the files in which two folders differ."""
    pair = filecmp.dircmp(a, b)
    yield from (f"{at}{name}" for name in (*pair.left_only, *pair.right_only, *pair.funny_files))
    _, unequal, failed = filecmp.cmpfiles(a, b, pair.common_files, shallow=False)
    yield from (f"{at}{name}" for name in (*unequal, *failed))
    for name in pair.common_dirs:
        yield from differences(a / name, b / name, f"{at}{name}/")


def main():
    """Build twice and compare."""
    with tempfile.TemporaryDirectory() as room:
        sites = []
        for name in ("one", "another"):
            copy = Path(room) / name
            subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
            for folder in ("docs", "docs/live"):
                (copy / folder / "node_modules").symlink_to(ROOT / folder / "node_modules")
            print(f"{name}: {build(copy):.0f} s", flush=True)
            sites.append(copy / "site")
        wrong = sorted(differences(*sites))
        print(f"again, with nothing changed: {build(copy):.0f} s")
        wrong += [f"{name} after the rebuild" for name in differences(*sites) if name not in wrong]
    print(*wrong, f"{len(wrong)} files differ", sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
