"""Notes in the margin: ``margin`` stands after the paragraph that it belongs to.

::

    The papers do not.

    ```{margin}
    Xavier is a first name.
    ```

On a wide screen the note is beside its paragraph, on a phone below it.
"""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class margin(nodes.General, nodes.Element):
    """A note in the margin."""


class Margin(SphinxDirective):
    """Note something."""

    has_content = True

    def run(self):
        return [margin("", *self.parse_content_to_nodes())]


def pair(app, doctree):
    """Put each note and what stands before it into one box."""
    for note in list(doctree.findall(margin)):
        parent, place = note.parent, note.parent.index(note)
        parent[place - 1 : place + 1] = [
            nodes.container("", parent[place - 1], note, classes=["beside"])
        ]


def setup(app):
    """Register the directive."""
    app.add_node(
        margin,
        html=(
            lambda self, node: self.body.append('<div class="margin-note" role="note">'),
            lambda self, node: self.body.append("</div>\n"),
        ),
    )
    app.add_directive("margin", Margin)
    app.connect("doctree-read", pair)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
