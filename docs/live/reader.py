"""Run the examples of a page as doctest does, and tell line by line what came of it.

This runs in the reader's browser, beside the package; `worker.js` calls it.  What it returns is
JSON.  A row is [source, state, what it printed, what the page prints].  The states: ``same`` as
on the page, ``differs``, ``error`` (it raised), ``new`` (the line is the reader's).
"""

import ast
import builtins
import contextlib
import copy
import difflib
import doctest
import json
import linecache
import logging
import sys
import time
import traceback
import warnings

import adaptive

PARSER = doctest.DocTestParser()
sessions = {}  # the names of each session; as in the tests, they are empty at first
left = {}  # of each session that draws: the code, names and settings that each part left


def names(session):
    """Return the names that the examples of a session see: those of the earlier ones."""
    return sessions.setdefault(session, {"__name__": "__main__"})


def statements(code):
    """Return the source of each statement in whole lines, as a doctest has them."""
    lines, end = code.splitlines(), 0
    spans = []
    for node in ast.parse(code).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if first <= end:  # a second statement on a line
            spans[-1][1] = node.end_lineno
        else:
            spans.append([first, node.end_lineno])
        end = node.end_lineno
    return ["\n".join(lines[first - 1 : last]) + "\n" for first, last in spans]


def examples(code, text):
    """Return code as examples, and whether each is the page's: an unchanged line has its output."""
    printed, now = PARSER.get_examples(text), statements(code)
    sides = [[source.strip() for source in side] for side in (now, [e.source for e in printed])]
    found = {}
    for a, b, size in difflib.SequenceMatcher(None, *sides, autojunk=False).get_matching_blocks():
        found |= {a + k: printed[b + k] for k in range(size)}
    return [(found.get(i) or doctest.Example(s, ""), i in found) for i, s in enumerate(now)]


class Runner(doctest.DocTestRunner):
    """Keep what each example gave rather than print it."""

    def __init__(self):
        super().__init__(verbose=False, optionflags=0)
        self.rows = []

    def report_start(self, out, test, example):
        """Say nothing."""

    def report_success(self, out, test, example, got):
        """Keep what it printed."""
        error = example.exc_msg is not None  # an expected one: as short as the page has it
        self.rows.append(("same", example.want if error else got))

    def report_failure(self, out, test, example, got):
        """Keep what it printed instead."""
        self.rows.append(("differs", got))

    def report_unexpected_exception(self, out, test, example, exc_info):
        """Keep the traceback, from the reader's line on."""
        place = f"<doctest {test.name}[{example.lineno}]>"
        self.rows.append(("error", traced(exc_info[1], place)))


def rows_of(pairs, session):
    """Run examples in a session and return their rows."""
    for number, (example, _) in enumerate(pairs):
        example.lineno = number
    runner = Runner()
    test = doctest.DocTest([example for example, _ in pairs], {}, "example", None, 0, None)
    test.globs = names(session)  # a DocTest copies what it is given; later ones see what this sets
    runner.run(test, out=lambda text: None, clear_globs=False)
    rows = []
    for (example, of_page), (state, got) in zip(pairs, runner.rows, strict=True):
        state = state if of_page or state == "error" else "new"
        rows.append([example.source, state, got, example.want])
    return rows


