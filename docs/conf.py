"""How the site is built.  ``nox -s docs`` fetches what is missing, and builds it."""

import sys
import warnings
import zlib
from pathlib import Path

import reluridge

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / folder) for folder in ("_ext", "benchmarks", "live")]

project = "ReLU & Ridge"
author = "the reluridge developers"
copyright = author  # no year: equal sources give equal sites
version = release = reluridge.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.intersphinx",
    "sphinx.ext.viewcode",
    "myst_parser",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
    "accessible",
    "api",
    "claims",
    "described",
    "downloads",
    "exercises",
    "explore",
    "figures",
    "formulas",
    "judge",
    "licences",
    "live",
    "results",
    "terms",
]
exclude_patterns = ["_build", "generated", "node_modules", "live", "quality", "gallery/**/*.ipynb"]
default_role = "py:obj"  # in single backquotes: code, and a link if it is documented
nitpicky = True

# Reference: the docstrings carry the types, so the signatures need none.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_aliases = {
    "Generator": "numpy.random.Generator",
    "ReLUNet": "reluridge.ReLUNet",
    "RidgeSums": "reluridge.RidgeSums",
    "SortedData": "reluridge.SortedData",
}
numpydoc_xref_ignore = {"of", "or", "to", "shape", "optional", "default", "n", "d", "h", "m", "k"}
numpydoc_xref_ignore |= {"fan_in", "fan_out", "depth", "n_steps"}
warnings.filterwarnings("error", module="numpydoc")  # it drops a section that it does not know
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

# Pages: double dollars within a paragraph are a display, not two stray signs.
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_dmath_double_inline = True
myst_heading_anchors = 3
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True
doctest_test_doctest_blocks = ""  # pytest runs them

html_math_renderer = "katex"
math_eqref_format = "({number})"

# A posted link; described.py says which text, and which picture.
ogp_image_alt = "Data and fake points on the axis, which pull the line of least squares down."
ogp_social_cards = {"enable": False}
ogp_site_name = "ReLU & Ridge"
ogp_enable_meta_description = False
ogp_custom_meta_tags = [
    '<meta name="twitter:card" content="summary_large_image">',
]

# Gallery.  Strings rather than objects, so that Sphinx can compare builds.
sphinx_gallery_conf = {
    "examples_dirs": "../gallery",
    "gallery_dirs": "gallery",
    "within_subsection_order": "figures.lecture_order",
    "image_scrapers": ("figures.scraper",),
    "reset_modules": ("figures.reset",),
    "backreferences_dir": "generated/backreferences",
    "doc_module": ("reluridge",),
    "inspect_global_variables": True,
    "show_signature": False,
    "min_reported_time": 1e9,
    "remove_config_comments": True,
    "write_computation_times": False,
}


def inventory(name):
    """Compile the external names of external.txt, so that a build fetches nothing."""
    listed = (HERE / "external.txt").read_text(encoding="utf-8")
    rows = [line.split() for line in listed.splitlines()]
    body = "".join(f"{r[2]} {r[1]} 1 {r[3]} -\n" for r in rows if r and r[0] == name)
    head = (
        f"# Sphinx inventory version 2\n# Project: {name}\n# Version: \n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    path = HERE / "generated" / f"{name}.inv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(head.encode() + zlib.compress(body.encode()))
    return str(path)


intersphinx_mapping = {
    "matplotlib": ("https://matplotlib.org/stable/", inventory("matplotlib")),
    "numpy": ("https://numpy.org/doc/stable/", inventory("numpy")),
    "python": ("https://docs.python.org/3/", inventory("python")),
}

# The page
html_theme = "furo"
html_title = "ReLU & Ridge"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_additional_pages = {"404": "404.html"}
html_css_files = ["fonts/text.css", "site.css"]
html_js_files = [("view.js", {"defer": "defer"})]
html_show_sourcelink = False
html_show_search_summary = False  # fetches pages; ours come from summaries.js
html_search_scorer = str(HERE / "scorer.js")
html_copy_source = False
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "font-stack": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
        "font-stack--monospace": "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
        "color-brand-primary": "#0a5cc2",
        "color-brand-content": "#0a5cc2",
        "claim-background": "#f8f9fb",
        "true-text": "#0b5d3b",
        "true-tint": "#dcf5e7",
        "true-if-text": "#0a4c9e",
        "true-if-tint": "#dfecfd",
        "loose-text": "#744700",
        "loose-tint": "#fdeecb",
        "slip-text": "#a32222",
        "slip-tint": "#fde4e1",
        "extension-text": "#6a2a82",
        "extension-tint": "#f3e4f8",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7db4ff",
        "color-brand-content": "#7db4ff",
        "claim-background": "#1a1c1e",
        "true-text": "#7ee2b0",
        "true-tint": "#12382a",
        "true-if-text": "#8fc1ff",
        "true-if-tint": "#14304f",
        "loose-text": "#ffcf70",
        "loose-tint": "#3d2f10",
        "slip-text": "#ff9c92",
        "slip-tint": "#4a1c1a",
        "extension-text": "#dca6f0",
        "extension-tint": "#3a1f47",
    },
}
