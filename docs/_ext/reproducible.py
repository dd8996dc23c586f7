"""Byte-identical sites from equal sources, when ``SOURCE_DATE_EPOCH`` is set."""

import os
import pickle
import time
import zipfile

from sphinx.application import ENV_PICKLE_FILENAME


def rewrite_zips(app, exception):
    """Give the members of the gallery's archives one fixed time and order."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if exception or not epoch or app.builder.format != "html":
        return
    stamp = time.gmtime(max(int(epoch), 315_532_800))[:6]  # zip begins in 1980
    for path in (app.outdir / "_downloads").rglob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            members = sorted((info.filename, archive.read(info)) for info in archive.infolist())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members:
                archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)


def save_again(app, exception):
    """Keep what the search takes from the index.

    Sphinx collects it after it has saved its state, and leaves it out of the next build.  By then
    it has cached the sidebar, which the next build has to make anew.
    """
    if not exception and app.builder.format == "html":
        vars(app.env).pop("master_doctree", None)
        with (app.doctreedir / ENV_PICKLE_FILENAME).open("wb") as file:
            pickle.dump(app.env, file, pickle.HIGHEST_PROTOCOL)


def setup(app):
    """Tidy up after everything else is written."""
    app.connect("build-finished", save_again)
    app.connect("build-finished", rewrite_zips)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
