"""Figures: one SVG each, which follows the page into dark mode, with a real description.

A script of the gallery applies the style of the lecture; before it, `reset` sets what
only the site needs, and after it `scraper` saves each figure.  A script describes its
figure by ``fig.set_label("...")``, which becomes the text for those who cannot see it;
a figure without one is a warning.

On the other pages ``gallery-figure STEM N`` shows figure N of a script.  Its content is the
caption, one paragraph.  Figures with captions are numbered through each chapter, in the order of
the lecture, and the role ``fig`` cites one by its ``:name:``, as "Figure 1.4".  (Sphinx can number
figures by chapter, but only if it numbers the titles as well.)  The build warns of a name that no
figure has, and on the lecture's pages of a figure without a caption, or that the text never cites.

The page of a script shows what a part of it draws and prints first, then its text, then its code.
"""

import ast
import hashlib
import posixpath
import re
import warnings
from collections import Counter
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree

import adaptive
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives import images
from sphinx import addnodes
from sphinx.domains import Domain
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)

DOCS = Path(__file__).parents[1]
STYLE = DOCS.parent / "src" / "reluridge" / "lecture.mplstyle"
PREVIEW = "sphx_glr_plot_2_3_data_augmentation_001"  # the picture of a posted link
MAX_INCHES = 4.8  # a wider figure has unreadable text on a phone
CHAPTERS = ("relu_net", "regularization")


def lecture(env):
    """Return the pages of the lecture, in its order."""
    openers = [f"{chapter}/index" for chapter in CHAPTERS if f"{chapter}/index" in env.found_docs]
    return [page for top in openers for page in (top, *env.toctree_includes.get(top, []))]


