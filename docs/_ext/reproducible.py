"""A site that is built again is the same, byte by byte."""

import pickle

from sphinx.application import ENV_PICKLE_FILENAME


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
    """Save after everything else is written."""
    app.connect("build-finished", save_again)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