def as_printed(text, session):
    """Run a text's examples as the tests do, where a warning is an error; return their rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return rows_of([(example, True) for example in PARSER.get_examples(text)], session)


def run(session, code, text):
    """Run code that may have been changed, beside what the page prints."""
    start = time.perf_counter()
    try:
        rows = rows_of(examples(code, text), session)
    except SyntaxError as error:
        rows = [[error.text or "", "error", traceback.format_exc(limit=0), ""]]
    return json.dumps({"rows": rows, "seconds": time.perf_counter() - start})


def again(pages, tell):
    """Run every example of every page; `pages` is JSON, [page, [[session, text], ...]] each."""
    for page, blocks in json.loads(pages):
        start, printed, wrong = time.perf_counter(), 0, []
        sessions.clear()
        for session, text in blocks:
            rows = as_printed(text, session)
            printed += sum(bool(want) for *_, want in rows)
            wrong += [row for row in rows if row[1] != "same"]
        seconds = time.perf_counter() - start
        tell(json.dumps({"page": page, "printed": printed, "wrong": wrong, "seconds": seconds}))
    sessions.clear()
    return "{}"


def claim(name):
    """Run one claim of the lecture and return its rows."""
    from reluridge.claims import find_claims

    start, session = time.perf_counter(), f"claim {name}"
    sessions.pop(session, None)
    rows = as_printed(find_claims()[name].text, session)
    return json.dumps({"rows": rows, "seconds": time.perf_counter() - start})


def ledger(tell):
    """Run every claim, and tell of each as soon as it is done."""
    from reluridge.claims import find_claims

    start = time.perf_counter()
    for name, stated in find_claims().items():
        before = time.perf_counter()
        outcome = stated.run()
        seconds = time.perf_counter() - before
        tell(json.dumps({"id": name, **outcome._asdict(), "seconds": seconds}))
    return json.dumps({"seconds": time.perf_counter() - start})


FILE = "your code"  # what a traceback calls the reader's own
ROOM = 100_000  # characters, of what a script may print


def execute(code, place, own):
    """Run code; as in the build, what a last expression is worth is printed."""
    linecache.cache[place] = len(code), None, code.splitlines(True), place  # for tracebacks
    tree = ast.parse(code, place)
    last = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    exec(compile(tree, place, "exec"), own)
    exec(compile(ast.Interactive(last), place, "single"), own)


def traced(error, place):
    """Return the traceback of an error, from the reader's line on."""
    at = error.__traceback__
    while at and at.tb_frame.f_code.co_filename != place:
        at = at.tb_next
    told = traceback.TracebackException(type(error), error, at)
    told.stack = traceback.StackSummary.from_list([f for f in told.stack if f.filename != __file__])
    return "".join(told.format())


class Printed:
    """What a script prints: handed on ten times a second, and not without end."""

    def __init__(self, tell=None):
        self.tell, self.parts, self.size, self.last = tell, [], 0, 0.0

    def write(self, text):
        """Keep a text, as long as there is room."""
        if self.size <= ROOM:
            end = "\n… and more, which is not shown.\n" if self.size + len(text) > ROOM else ""
            self.parts.append(text[: ROOM - self.size] + end)
        self.size += len(text)
        if self.tell and time.perf_counter() > self.last + 0.1:
            self.tell(json.dumps({"printed": self.take()}))
            self.last = time.perf_counter()
        return len(text)

    def flush(self):
        """Do nothing: the page is told soon enough."""

    def take(self):
        """Return what was kept, once."""
        text, self.parts = "".join(self.parts), []
        return text


