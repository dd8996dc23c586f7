"""Figures: one SVG each, which follows the page into dark mode, with a real description.

A script of the gallery applies the style of the lecture; before it, `reset` sets what
only the site needs, and after it `scraper` saves each figure.  A script describes its
figure by ``fig.set_label("...")``, which becomes the text for those who cannot see it;
a figure without one is a warning.  For the other pages, a directive shows a figure of a
script again::

    ```{gallery-figure} plot_2_3_data_augmentation 1
    An optional caption.
    ```
"""

import ast
import hashlib
import io
import posixpath
import re
import warnings
from pathlib import Path, PurePosixPath
from urllib.parse import quote
from xml.etree import ElementTree

from docutils import nodes
from docutils.parsers.rst.directives import images
from sphinx.domains import Domain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)

STYLE = Path(__file__).parents[2] / "src" / "reluridge" / "lecture.mplstyle"
# The page shows through.  Text as paths: formulas look the same everywhere.  A fixed salt:
# equal builds, equal files.
SITE_ONLY = {f"{part}.facecolor": "none" for part in ("figure", "axes", "savefig")}
SITE_ONLY |= {"svg.fonttype": "path", "svg.hashsalt": "reluridge", "savefig.dpi": 200}
PIXELS_PER_INCH = 120
MAX_INCHES = 4.8  # a wider figure has unreadable text on a phone

# What each colour of the style becomes on a dark page; then what a script
# may call black, white or grey.
DARK = {
    "#0a5cc2": "#5c9dff",
    "#cf3f0c": "#ff7f45",
    "#12734d": "#4fe0a0",
    "#8a2a80": "#cf6fcb",
    "#c08a00": "#ffc24d",
    "#3c9be0": "#8fdcff",
    "#1d2127": "#e8eaed",
    "#7d8590": "#8b949e",
    "#e3e6ea": "#2b3036",
    "#ffffff": "#131416",
}
XLINK = "http://www.w3.org/1999/xlink"
TEXT = re.compile(r"(text|legend)_\d")  # groups of matplotlib's SVG
SAME = {"#000000": "#1d2127", "#808080": "#7d8590", "#d3d3d3": "#e3e6ea"}


# In the gallery -------------------------------------------------------------------


def lecture_order(name):
    """Return what sorts scripts, or their pages, by section: 2.2 before 2.2.1."""
    path = PurePosixPath(name)
    words = path.stem.split("_")
    number = tuple(int(word) for word in words if word.isdigit())
    return path.parent, number, words


def forget_old_figures(app, config):
    """Let every script run again when the code of the package or the style has changed.

    By itself the gallery runs a script again only when the script changes.
    """
    code = hashlib.sha256(STYLE.read_bytes() + Path(__file__).read_bytes())
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
    plt.rcParams.update(SITE_ONLY)


def clear_labels(fig):
    """Keep labels readable where they lie on lines: a margin in the colour of the page."""
    from matplotlib.patheffects import withStroke

    for ax in fig.axes:
        for label in ax.texts:
            label.set_path_effects([withStroke(linewidth=2.5, foreground="#ffffff")])


def _shorter(coordinates):
    """Round to a hundredth of a point, which is enough for a coordinate."""
    return re.sub(r"\d+\.\d{3,}", lambda x: f"{float(x[0]):.2f}", coordinates[0])


def adaptive(svg):
    """Return the SVG with its colours as variables that a dark page redefines."""
    names = {colour: f"--c{i}" for i, colour in enumerate(DARK)}

    def variable(match):
        colour = SAME.get(match[2], match[2])
        return f"{match[1]}var({names[colour]})" if colour in names else match[0]

    svg = re.sub(r'((?:fill|stroke)(?:: |="))(#[0-9a-f]{6})\b', variable, svg)
    svg = re.sub(r' (?:d|x|y)="[^"]*"', _shorter, svg)
    light = ";".join(f"{n}:{c}" for c, n in names.items())
    dark = ";".join(f"{n}:{DARK[c]}" for c, n in names.items())
    ink = names["#1d2127"]  # Matplotlib leaves out a fill that is black
    style = (
        f"<style>svg{{{light};fill:var({ink});color-scheme:light dark}}"
        f"@media(prefers-color-scheme:dark){{svg{{{dark}}}}}</style>"
    )
    return re.sub(r"<svg[^>]*>", lambda m: m[0] + style, svg, count=1)


def save(fig, path, place):
    """Save a figure as an adaptive SVG; return the text and the size that its image needs."""
    width, height = fig.get_size_inches()
    alt = " ".join(str(fig.get_label()).split())
    if not alt:
        logger.warning('%s has no description: call fig.set_label("...")', place)
    if width > MAX_INCHES:
        logger.warning(
            "%s is %.1f in wide; at most %.1f, so that its text can be read on a phone",
            place,
            width,
            MAX_INCHES,
        )
    clear_labels(fig)
    svg = io.StringIO()
    fig.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    path.write_text(adaptive(svg.getvalue()), encoding="utf-8")
    size = {"width": width, "height": height}
    return {"alt": alt} | {k: f"{inches * PIXELS_PER_INCH:.0f}" for k, inches in size.items()}


def scraper(block, block_vars, gallery_conf):
    """Save the open figures of a code block and return reStructuredText that shows them."""
    import matplotlib.pyplot as plt
    from plotted import unplotted

    shown = []
    for number, path in zip(
        plt.get_fignums(), block_vars["image_path_iterator"], strict=False
    ):  # not strict: the iterator is endless
        path = Path(path).with_suffix(".svg")
        place = f"{block_vars['src_file']}, figure {int(path.stem[-3:])}"
        options = save(plt.figure(number), path, place)
        if wrong := unplotted(plt.figure(number)):
            logger.warning("%s says %s, which it does not show", place, ", ".join(wrong))
        shown.append(
            f"\n.. gallery-image:: /{path.relative_to(gallery_conf['src_dir']).as_posix()}\n"
            + "".join(f"   :{name}: {value}\n" for name, value in options.items())
        )
    plt.close("all")
    return "\n".join(shown)


