"""What a search shows below each hit: what the page or the claim says of itself.

Sphinx would have the browser fetch every page that it lists, which no browser does from disk.
Here all that it needs is in a script beside the index.
"""

import html
import json

from preview import DESCRIPTION


def write(app, exception):
    """Write ``summaries.js``: page -> its description, card of a claim -> its statement."""
    if exception or app.builder.format != "html":
        return
    found = {}
    for docname in sorted(app.env.found_docs):
        target = app.builder.get_target_uri(docname)
        page = (app.outdir / target).read_text(encoding="utf-8")
        found[target] = html.unescape(DESCRIPTION.search(page)[1])
    domain = app.env.domains["claims"]
    for name, (docname, _) in domain.cards.items():
        found[f"{app.builder.get_target_uri(docname)}#claim-{name}"] = domain.stated[name].statement
    script = f"const summaries = {json.dumps(found, ensure_ascii=False, indent=0)};\n"
    (app.outdir / "summaries.js").write_text(script, encoding="utf-8")


def setup(app):
    """Write once all pages are there."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
