"""What a page says of itself: to search engines, to the site's own search, where it is posted.

A page's description is its own, ``description`` in its head, or else its first paragraph.  A
posted link has its tags from sphinxext-opengraph, with full addresses if ``html_baseurl`` is set.
"""

import json
import pickle
import posixpath
import shutil
from html import escape

from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME

from reluridge._plain import math

PICTURE = "_static/preview.png"


def first_paragraph(document):
    """Return the first paragraph that is in no note, cut to what a search engine shows."""
    found = (p for p in document.findall(nodes.paragraph) if not isinstance(p.parent, nodes.note))
    first = next(found, nodes.paragraph()).deepcopy()
    for formula in list(first.findall(nodes.math)):
        formula.replace_self(nodes.Text(math(formula.astext())))
    text = " ".join(first.astext().split())
    return text if len(text) <= 160 else text[:157].rpartition(" ")[0] + " …"


def describe(app, document):
    """Give a page its description, in its head and for all who ask for it."""
    metas = [m for m in document.findall(nodes.meta) if m.get("name") == "description"]
    if not metas:
        metas = [nodes.meta(name="description", content=first_paragraph(document))]
        document.insert(0, metas)
    about = app.env.metadata[app.env.current_document.docname]
    about["og:description"] = escape(metas[0]["content"])
    about["search"] = metas[0]["content"]


def write_summaries(app):
    """Write ``summaries.js``: page -> its description, card of a claim -> its statement.

    Sphinx would have the browser fetch every page of a result, which none does from disk.
    """
    address, domain = app.builder.get_target_uri, app.env.domains["claims"]
    found = {address(page): app.env.metadata[page]["search"] for page in sorted(app.env.found_docs)}
    for name, claim in domain.stated.items():
        for page in domain.pages("claim", name):
            found[f"{address(page)}#claim-{name}"] = claim.statement
    script = f"const summaries = {json.dumps(found, ensure_ascii=False, indent=0)};\n"
    (app.outdir / "summaries.js").write_text(script, encoding="utf-8")


def finish(app, exception):
    """Put beside the pages what they ask for; save the state again, with what a search finds.

    Sphinx collects that after it has saved, and has by then cached a sidebar, which must go.
    """
    if not exception and app.builder.format == "html":
        write_summaries(app)
        shutil.copy(app.srcdir / "generated" / "preview.png", app.outdir / PICTURE)
        vars(app.env).pop("master_doctree", None)
        with (app.doctreedir / ENV_PICKLE_FILENAME).open("wb") as file:
            pickle.dump(app.env, file, pickle.HIGHEST_PROTOCOL)


def set_address(app, config):
    """Let the tags of posted links know the address of the site, if there is one."""
    if config.html_baseurl:
        config.ogp_site_url = posixpath.join(config.html_baseurl, "")
        config.ogp_image = PICTURE


def setup(app):
    """Let the tags know the address, each page its description."""
    app.setup_extension("sphinxext.opengraph")
    app.connect("config-inited", set_address)
    app.connect("doctree-read", describe)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
