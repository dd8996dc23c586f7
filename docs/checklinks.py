"""Check a built site: ``python docs/checklinks.py site``.

Every link inside the site reaches a file and an anchor, no id stands twice on a
page, every image has an alternative text, no two pages have one title, no part of
the sidebar has one page, and no page loads anything from elsewhere.  Links to the
outside are not followed.
"""

import re
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script", "img", "iframe", "source", "video", "audio", "embed", "object", "use", "image"}
LOADING_RELS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "modulepreload"}
CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")


class Page(HTMLParser):
    """The title, anchors, links, loaded resources and images without a text of one page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loads, self.no_alt = Counter(), [], [], []
        self.in_style, self.in_title, self.title = False, False, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "base":  # of the page for wrong addresses: the root, where that page is
            return
        self.in_style = tag == "style"
        self.in_title = tag == "title" and not self.title  # drawings have titles, too
        self.ids.update([attrs["id"]] if attrs.get("id") else [])
        rels = set((attrs.get("rel") or "").split())
        loading = tag in LOADS or (tag == "link" and rels & LOADING_RELS)
        urls = [attrs[k] for k in ("href", "src", "data", "poster", "xlink:href") if attrs.get(k)]
        urls += [part.split()[0] for part in (attrs.get("srcset") or "").split(",") if part.strip()]
        urls += [attrs["content"]] if attrs.get("property") == "og:image" else []
        (self.loads if loading else self.links).extend(urls)
        self.loads += css_urls(attrs.get("style") or "")
        if tag == "img" and "alt" not in attrs:
            self.no_alt.append(attrs.get("src"))

    def handle_data(self, data):
        if self.in_title:
            self.title, self.in_title = data, False
        if self.in_style:
            self.loads += css_urls(data)
            self.in_style = False


def css_urls(text):
    """Return the addresses that a style sheet loads."""
    return [a or b for a, b in CSS_URL.findall(text)]


@cache
def page(path):
    """Return the parsed page of a file."""
    return Page(path.read_text(encoding="utf-8"))


def problem(root, path, url, loaded):
    """Return what is wrong with an address on a page, or nothing."""
    parts = urlsplit(url)
    if parts.scheme in ("data", "mailto", "javascript"):
        return None
    if parts.scheme or parts.netloc:
        return f"loads {url} from elsewhere" if loaded else None
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_relative_to(root):
        return f"{url} leaves the site"
    if not target.is_file():
        return f"no file {url}"
    anchor = unquote(parts.fragment)
    if anchor and target.suffix == ".html" and anchor not in page(target).ids:
        return f"no anchor {url}"
    return None


def group(items, key):
    """Return the items that have a key in common, by that key."""
    groups = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def check(root):
    """Return (number of pages, number of addresses, list of problems) of a site."""
    found, addresses = [], 0
    pages = sorted(root.rglob("*.html"))
    for path in pages:
        here = page(path)
        wrong = [f"id {i} stands {n} times" for i, n in here.ids.items() if n > 1]
        wrong += [f"image {src} has no alt" for src in here.no_alt]
        for urls, loaded in ((here.links, False), (here.loads, True)):
            addresses += len(urls)
            wrong += filter(None, (problem(root, path, url, loaded) for url in urls))
        found += [f"{path.relative_to(root)}: {w}" for w in wrong]
    home = (root / "index.html").read_text(encoding="utf-8")
    for part in home.split('class="caption-text">')[1:]:
        if part.count('class="toctree-l1') < 2:
            found.append(f"the sidebar has a part with one page, {part.partition('<')[0]!r}")
    for title, same in group(pages, lambda path: page(path).title).items():
        if len(same) > 1:
            names = ", ".join(str(path.relative_to(root)) for path in same)
            found.append(f"one title, {title!r}, for {names}")
    for path in sorted([*root.rglob("*.css"), *root.rglob("*.svg")]):
        text = path.read_text(encoding="utf-8")
        urls = css_urls(text) + re.findall(r'<image[^>]*href="([^"]+)"', text)
        urls = [url for url in urls if not url.startswith("#")]
        addresses += len(urls)
        wrong = filter(None, (problem(root, path, url, True) for url in urls))
        found += [f"{path.relative_to(root)}: {w}" for w in wrong]
    return len(pages), addresses, found


def main():
    """Print the problems of the site named on the command line."""
    root = Path(sys.argv[1]).resolve()
    pages, addresses, found = check(root)
    print(*found, f"{pages} pages, {addresses} addresses, {len(found)} problems", sep="\n")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