@cache
def on_pages():
    """Return the scripts that the pages of the lecture show, in its order."""
    found = []
    for folder in (DOCS / chapter for chapter in CHAPTERS):
        opener = (folder / "index.md").read_text(encoding="utf-8")
        for page in re.search(r"^```\{toctree\}\n(.*?)^```", opener, re.M | re.S)[1].split():
            if (path := folder / f"{page}.md").exists():
                found += re.findall(r"\{gallery-figure\} (\S+)", path.read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


def lecture_order(name):
    """Return what sorts scripts, or their pages: by section, 2.2 before 2.2.1, then as shown."""
    path = PurePosixPath(name)
    words, shown = path.stem.split("_"), on_pages()
    place = shown.index(path.stem) if path.stem in shown else len(shown)
    return path.parent, [int(word) for word in words if word.isdigit()], place, words


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


def forget_gone(app, config):
    """Remove the pages of scripts that are gone: nothing lists them, and the build would say so."""
    scripts, pages = app.confdir.parent / "gallery", app.srcdir / "gallery"
    for page in sorted(pages.rglob("plot_*.rst")) if scripts.exists() else ():
        if not (scripts / page.relative_to(pages)).with_suffix(".py").exists():
            for file in page.parent.glob(f"{page.stem}.*"):
                file.unlink()


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
    """Show figure N of a gallery script, with a link to the script, and a caption."""

    required_arguments, optional_arguments, has_content = 1, 1, True
    option_spec = {"name": directives.unchanged}

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
        figure = nodes.figure("", link, classes=["plot"], script=(page, number))
        self.set_source_info(figure)
        if self.content:
            text, *more = self.parse_content_to_nodes()
            figure += nodes.caption("", "", *text.children)
            if more:
                logger.warning("a caption is one paragraph", location=self.get_location())
        self.add_name(figure)
        if not figure["ids"]:
            figure["ids"] = [nodes.make_id(f"{stem}-{number}")]
        return [figure]


class FigureRole(XRefRole):
    """Cite a figure by its name."""

    def process_link(self, env, refnode, has_explicit_title, title, target):
        refnode["refdomain"] = "figures"
        return title, target


class Shown(NamedTuple):
    """A figure of a script, (page, number), on another page."""

    id: str
    name: str
    script: tuple[str, int]
    has_caption: bool
    line: int


class FigureDomain(Domain):
    """Which figures the pages show, and which they cite."""

    name, label = "figures", "Figures"
    roles = {"fig": FigureRole(innernodeclass=nodes.inline, warn_dangling=True)}
    dangling_warnings = {"fig": "no figure with a caption has the name %(target)s"}
    initial_data = {"pages": {}}  # page -> (figures shown, names cited)

    def clear_doc(self, docname):
        self.data["pages"].pop(docname, None)

    def merge_domaindata(self, docnames, other):
        self.data["pages"] |= {k: v for k, v in other["pages"].items() if k in docnames}

    def process_doc(self, env, docname, document):
        shown = [
            Shown(f["ids"][0], "".join(f["names"]), f["script"], len(f) > 1, f.line)
            for f in document.findall(nodes.figure)
            if "script" in f
        ]
        cited = {
            ref["reftarget"]
            for ref in document.findall(addnodes.pending_xref)
            if ref["refdomain"] == "figures" and not isinstance(ref.parent, nodes.caption)
        }
        if shown or cited:
            self.data["pages"][docname] = shown, cited

    def numbered(self):
        """Yield page, figure and number of each figure that has one."""
        last = Counter()
        for page in lecture(self.env):
            chapter = 1 + CHAPTERS.index(page.split("/")[0])
            for figure in self.data["pages"].get(page, [[]])[0]:
                if figure.has_caption:
                    last[chapter] += 1
                    yield page, figure, f"{chapter}.{last[chapter]}"

    def places(self, scripts):
        """Return where the lecture shows these figures of scripts: page, id and number of each."""
        return [(page, f.id, number) for page, f, number in self.numbered() if f.script in scripts]

    def resolve_xref(self, env, fromdocname, builder, typ, target, node, contnode):
        for page, figure, number in self.numbered():
            if figure.name == target:
                text = nodes.inline("", f"Figure {number}", classes=["keep"])
                return make_refnode(builder, fromdocname, page, figure.id, text)
        return None


def check(app, env):
    """Warn about what is wrong with the figures of the lecture."""
    pages = env.domains["figures"].data["pages"]
    for page in lecture(env):
        shown, cited = pages.get(page, ([], ()))
        for figure in shown:
            place, what = (page, figure.line), f"figure {figure.script[1]} of {figure.script[0]}"
            if not figure.has_caption:
                logger.warning("%s has no caption", what, location=place)
            if figure.name not in cited:
                logger.warning("the text does not cite %s: {fig}`name`", what, location=place)


class ShowNumbers(SphinxPostTransform):
    """Begin each caption with its number; say at the figures of a script which these are."""

    default_priority = 5  # before references are resolved

    def run(self, **kwargs):
        domain, here = self.env.domains["figures"], self.env.current_document.docname
        numbers = {figure.id: number for page, figure, number in domain.numbered() if page == here}
        for figure in self.document.findall(nodes.figure):
            if "script" in figure and (number := numbers.get(figure["ids"][0])):
                label = nodes.inline("", f"Figure {number}.", classes=["figure-number"])
                figure[1].insert(0, [label, nodes.Text(" ")])
        for node in [n for n in self.document.findall(plot) if n["ids"]]:
            row = nodes.paragraph(classes=["figure-number"])
            script = here, int(node["ids"][0].removeprefix("figure-"))
            for page, anchor, number in domain.places([script]):
                row += to_page(page, anchor, f"Figure {number}")
                row += nodes.Text(f" of {self.env.titles[page].astext()} ")
            if row.children:
                node.parent.insert(node.parent.index(node) + 1, row)


def to_page(docname, anchor, content):
    """Return a link to a place on a page."""
    content = nodes.inline("", content) if isinstance(content, str) else content
    target = {"refdomain": "", "reftype": "page", "reftarget": docname, "anchor": anchor}
    return addnodes.pending_xref("", content, **target)


def moved(part, page, here):
    """Return a copy of a part of a page for another one: its ids stay there, its links hold."""
    part = part.deepcopy()
    for node in part.findall(nodes.Element):
        node["ids"] = []
        if isinstance(node, addnodes.pending_xref) and "refdoc" in node:
            if node["reftype"] == "doc":
                node["reftarget"] = "/" + docname_join(page, node["reftarget"])
            node["refdoc"] = here
    return part


def resolve(app, env, node, contnode):
    """Make such a link real."""
    if node["reftype"] == "page":
        target = node["reftarget"], node["anchor"]
        return make_refnode(app.builder, node["refdoc"], *target, contnode)
    return None


def arrange(app, document):
    """Order the parts of a script: what each draws and prints, then its text, then its code."""
    if not document.next_node(lambda node: isinstance(node, plot) and node["ids"]):
        return
    for section in document.findall(nodes.section):
        part, last, places = 0, 1, {}
        for node in section[1:]:
            code = isinstance(node, nodes.literal_block)
            rank = 1
            if isinstance(node, plot) or (code and "sphx-glr-script-out" in node["classes"]):
                rank = 0
            elif code and node.get("language") == "Python":
                rank = 2
            part += last != 1 and rank == 1  # a text after code, or after what it drew
            places[node], last = (part, rank), rank
        section[1:] = sorted(section[1:], key=places.get)


def drop_tag_list(app, document):
    """Remove the gallery's list of tags: it has none, and one id for each folder's list."""
    for node in list(document.findall(nodes.raw)):
        if "sg-tag-list" in node.astext():
            node.parent.remove(node)


def keep_light(app, pagename, templatename, context, doctree):
    """Leave out the gallery's styles where there is no gallery, and those of what it lacks."""
    left_out = r".*/sg[-_]" + (r"(?!gallery\.css)" if pagename.startswith("gallery/") else "")
    for kind in ("css_files", "script_files"):
        files = context[kind]  # others add to this very list
        files[:] = [f for f in files if not re.match(left_out, str(f.filename))]


TOO_SMALL = r"^(text|legend|matplotlib\.axis)_\d|metadata$"  # to see in a thumbnail


def plots_only(svg):
    """Cut a thumbnail to its plots: without text, the room for it is empty."""
    corners = [
        [float(number) for number in re.findall(r"-?\d+\.?\d*", path.get("d"))]
        for axes in svg.iter("{http://www.w3.org/2000/svg}g")
        if re.match(r"axes_\d", axes.get("id", ""))
        for path in axes[0][:1]  # the background of these axes, the first thing in them
    ]
    xs, ys = (sorted(place for plot in corners for place in plot[i::2]) for i in (0, 1))
    x, y, width, height = xs[0] - 6, ys[0] - 6, xs[-1] - xs[0] + 12, ys[-1] - ys[0] + 12
    svg.set("viewBox", f"{x:.1f} {y:.1f} {width:.1f} {height:.1f}")
    svg.set("width", f"{width:.1f}pt")
    svg.set("height", f"{height:.1f}pt")


def lighten_thumbnails(app, exception):
    """Leave out of the thumbnails what is too small to see: text, ticks, and digits of places."""
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    for path in [] if exception else sorted((app.outdir / "_images").glob("*_thumb.svg")):
        tree = ElementTree.parse(path)
        for group in list(tree.iter()):
            for part in list(group):
                if re.search(TOO_SMALL, part.get("id", part.tag)):
                    group.remove(part)
        plots_only(tree.getroot())
        svg = ElementTree.tostring(tree.getroot(), encoding="unicode")
        path.write_text(re.sub(r"(\d\.\d)\d+", r"\1", svg), encoding="utf-8")


def setup(app):
    """Register the directives and the links."""
    app.add_domain(FigureDomain)
    app.add_role("fig", FigureDomain.roles["fig"])
    app.add_post_transform(ShowNumbers)
    app.add_node(plot, html=(visit_plot, None))
    app.add_directive("gallery-image", GalleryImage)
    app.add_directive("gallery-figure", GalleryFigure)
    app.connect("config-inited", forget_old_figures)
    app.connect("config-inited", forget_gone)
    app.connect("doctree-read", arrange)
    app.connect("doctree-read", drop_tag_list)
    app.connect("env-updated", lambda app, env: env.domains["figures"].data["pages"])
    app.connect("env-check-consistency", check)
    app.connect("missing-reference", resolve)
    app.connect("html-page-context", keep_light)
    app.connect("build-finished", lighten_thumbnails)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
