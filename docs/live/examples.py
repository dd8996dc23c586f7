"""The examples of the site as it is written: what runs in the page, and what checks that it does.

A block belongs to the session of the claim or docstring around it, or of the page; in a session the
names of earlier blocks are there.  What a page copies from another is counted there.  `marked` says
in a block's tag what this site has not got; all that comes after it in its session needs that, too.
`live.js`, the button that runs every example and check.mjs go by these marks.
"""

import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

TOKENS = re.compile(r"<(/?)(dl|dt|div|pre)\b([^>]*)>")
BLOCK = re.compile(r'class="(?:[^"]* )?(?:highlight-pycon|doctest)[ "]')
CLASS_PY, ID = re.compile(r'class="py[ "]'), re.compile(r' id="([^"]*)"')
SESSION, COPY = re.compile(r' data-session="([^"]*)"'), "copy of "
NEEDS = re.compile(r' data-needs="([^"]*)"')
IMPORT = re.compile(r"^(?:>>>|\.\.\.)\s+(?:import|from) (\w+)", re.MULTILINE)
HERE = {"numpy", "reluridge", *sys.stdlib_module_names}


class Block(NamedTuple):
    """A block of examples: where its tag is, its session, its text, what it asks for in vain."""

    at: int
    session: str
    text: str
    needs: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page in their order; live.js finds the same ones."""
    # Of each list and division: its session; "" until the id of a Python object is read, or None.
    around: list[str | None] = []
    at, tag, start = -1, "", 0
    for token in TOKENS.finditer(page):
        end, name, rest = token.groups()
        if name in {"dl", "div"}:
            if end:
                around.pop()
            else:
                own, python = SESSION.search(rest), name == "dl" and CLASS_PY.search(rest)
                around.append(own[1] if own else "" if python else None)
        elif (
            name == "dt" and not end and around and around[-1] == "" and (found := ID.search(rest))
        ):
            around[-1] = found[1]
        if name == "div" and not end and BLOCK.search(rest):
            at, tag = token.start(), rest
        elif name == "pre" and at >= 0 and not end:
            start = token.end()
        elif name == "pre" and at >= 0:
            text = html.unescape(re.sub(r"<[^>]*>", "", page[start : token.start()]))
            needs = NEEDS.search(tag)
            if ">>>" in text:
                session = next((each for each in reversed(around) if each is not None), "")
                yield Block(at, session, text, needs[1] if needs else "")
            at = -1


def marked(body: str) -> str:
    """Return a page whose blocks say what they need, if this site has not got it."""
    parts, last, missing = [], 0, {}
    for block in blocks(body):
        foreign = [name for name in IMPORT.findall(block.text) if name not in HERE]
        if foreign:
            missing.setdefault(block.session, foreign[0])
        if need := missing.get(block.session):
            at = block.at + len("<div")
            parts += [body[last:at], f' data-needs="{need}"']
            last = at
    return "".join([*parts, body[last:]])


ASKED = re.compile(
    r'<form class="choices"[^>]* data-title="([^"]*)"()()'
    r'|data-live="exercise"[^>]* data-title="([^"]*)" data-starter="([^"]*)" data-checks="([^"]*)"'
)


def asked(pages: Iterable[tuple[str, str, str]]) -> str:
    """Return a script with what each page asks: predictions, and exercises with their checks.

    A browser keeps what a reader answers under these very titles.
    """
    rows = []
    for address, title, page in pages:
        found = [
            [html.unescape(text or "") for text in each.groups()] for each in ASKED.finditer(page)
        ]
        titles = [each[0] or each[3] for each in found]
        if len(set(titles)) < len(titles):
            sys.exit(f"{address} asks two things under one title: {titles}")
        if found:
            predict, write = [e[0] for e in found if e[0]], [e[3:] for e in found if e[3]]
            rows.append({"page": address, "title": title, "predict": predict, "write": write})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"live.asked = [\n{lines}\n];\n"


def collected(pages: Iterable[tuple[str, str, str]]) -> str:
    """Return a script with the examples of all pages; of each: address, title and text."""
    rows = []
    for address, title, page in pages:
        if "highlight-pycon" not in page and "doctest" not in page:
            continue
        if found := [block for block in blocks(page) if not block.session.startswith(COPY)]:
            runs = [[block.session, block.text] for block in found if not block.needs]
            left = Counter(block.needs for block in found if block.needs)
            rows.append({"page": address, "title": title, "blocks": runs, "without": left})
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"live.examples = [\n{lines}\n];\n"
