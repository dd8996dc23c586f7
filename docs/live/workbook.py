"""What a reader wrote, as one script whose doctests say what the pages say.

Each exercise becomes a function, which returns the names that the reader's code defines, so that
two of them may define the same one.  Its docstring has the checks, and `shown` compares as the page
does.  A function is not quite a script: its names are no globals, and one syntax error would be
that of the whole file.  So both are run here, and code stands in a string where the function says
something else than the page.
"""

import ast
import contextlib
import inspect
import json
import re

import reader

HEAD = '''\
"""My workbook of ReLU & Ridge: what I predicted and what I wrote.

    python -m doctest {name}

says which checks fail, and nothing if all pass; with -v also what passes.  It needs NumPy and the
lecture's package, reluridge.  Each function holds the code of one exercise; call it for the names
that the code defines.
"""

import functools
import sys

import numpy as np
import reluridge as rr

print = functools.partial(print, file=sys.stderr)  # what the code prints is no part of its checks


{agree}

def shown(value, want):
    """Show what is wanted if the value is that up to rounding, as on the page; else the value."""
    text = repr(value.item() if isinstance(value, np.generic) else value)
    text = want if agree(value, want) else f"{{text}}, not quite" if text == want else text
    sys.stdout.write(f"{{text}}\\n")
'''
FUNCTION = '''

def {name}():
    r"""{title}, in: {page}

    >>> globals().update({name}())
{checks}
    """
{body}
'''
STRING = """    names = {{"np": np, "rr": rr, "print": print, "__name__": "__main__"}}
    exec({code}, names)
    return names"""


def head(name):
    """Return what the script begins with."""
    return HEAD.format(name=name, agree=inspect.getsource(reader.agree))


def examples(checks):
    """Return the checks as the examples of a docstring: each value is handed to `shown`."""
    lines = []
    for example in reader.PARSER.get_examples(checks):
        source, want = example.source.rstrip("\n"), example.want.strip()
        if want:
            value = ast.parse(source.strip(), mode="eval").body
            call = ast.Call(ast.Name("shown"), [value, ast.Constant(want)], [])
            source = ast.unparse(call)
        prompts = [">>> ", *["... "] * source.count("\n")]
        lines += [a + b for a, b in zip(prompts, source.split("\n"), strict=True)]
        lines += want.splitlines()
    return "\n".join(f"    {line}".rstrip() for line in lines)


def indented(code):
    """Return code as the body of a function; a line that begins inside a string stays as it is."""
    nodes = list(ast.walk(ast.parse(code)))
    texts = {n.value for n in nodes if isinstance(n, ast.Expr)}  # of docstrings every line may move
    within = {
        line
        for n in nodes
        if isinstance(n, ast.Constant | ast.JoinedStr) and n not in texts
        for line in range(n.lineno + 1, n.end_lineno + 1)
    }
    lines = enumerate(code.rstrip().splitlines(), 1)
    body = [line if n in within or not line.strip() else f"    {line}" for n, line in lines]
    return "\n".join([*body, "", "    return locals()"])


def bodies(code):
    """Yield what a function may consist of: the code itself, then the code in a string."""
    with contextlib.suppress(SyntaxError, ValueError):
        yield indented(code)
    quoted = f"r'''\n{code.rstrip()}\n'''"
    try:
        same = ast.literal_eval(quoted).strip() == code.strip()
    except (SyntaxError, ValueError):
        same = False
    yield STRING.format(code=quoted if same else repr(code))


def states(source, name):
    """Run a function's doctest; return of each check whether it passes."""
    names = {"__name__": "workbook"}
    exec(head(""), names)
    try:
        exec(source, names)
    except SyntaxError:
        return None
    test = reader.PARSER.get_doctest(names[name].__doc__, names, name, None, 0)
    runner = reader.Runner()
    runner.run(test, out=lambda text: None)
    rows = zip(test.examples, runner.rows, strict=True)
    return [row[0] == "same" for example, row in rows if example.want]


def exercise(name, page, title, checks, code):
    """Return what the page says of an answer, and the function that says the same."""
    told = json.loads(reader.check(code, checks))
    wanted = [example for example in reader.PARSER.get_examples(checks) if example.want]
    on_page = [row[1] == "same" for row in told["rows"]] or [False for _ in wanted]
    for body in bodies(code):
        lines = examples(checks)
        source = FUNCTION.format(name=name, title=title, page=page, checks=lines, body=body)
        if states(source, name) == on_page:
            break
    return told["says"], source


def slug(text):
    """Return a text as a part of a name."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def made(asked):
    """Return the script for the pages, and what is said of each answer, in their order.

    A page is {"page": address, "title": its title, "said": [[prediction, how it went]], "wrote":
    [[exercise, checks, code]]}.
    """
    parts, says, taken = [head("workbook.py")], [], {}
    for page in json.loads(asked):
        parts.append(f"\n\n# {page['title']}\n")
        parts += [f"# {reader.line(f'{title}  {went}')}\n" for title, went in page["said"]]
        for title, checks, code in page["wrote"]:
            stem = page["page"].rpartition("/")[2].partition(".")[0]
            name = f"{stem}_{slug(title.removeprefix('Exercise: '))}"
            taken[name] = taken.get(name, 0) + 1
            name += f"_{taken[name]}" if taken[name] > 1 else ""
            said, source = exercise(name, page["title"], title, checks, code)
            says.append(said)
            parts.append(source)
    return json.dumps({"says": says, "text": "".join(parts)})
