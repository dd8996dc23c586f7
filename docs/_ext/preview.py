"""What a link to a page looks like where it is posted: Open Graph title, text and picture.

Consumers want full addresses.  Which they are, only ``html_baseurl`` can say; without it the
picture's address is relative.
"""

import posixpath
import re
from html import escape

PICTURE, WIDTH, HEIGHT = "_static/preview.png", 1200, 630
DESCRIPTION = re.compile(r'<meta content="([^"]*)" name="description"')
ALT = "Data points and a fake point on the axis, which pulls the line of least squares down."


def describe(app, pagename, templatename, context, doctree):
    """Give a page its tags."""
    context["site_root"] = posixpath.join(app.config.html_baseurl or "/", "")
    if doctree is None:
        return
    root = context["site_root"] if app.config.html_baseurl else context["content_root"]
    tags = {
        "og:type": "website",
        "og:site_name": escape(app.config.html_title),
        "og:title": context["title"],  # HTML already
        "og:description": "".join(DESCRIPTION.findall(context["metatags"])),
        "og:image": root + PICTURE,
        "og:image:width": WIDTH,
        "og:image:height": HEIGHT,
        "og:image:alt": ALT,
    }
    if context["pageurl"]:
        tags["og:url"] = escape(context["pageurl"])
    tags["og:title"] = re.sub("<[^>]*>", "", tags["og:title"]).replace('"', "&quot;")
    context["metatags"] += "".join(f'<meta property="{k}" content="{v}">' for k, v in tags.items())
    context["metatags"] += '<meta name="twitter:card" content="summary_large_image">'


def draw(app, exception):
    """Draw the picture."""
    if exception or app.builder.format != "html":
        return
    import matplotlib
    import numpy as np
    from explorables.data_augmentation import LAM, X, Y, with_fake
    from matplotlib.figure import Figure

    import reluridge as rr

    x, y = with_fake(X, Y, LAM)
    with matplotlib.rc_context():
        matplotlib.style.use("reluridge.lecture")
        fig = Figure(figsize=(WIDTH / 200, HEIGHT / 200), dpi=200, facecolor="white", layout="none")
        fig.text(0.06, 0.76, app.config.html_title, size=25, weight="bold")
        fig.text(0.06, 0.64, "A deep-learning lecture you can run.", size=11.5, color="C7")
        for i, line in enumerate(["A ReLU net is a sum of elbows.", "A penalty is fake data."]):
            fig.text(0.06, 0.3 - 0.1 * i, line, size=11)
        ax = fig.add_axes((0.6, 0.14, 0.36, 0.72))
        for style, data in [("C0-", (X, Y)), ("C1--", (x, y))]:
            (w,) = rr.ols(np.c_[data[0]], data[1])
            ax.plot([0, 5], [0, 5 * w], style)
        ax.plot(X, Y, "C0o", markersize=7)
        ax.plot(x[-1], 0, "C1o", markersize=9, clip_on=False, zorder=5)
        ax.text(x[-1], 0.35, "fake point", color="C1", ha="center", size=9)
        ax.set(xlim=(0, 5), ylim=(0, 5), xticklabels=[], yticklabels=[])
        path = app.outdir / PICTURE
        path.parent.mkdir(exist_ok=True)
        fig.savefig(path, dpi=200, facecolor="white", metadata={"Software": None})


def setup(app):
    """Describe after every page has its description; draw once."""
    app.connect("html-page-context", describe, priority=900)
    app.connect("build-finished", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
