"""The table of what λ means where, made from the package's own: ``lambda-table``."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import reluridge


class LambdaTable(SphinxDirective):
    """Show every convention that `reluridge.convert_lambda` knows."""

    def run(self):
        """Return the table, one row for each convention."""
        head = row("Where", "What is minimized", "For λ pass")
        rows = [
            row([nodes.literal("", name), note(c)], whole(c.objective), whole(c.from_sum))
            for name, c in reluridge.conventions().items()
        ]
        group = nodes.tgroup("", *[nodes.colspec(colwidth=w) for w in (40, 40, 20)], cols=3)
        group += [nodes.thead("", head), nodes.tbody("", *rows)]
        return [nodes.table("", group, classes=["lambda-table"])]


def row(*cells):
    """Return a row of cells: text, or what stands in a line each."""
    lines = [[nodes.Text(c)] if isinstance(c, str) else c for c in cells]
    return nodes.row(
        "", *[nodes.entry("", *[nodes.paragraph("", "", x) for x in c]) for c in lines]
    )


def whole(formula):
    """Return a formula that breaks only at a plus sign."""
    return formula.replace(" ", "\N{NO-BREAK SPACE}").replace("+\N{NO-BREAK SPACE}", "+ ")


def note(convention):
    """Return what to set there, in small type."""
    text = {"classes": ["lambda-note"], "support_smartquotes": False}  # quotes there are code
    return nodes.inline("", convention.note, **text)


def setup(app):
    """Register the directive."""
    app.add_directive("lambda-table", LambdaTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
