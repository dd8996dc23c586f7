"""What the HTML of Sphinx and of the theme still lacks for keyboards and screen readers.

Each mend is counted: if what it mends is on no page any more, the build fails, and says so.
"""

import html
import re

from sphinx.errors import ExtensionError

FITS_A_PHONE = 37  # characters of code

MENDED = {
    # The captions of the navigation are headings, of no level.
    'role="heading"': 'role="heading" aria-level="2"',
    # The entries of a bibliography are in a list, but no items of it.
    'role="doc-biblioentry"': 'role="listitem"',
    # Where a phone is too narrow for a table, its box scrolls.
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    # The two drawers of the theme's pages have no names that tell them apart.
    '<aside class="sidebar-drawer': '<aside aria-label="Site" class="sidebar-drawer',
    '<aside class="toc-drawer': '<aside aria-label="This page" class="toc-drawer',
}


def focusable(match):
    """Let the keyboard reach a code block that scrolls sideways on a phone."""
    code = html.unescape(re.sub(r"<[^>]*>", "", match[1]))
    long = any(len(line) > FITS_A_PHONE for line in code.splitlines())
    return f'<pre tabindex="0">{match[1]}</pre>' if long else match[0]


def mend(app, exception):
    """Mend all pages; those of an earlier build are mended already."""
    if exception or app.builder.format != "html":
        return
    missing = set(MENDED)
    for path in app.outdir.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        mended = re.sub("<pre>(.*?)</pre>", focusable, text, flags=re.DOTALL)
        for wrong, right in MENDED.items():
            mended = mended.replace(right, wrong).replace(wrong, right)
            missing -= {wrong} if right in mended else set()
        if mended != text:
            path.write_text(mended, encoding="utf-8")
    if missing:
        raise ExtensionError(f"accessible.py: no page has {' or '.join(sorted(missing))} any more")


def setup(app):
    """Come after everything is written."""
    app.connect("build-finished", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
