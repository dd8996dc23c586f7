"""What holds exactly: ``identity-table`` lists the identities that the tests check in fractions."""

import sys
from pathlib import Path

from benchmarks import table
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

TESTS = Path(__file__).parents[2] / "tests"


class IdentityTable(SphinxDirective):
    """List each identity with the bound on the probability that a false one would pass."""

    def run(self):
        sys.path.insert(0, str(TESTS))
        import identities as exact

        sys.path.remove(str(TESTS))
        self.env.note_dependency(exact.__file__)
        self.env.note_dependency(__file__)
        rows = []
        for identity in exact.IDENTITIES:
            degree = max(exact.difference_degree(identity, s)[0] for s in identity.shapes)
            link, _ = self.parse_inline(f"{{claim}}`{identity.claim}`")
            bound = nodes.inline(
                "", "2", nodes.superscript("", f"−{-int(exact.log2_bound(identity))}")
            )
            rows.append((nodes.inline("", "", *link), identity.words, str(degree), bound))
        drawn = len(exact.NUMBERS).bit_length()
        assert len(exact.NUMBERS) == 2**drawn - 1
        said, _ = self.parse_inline(
            f"With $N = 2^{{{drawn}}} - 1$ and {exact.POINTS} points, a false identity of the "
            "degree below passes with a probability of at most this bound:"
        )
        head = ("Claim", "What is equal", "Degree", "Bound")
        return [nodes.paragraph("", "", *said), table(head, rows, (12, 60, 13, 15))]


def setup(app):
    """Register the directive."""
    app.add_directive("identity-table", IdentityTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
