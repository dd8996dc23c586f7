"""The lecture as an e-book (EPUB 3): ``python noxfile.py -s book``.

Formulas are MathML there, answers are open, and what can be dragged is left out.  Readers want
to be told which files have formulas or drawings in them, which Sphinx does not do.
"""

import os
import re
import time
import zipfile


def declare(opf, pages):
    """Return the list of contents, with what is in each page that has more than text."""
    kinds = {"mathml": b"<math", "svg": b"<svg"}

    def item(match):
        has = [kind for kind, mark in kinds.items() if mark in pages[match[1]]]
        return f'{match[0][:-2]}properties="{" ".join(has)}" />' if has else match[0]

    return re.sub(r'<item [^>]*href="([^"]*\.xhtml)"[^>]*/>', item, opf)


def mend(page):
    """Make a page the strict HTML that readers of books want."""
    page = re.sub(rb' tooltip="[^"]*"', b"", page)  # which only the gallery's script knows
    return re.sub(  # no boxes within code
        rb"<pre\b.*?</pre>",
        lambda code: code[0].replace(b"<div", b"<span").replace(b"</div>", b"</span>"),
        page,
        flags=re.DOTALL,
    )


def finish(app, exception):
    """Write the archive again, its contents declared, with one time for all members."""
    if exception or app.builder.name != "epub":
        return
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    path = app.outdir / f"{app.config.epub_basename}.epub"
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for name in members:
        if name.endswith(".xhtml"):
            members[name] = mend(members[name])
    members["content.opf"] = declare(members["content.opf"].decode(), members).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name, time.gmtime(epoch)[:6])
            archive.writestr(info, data, kind)


def setup(app):
    """Come after the archive is written."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
