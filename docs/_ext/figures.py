"""Figures: one SVG each, which follows the page into dark mode, with a real description.

A script of the gallery applies the style of the lecture; before it, `reset` sets what
only the site needs, and after it `scraper` saves each figure.  A script describes its
figure by ``fig.set_label("...")``, which becomes the text for those who cannot see it;
a figure without one is a warning.  For the other pages, ``gallery-figure STEM NUMBER``
shows a figure of a script again.
"""

import ast
import hashlib
import posixpath
import re
import warnings
from pathlib import Path, PurePosixPath
from urllib.parse import quote
from xml.etree import ElementTree

import adaptive
from docutils import nodes
from docutils.parsers.rst.directives import images
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)

DOCS = Path(__file__).parents[1]
STYLE = DOCS.parent / "src" / "reluridge" / "lecture.mplstyle"
PREVIEW = "sphx_glr_plot_2_3_data_augmentation_001"  # the picture of a posted link
MAX_INCHES = 4.8  # a wider figure has unreadable text on a phone


def lecture_order(name):
    """Return what sorts scripts, or their pages, by section: 2.2 before 2.2.1."""
    path = PurePosixPath(name)
    words = path.stem.split("_")
    return path.parent, [int(word) for word in words if word.isdigit()], words


def forget_old_figures(app, config):
    """Let every script run again after a change of the package, too, not of the script alone."""
    used = STYLE, Path(__file__), Path(adaptive.__file__)
    code = hashlib.sha256(b"".join(path.read_bytes() for path in used))
    for path in sorted((app.confdir.parent / "src").rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value.value = None  # a docstring changes no figure
        code.update(ast.dump(tree).encode())
    last = app.confdir / "generated" / "code.sha256"
    if not last.exists() or last.read_text() != code.hexdigest():
        for seen in (app.srcdir / "gallery").rglob("*.md5"):
            seen.unlink()
        last.parent.mkdir(exist_ok=True)
        last.write_text(code.hexdigest())


def reset(gallery_conf, script):
    """Forget what the last script set, and set what only the site needs; warnings are errors."""
    import matplotlib.pyplot as plt

    for category in (RuntimeWarning, UserWarning, DeprecationWarning):
        warnings.filterwarnings("error", category=category, module="__main__|reluridge|matplotlib")
    warnings.filterwarnings("ignore", ".* is non-interactive, and thus cannot be shown")
    plt.close("all")
    plt.rcdefaults()
    plt.rcParams.update(adaptive.SITE_ONLY)


def save(fig, path, place):
    """Save a figure as an adaptive SVG; return the text and the size that its image needs."""
    inches = fig.get_size_inches()[0]
    svg, alt, width, height = adaptive.drawn(fig)
    if not alt:
        logger.warning('%s has no description: call fig.set_label("...")', place)
    if inches > MAX_INCHES:
        what = "%s is %.1f in wide; at most %.1f, so that its text can be read on a phone"
        logger.warning(what, place, inches, MAX_INCHES)
    path.write_text(svg, encoding="utf-8")
    return {"alt": alt, "width": width, "height": height}


def scraper(block, block_vars, gallery_conf):
    """Save the open figures of a code block and return reStructuredText that shows them."""
    import matplotlib.pyplot as plt

    shown = []
    for number in plt.get_fignums():
        path = Path(next(block_vars["image_path_iterator"])).with_suffix(".svg")
        place = f"{block_vars['src_file']}, figure {int(path.stem[-3:])}"
        options = save(plt.figure(number), path, place)
        if path.stem == PREVIEW:
            told = {"dpi": 250, "facecolor": "white", "metadata": {"Software": None}}
            plt.figure(number).savefig(DOCS / "generated/preview.png", **told)
        shown += ["", f".. gallery-image:: /{path.relative_to(gallery_conf['src_dir']).as_posix()}"]
        shown += [f"   :{name}: {value}" for name, value in options.items()]
    plt.close("all")
    return "\n".join([*shown, ""])


class plot(nodes.image):
    """An image that a script drew."""


def visit_plot(self, node):
    """Write an ``img`` of known size, so that the text does not jump when it loads."""
    if isinstance(node.parent, nodes.reference):  # Sphinx made it a link and gave that the id
        node["ids"] = []
    name = quote(self.builder.images.get(node["uri"], node["uri"]))
    told = {key: node[key] for key in ("alt", "width", "height")} | {"loading": "lazy"}
    told["src"] = posixpath.join(self.builder.imgpath, name)
    self.body.append(self.emptytag(node, "img", "\n", **told))
    raise nodes.SkipNode


IMAGE = re.compile(r"^\.\. gallery-image:: (\S+)\n((?:   :\w+: .*\n)*)", re.MULTILINE)
OPTION = re.compile(r":(\w+): (.*)")


class GalleryImage(images.Image):
    """Show a figure on the gallery page of its script; the scraper writes these."""

    def run(self):
        (image,) = super().run()
        number = int(PurePosixPath(image["uri"]).stem[-3:])
        return [plot("", **image.attributes | {"ids": [f"figure-{number}"], "classes": ["plot"]})]


class GalleryFigure(SphinxDirective):
    """Show figure N of a gallery script, with a link to the script."""

    required_arguments, optional_arguments = 1, 1

    def run(self):
        stem, number = self.arguments[0], int((*self.arguments, 1)[1])
        page = next((page for page in self.env.found_docs if PurePosixPath(page).name == stem), "")
        images = []
        if page:
            self.env.note_dependency(source := str(self.env.doc2path(page)))
            images = IMAGE.findall(Path(source).read_text(encoding="utf-8"))
        if not 1 <= number <= len(images):
            what = f"has {len(images)} figures, no figure {number}" if page else "is unknown"
            logger.warning("gallery script %s %s", stem, what, location=self.get_location())
            return []
        uri, options = images[number - 1]
        image = plot("", uri=uri, classes=["plot"], **dict(OPTION.findall(options)))
        link = to_page(page, f"figure-{number}", image)
        return [nodes.figure("", link, classes=["plot"])]


def to_page(docname, anchor, content):
    """Return a link to a place on a page."""
    content = nodes.inline("", content) if isinstance(content, str) else content
    target = {"refdomain": "", "reftype": "page", "reftarget": docname, "anchor": anchor}
    return addnodes.pending_xref("", content, **target)


def resolve(app, env, node, contnode):
    """Make such a link real."""
    if node["reftype"] == "page":
        target = node["reftarget"], node["anchor"]
        return make_refnode(app.builder, node["refdoc"], *target, contnode)
    return None


def drop_tag_list(app, document):
    """Remove the gallery's list of tags: it has none, and one id for each folder's list."""
    for node in list(document.findall(nodes.raw)):
        if "sg-tag-list" in node.astext():
            node.parent.remove(node)


def lighten_thumbnails(app, exception):
    """Leave the text out of the thumbnails, too small to read and most of their weight."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    for path in [] if exception else sorted((app.outdir / "_images").glob("*_thumb.svg")):
        tree = ElementTree.parse(path)
        for group in list(tree.iter()):
            for part in list(group):
                if re.search(r"^(text|legend)_\d|metadata$", part.get("id", part.tag)):
                    group.remove(part)
        tree.write(path, encoding="utf-8")


def setup(app):
    """Register the directives and the links."""
    app.add_node(plot, html=(visit_plot, None))
    app.add_directive("gallery-image", GalleryImage)
    app.add_directive("gallery-figure", GalleryFigure)
    app.connect("config-inited", forget_old_figures)
    app.connect("doctree-read", drop_tag_list)
    app.connect("missing-reference", resolve)
    app.connect("build-finished", lighten_thumbnails)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
