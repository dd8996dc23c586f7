"""Blocks that swallow what follows: ``python docs/_ext/fences.py`` names them, and a build warns.

Markdown lets a block without an end run on to the next end, or to the end of the page, and says
nothing.  So the pages here keep a stricter rule: a block ends with the marks that it begins with,
a block inside another has fewer of them or other ones, and no heading stands in a block.

In reStructuredText and in Python files, ``.. math:`` with one colon is a comment, which no page
shows; a gallery script's text without its ``# %%`` is one, too.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"([\s>]*)(`{3,}|~{3,}|:{3,})\s*(.*)")
HEADING = re.compile(r"[\s>]*#{2,6}\s")
ONE_COLON = re.compile(r"\s*(# )?\.\. [a-z][a-z:-]*(?<!:):(\s|$)")
NO_PAGES = {"_build", "gallery", "generated", "node_modules", "quality"}  # of ours, below docs


def markdown(lines):
    """Yield the line of the block that has no end of its own, and what shows that."""
    blocks = []
    if lines[: [*lines, ""].index("")].count("---") == 1:
        yield 1, "front matter begins and ends with `---`"
    for number, line in enumerate(lines, 1):
        fence = FENCE.fullmatch(line)
        if fence and not (fence[2][0] == "`" and "`" in fence[3]):  # which is code within a line
            place, marks, name = fence.groups()
            if not name and blocks and blocks[-1][1:] == (place, marks):
                blocks.pop()
                continue
            fits = all(len(marks) < len(b[2]) for b in blocks if b[2][0] == marks[0])
            if fits and (name or marks[0] != ":"):
                blocks.append((number, place, marks))
                continue
            what = f"line {number}, {line.strip()}"
        elif blocks and HEADING.match(line):
            what = f"the heading of line {number}"
        else:
            continue
        if blocks:
            yield blocks[-1][0], f"no end of this block before {what}"
        else:
            yield number, "the end of a block that has no beginning"
        return  # what follows is a guess
    for number, *_ in blocks:
        yield number, "no end of this block"


def comments(lines, is_script=False):
    """Yield the lines with text that is meant for a page and would be on none."""
    before = ""
    for number, line in enumerate(lines, 1):
        if ONE_COLON.match(line):
            yield number, "a directive has two colons; with one this is a comment"
        if is_script and line[:1] == "#" != before[:1] and not line.startswith("# %%"):
            yield number, "the text of a gallery script begins with a line `# %%`"
        before = line


def problems(path):
    """Return (line, what is wrong) for all blocks of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix == ".md":
        return list(markdown(lines))
    return list(comments(lines, path.name.startswith("plot_")))


def files():
    """Return all files with text for pages."""
    found = [*ROOT.glob("*.md"), *(ROOT / "gallery").rglob("*.*"), *(ROOT / "src").rglob("*.py")]
    for path in (ROOT / "docs").iterdir():
        if path.name not in NO_PAGES:
            found += path.rglob("*.*") if path.is_dir() else [path]
    return sorted(p for p in found if p.suffix in (".md", ".py", ".rst"))


def warn(app):
    """Warn of every problem, in a build that reads nothing anew as well."""
    from sphinx.util import logging

    for path in files():
        for line, what in problems(path):
            logging.getLogger(__name__).warning(what, location=f"{path}:{line}")


def warn_of_options(app, doctree):
    """Warn of an option for a directive that has none: it would be text."""
    from docutils import nodes
    from sphinx.util import logging

    for text in doctree.findall(nodes.paragraph):
        if found := re.match(r":[\w-]+:(?=\s|$)", text.astext()):
            logging.getLogger(__name__).warning(
                "no option %s here: this would be text", found[0], location=text
            )


def main():
    """Print the problems of the files on the command line, or of all."""
    named = [Path(name) for name in sys.argv[1:]] or files()
    found = [f"{path}:{line}: {what}" for path in named for line, what in problems(path)]
    print(*found, f"{len(named)} files, {len(found)} blocks without an end", sep="\n")
    return bool(found)


def setup(app):
    """Look at all files once, at each page when it is read."""
    app.connect("builder-inited", warn)
    app.connect("doctree-read", warn_of_options)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    sys.exit(main())
