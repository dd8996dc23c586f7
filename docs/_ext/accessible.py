"""What Sphinx's HTML still lacks for keyboards and screen readers."""

import html
import re

FITS_A_PHONE = 38  # characters of code

MENDED = {
    # The captions of the navigation are headings, of no level.
    'role="heading"': 'role="heading" aria-level="2"',
    # The entries of a bibliography are in a list, but no items of it.
    'role="doc-biblioentry"': 'role="listitem"',
    # Where a phone is too narrow for a table of measurements, its box scrolls.
    '<div class="table-wrapper benchmark': '<div tabindex="0" class="table-wrapper benchmark',
}


def focusable(match):
    """Let the keyboard reach a code block that scrolls sideways on a phone."""
    code = html.unescape(re.sub(r"<[^>]*>", "", match[1]))
    long = any(len(line) > FITS_A_PHONE for line in code.splitlines())
    return f'<pre tabindex="0">{match[1]}</pre>' if long else match[0]


def mend(app, pagename, templatename, context, doctree):
    """Mend the parts of a page."""
    for part in {"body", "furo_navigation_tree"} & context.keys():
        text = re.sub("<pre>(.*?)</pre>", focusable, context[part], flags=re.DOTALL)
        for wrong, right in MENDED.items():
            text = text.replace(wrong, right)
        context[part] = text


DRAWERS = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Site">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    '<aside class="toc-drawer no-toc">': '<aside class="toc-drawer no-toc" aria-label="This page">',
}


def name_drawers(app, exception):
    """Tell the two drawers of the theme's pages apart by name."""
    if exception or app.builder.format != "html":
        return
    for path in app.outdir.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        named = text
        for plain, name in DRAWERS.items():
            named = named.replace(plain, name)
        if named != text:
            path.write_text(named, encoding="utf-8")


def setup(app):
    """Come after the theme has made its parts."""
    app.connect("html-page-context", mend, priority=900)
    app.connect("build-finished", name_drawers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
