"""Check the printed lecture: ``python check_pdf.py lecture.pdf``.

Each page of the lecture and each of its headings has a bookmark, links stay in the file or go
to the web, the fonts of formulas are embedded, and no page is empty.
"""

import re
import sys
from pathlib import Path

from pypdf import PdfReader

DOCS = Path(__file__).parents[1]
PAGES = [*DOCS.glob("relu_net/*.md"), *DOCS.glob("regularization/*.md"), DOCS / "claims.md"]


def bookmarks(outline):
    """Yield the titles of all bookmarks."""
    for item in outline:
        yield from bookmarks(item) if isinstance(item, list) else [item.title]


def headings():
    """Return the headings in the sources, but for those with formulas."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)
    found = re.findall(r"^#{1,3} (.*)", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    return {title for title in found if title != "The code" and "$" not in title}


def fonts(pdf):
    """Return the fonts: whether each is embedded."""
    found = {}
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            for part in font.get_object().get("/DescendantFonts", []):
                about = part.get_object()["/FontDescriptor"]
                found[about["/FontName"]] = any(f"/FontFile{n}" in about for n in ("", 2, 3))
    return found


def problems(pdf):
    """Yield what is wrong."""
    yield from (f"no bookmark: {title}" for title in headings() - set(bookmarks(pdf.outline)))
    places = set(pdf.named_destinations)
    for number, page in enumerate(pdf.pages, 1):
        if not page.extract_text().removesuffix(str(number)).strip() and not page.images:
            yield f"page {number} is empty"
        for link in page.get("/Annots", []):
            about = link.get_object()
            to = about.get("/Dest") or about.get("/A", {}).get("/URI")
            if to not in places and not re.match(r"https?://(?!127\.)", str(to)):
                yield f"page {number} has a link to {to}"
    yield from (f"{name} is not embedded" for name, there in fonts(pdf).items() if not there)
    for name in ("KaTeX_Main-Regular", "KaTeX_Math-Italic"):
        if not any(name in font for font in fonts(pdf)):
            yield f"no formula is set in {name}"


def main():
    """Print the problems of the file named on the command line."""
    pdf = PdfReader(sys.argv[1])
    found = list(problems(pdf))
    count = len(list(bookmarks(pdf.outline)))
    print(*found, f"{len(pdf.pages)} pages, {count} bookmarks, {len(found)} problems", sep="\n")
    return bool(found or not count)


if __name__ == "__main__":
    sys.exit(main())
