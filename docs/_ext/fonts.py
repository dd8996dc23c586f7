"""Letters: the lecture's typeface and those of formulas, cut to what is used, in the style sheets.

A font that is part of its style sheet is there when the text is, and a browser loads it from disk,
where some refuse font files of another folder.  It comes from ``npm ci`` in this documentation's
folder.
"""

import base64
import io
import logging
import re
import shutil
from functools import cache
from pathlib import Path

from fontTools import subset

NPM = Path(__file__).parents[1] / "node_modules"
KATEX = NPM / "katex" / "dist"
SERIF = NPM / "@fontsource" / "source-serif-4"
TEXT = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0·×−–—‘’“”…éö"
UPRIGHT = "()+,-./0123456789:<=>[]^ \u00a0×…CERSVabcdefghilmnoprstuvwxz"
UPRIGHT += "\u200b°±ˉ′ℓ←→∂∇∈∑∫−∗∞∣∥∼≈≤≥≫⋅⋯ΓΔ\ue020"  # the last is the slash of ≠
ITALIC = "ABDEFGHIKLMNOPQRSTWXZabcdefghijklmnpqrstuvwxyzαβγδεηθκλμνξπστφχωϵ"
FORMULAS = {"Main-Regular": UPRIGHT, "Math-Italic": ITALIC}
FORMULAS |= {f"Size{size}-Regular": UPRIGHT for size in range(1, 5)}
FACES = {"normal 400": "400-normal", "italic 400": "400-italic", "normal 600": "600-normal"}


@cache
def url(path, letters, *features):
    """Return a font with some letters as a URL of itself."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=list(features))
    font = subset.load_font(path, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    subset.save_font(font, out := io.BytesIO(), options)
    return f"url(data:font/woff2;base64,{base64.b64encode(out.getvalue()).decode()})"


def style(app):
    """Write both style sheets into the site."""
    if app.builder.format != "html":
        return
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every table
    if not KATEX.is_dir() or not SERIF.is_dir():
        raise SystemExit("docs/node_modules lacks KaTeX or the letters: build with `nox -s docs`")
    folder = app.outdir / "_static" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    faces = []
    for face, name in FACES.items():
        kerned = ["kern"] if face == "normal 400" else []  # 3 kB each
        (kind, weight), path = face.split(), SERIF / "files" / f"source-serif-4-latin-{name}.woff2"
        faces.append(
            f'@font-face{{font-family:"Source Serif 4";font-style:{kind};font-weight:{weight};'
            f'src:{url(path, TEXT, *kerned)} format("woff2")}}'
        )
    path = SERIF / "files" / "source-serif-4-greek-600-normal.woff2"  # headings have this one
    faces.append(
        '@font-face{font-family:"Source Serif 4";font-weight:600;unicode-range:U+3BB;'
        f'src:{url(path, "λ")} format("woff2")}}'
    )
    (folder / "text.css").write_text("\n".join(faces) + "\n", encoding="utf-8")
    css = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    # What nearly every formula has is in the style sheet, the rest beside it.
    for name, letters in FORMULAS.items():
        font = f"fonts/KaTeX_{name}.woff2"
        css = css.replace(f"url({font})", url(KATEX / font, letters))
    for name in re.findall(r"url\(fonts/(\w[\w-]+\.woff2)\)", css):
        shutil.copy(KATEX / "fonts" / name, folder)
    css = css.replace("url(fonts/", "url(")
    (folder / "formulas.css").write_text(css, encoding="utf-8")


def setup(app):
    """Write the style sheets before anything refers to them."""
    app.connect("builder-inited", style, priority=100)  # before the gallery runs
    return {"parallel_read_safe": True, "parallel_write_safe": True}