def load_figures():
    """Load Matplotlib, which is there without its parts for three dimensions."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # of fonts left out, too
    with warnings.catch_warnings(action="ignore"):
        import matplotlib.pyplot as plt
        from matplotlib.artist import Artist

        plt.switch_backend("agg")  # as the site is built
    # What has been drawn is done with: a later part begins with a copy of the names, not of it.
    Artist.__deepcopy__ = lambda self, memo: self


def begin(session, part):
    """Set names and settings to what the part before left, whatever has run since."""
    import matplotlib.pyplot as plt

    plt.close("all")
    states = left.setdefault(session, [])
    if not states:
        plt.rcdefaults()
        states.append(("", {"__name__": "__main__"}, plt.rcParams.copy() | adaptive.SITE_ONLY))
    _, before, settings = states[part - 1]
    own, seen = names(session), {}
    own.clear()  # functions look names up in this very dictionary
    for name, value in before.items():
        try:
            own[name] = copy.deepcopy(value, seen)
        except Exception:  # what has no copy, such as a module, is shared
            own[name] = value
    with warnings.catch_warnings(action="ignore"):
        plt.rcParams.update(settings)
    return own, states


def draw(session, code, part=1, show=True):
    """Run a part of a script after the parts before it, and show what it draws.

    A figure is [SVG, description, width, height].
    """
    import matplotlib.pyplot as plt

    start, printed = time.perf_counter(), Printed()
    place = FILE if session == "scratch" else f"<part {part}>"
    own, states = begin(session, part)
    error, figures = "", []
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", ".* is non-interactive, and thus cannot be shown")
        try:
            execute(code, place, own)
            if show:
                figures = [adaptive.drawn(plt.figure(number)) for number in plt.get_fignums()]
            if states[part:] and states[part][0] != code:  # what came after it is out of date
                del states[part:]
            if not states[part:]:
                states.append((code, own.copy(), plt.rcParams.copy()))
        except BaseException as raised:
            del states[part:]
            error = traced(raised, place)
    plt.close("all")
    seconds = time.perf_counter() - start
    told = {"printed": printed.take(), "error": error, "figures": figures, "seconds": seconds}
    return json.dumps(told)


def shown(value):
    """Return a value as text: a number of NumPy as the number that it is."""
    import numpy as np

    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) < 500 else f"{text[:500]} …"


def script(code, tell):
    """Run a script with no names but its own; tell what it prints meanwhile."""
    start, error = time.perf_counter(), ""
    printed = Printed(tell)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            execute(code, FILE, {"__name__": "__main__"})
        except BaseException as raised:
            error = traced(raised, FILE)
    seconds = time.perf_counter() - start
    return json.dumps({"printed": printed.take(), "error": error, "seconds": seconds})


def agree(value, want):
    """Tell whether a value is the one wanted, up to rounding; a list is as good as an array."""
    import numpy as np

    try:
        value, want = np.asarray(value), np.asarray(eval(want, {"array": np.array}))
    except Exception:
        return False
    if value.shape != want.shape:
        return False
    if value.dtype.kind in "iuf" and want.dtype.kind in "iuf":
        return bool(np.allclose(value, want, rtol=1e-6, atol=1e-9))
    return value.dtype.kind == want.dtype.kind and bool(np.all(value == want))


def check(code, checks):
    """Run a reader's code, then the checks of an exercise: [source, state, what came, wanted].

    What is said of it names the first check that fails, and never how to do better.
    """
    import numpy as np

    import reluridge

    names = {"__name__": "__main__", "np": np, "rr": reluridge}
    printed, rows, error = Printed(), [], ""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            execute(code, FILE, names)
        except BaseException as raised:
            error = traced(raised, FILE)
        before = ""  # lines that prepare a check
        for example in [] if error else PARSER.get_examples(checks):
            source, want = example.source.strip(), example.want.strip()
            if not want:
                before += example.source
                continue
            try:
                exec(before, names)
                value = eval(source, names)
                state = "same" if agree(value, want) else "differs"
                rows.append([source, state, shown(value), want])
            except BaseException as raised:
                rows.append([source, "error", traced(raised, FILE), want])
            before = ""
    told = {"rows": rows, "error": error, "printed": printed.take(), "says": verdict(rows, error)}
    return json.dumps(told)


def verdict(rows, error):
    """Say in one sentence how checks went."""
    if error:
        return f"✗ your code raises {line(error.splitlines()[-1])}"
    for number, (source, state, came, want) in enumerate(rows, 1):
        which = f"✗ check {number} of {len(rows)}: {line(source)}"
        if state == "error":
            hint = "; does the function return something?" if "NoneType" in came else ""
            return f"{which} raises {line(came.splitlines()[-1])}{hint}"
        if state == "differs":
            return f"{which} gave {line(came)}, expected {line(want)}"
    return f"✓ all {len(rows)} checks pass" if len(rows) > 1 else "✓ the check passes"


def line(text):
    """Return a text on one line."""
    return " ".join(text.split())


def ask(prompt=""):
    """Say why nothing can be typed in."""
    raise EOFError("Nobody can be asked here: write the value into the code.")


if sys.platform == "emscripten":
    sys.argv = ["reluridge"]  # nobody's command line
    builtins.input = ask