# On the pages ---------------------------------------------------------------------


class plot(nodes.image):
    """An image that a script drew."""


class plot_again(nodes.General, nodes.Element):
    """The place of a figure that another page draws, filled once all pages are read."""


def visit_plot(self, node):
    """Write an ``img`` of known size, so that the text does not jump when it loads."""
    if isinstance(node.parent, nodes.reference):  # Sphinx made it a link and gave that the id
        node["ids"] = []
    name = self.builder.images.get(node["uri"], node["uri"])
    self.body.append(
        self.emptytag(
            node,
            "img",
            "\n",
            src=posixpath.join(self.builder.imgpath, quote(name)),
            alt=node["alt"],
            width=node["width"],
            height=node["height"],
            loading="lazy",
        )
    )
    raise nodes.SkipNode


class GalleryImage(images.Image):
    """Show a figure on the gallery page of its script; the scraper writes these."""

    def run(self):
        (image,) = super().run()
        number = int(PurePosixPath(image["uri"]).stem[-3:])
        return [plot("", **image.attributes | {"ids": [f"figure-{number}"], "classes": ["plot"]})]


class GalleryFigure(SphinxDirective):
    """Show figure N of a gallery script, with a link to the script."""

    required_arguments, optional_arguments, has_content = 1, 1, True

    def run(self):
        stem, number = self.arguments[0], int((*self.arguments, 1)[1])
        again = plot_again("", *self.parse_content_to_nodes(), stem=stem, number=number)
        self.set_source_info(again)
        return [again]


class GalleryDomain(Domain):
    """Know which page shows the figures of which script."""

    name, label = "gallery", "Gallery figures"
    initial_data = {"pages": {}, "users": set()}

    def clear_doc(self, docname):
        self.data["users"].discard(docname)
        self.data["pages"].pop(PurePosixPath(docname).name, None)

    def merge_domaindata(self, docnames, other):
        self.data["users"] |= other["users"]
        self.data["pages"] |= other["pages"]

    def process_doc(self, env, docname, document):
        if any(document.findall(plot)):
            self.data["pages"][PurePosixPath(docname).name] = docname
        if any(document.findall(plot_again)):
            self.data["users"].add(docname)

    def images(self, stem):
        """Return the page of a script and its images, as they are now."""
        docname = self.data["pages"].get(stem)
        return docname, list(self.env.get_doctree(docname).findall(plot)) if docname else []


class ShowFigures(SphinxPostTransform):
    """Fill in the figures that a page borrows from the gallery."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        for place in list(self.document.findall(plot_again)):
            stem, number = place["stem"], place["number"]
            docname, images = self.env.domains["gallery"].images(stem)
            if not 1 <= number <= len(images):
                what = f"has {len(images)} figures, no figure {number}" if docname else "is unknown"
                logger.warning("gallery script %s %s", stem, what, location=place)
                place.replace_self([])
                continue
            image = images[number - 1].deepcopy()
            image["ids"] = []
            link = make_refnode(
                self.env._app.builder,
                self.env.current_document.docname,
                docname,
                f"figure-{number}",
                image,
            )
            figure = nodes.figure("", link, classes=["plot"])
            if place.children:
                figure += nodes.caption("", "", *place.children[0].children)
                figure += nodes.legend("", *place.children[1:]) if place.children[1:] else []
            place.replace_self(figure)


def drop_tag_list(app, document):
    """Remove the gallery's list of tags: it has none, and one id for each folder's list."""
    for node in list(document.findall(nodes.raw)):
        if "sg-tag-list" in node.astext():
            node.parent.remove(node)


def lighten_thumbnails(app, exception):
    """Leave the text out of the thumbnails, too small to read and most of their weight."""
    if exception or app.builder.format != "html":
        return
    for prefix, space in {"": "http://www.w3.org/2000/svg", "xlink": XLINK}.items():
        ElementTree.register_namespace(prefix, space)
    for path in sorted((app.outdir / "_images").glob("*_thumb.svg")):
        tree = ElementTree.parse(path)
        for group in list(tree.iter()):
            for part in list(group):
                if part.tag.endswith("metadata") or TEXT.match(part.get("id", "")):
                    group.remove(part)
        tree.write(path, encoding="utf-8")


def note_reading(app, env, docnames):
    """Note whether this build reads any page."""
    app.reads = bool(docnames)


def if_anything_was_read(pages):
    """Return a handler that has pages written anew, unless every page is as it was."""
    return lambda app, env: pages(env) if app.reads else ()


def setup(app):
    """Register the directives, the domain that counts figures, and the transform."""
    app.add_node(plot, html=(visit_plot, None))
    app.add_node(plot_again)
    app.add_directive("gallery-image", GalleryImage)
    app.add_directive("gallery-figure", GalleryFigure)
    app.add_domain(GalleryDomain)
    app.add_post_transform(ShowFigures)
    app.connect("config-inited", forget_old_figures)
    app.connect("doctree-read", drop_tag_list)
    app.connect("build-finished", lighten_thumbnails)
    app.connect("env-before-read-docs", note_reading)
    app.connect(
        "env-updated", if_anything_was_read(lambda env: env.domains["gallery"].data["users"])
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
