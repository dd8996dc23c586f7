"""The ledger as plain text: ``llms.txt`` at the root of the site.

For each claim its verdict, its statement, and where its proof, its figures and its code are:
for programs that read, and for whoever wants it all in one piece.
"""

import posixpath

from claims import code_place

import reluridge.claims as package

HEAD = """\
# ReLU & Ridge

> A deep-learning lecture you can run: ReLU nets and ridge regression.  Every claim has a verdict,
> a doctest that would fail if it were false, and a figure that shows it.

`python -m reluridge` runs the doctest of every claim, `python -m reluridge 2.3.a` prints one.
Verdicts: true; true if (under a condition that the lecture leaves out); loose (a rule of thumb);
slip (wrong as printed, corrected here); extension (not in the lecture, but it follows).
"""


def text(env, builder):
    """Return the ledger."""
    domain, root = env.domains["claims"], env.config.html_baseurl

    def address(docname, anchor):
        return posixpath.join(root, builder.get_target_uri(docname)) + f"#{anchor}"

    lines = [HEAD]
    for number, section in package.SECTIONS.items():
        lines.append(f"## {number} {section.title}\n")
        for name, claim in domain.stated.items():
            if claim.section != number or name not in domain.cards:
                continue
            lines.append(f"- {name}, {claim.verdict}: {claim.statement}")
            proof = address(domain.cards[name][0], f"claim-{name}")
            lines.append(f"  - Proof: [{claim.where}]({proof})")
            for page, figure in domain.figures(name):
                shown = address(page, f"figure-{figure}")
                lines.append(f"  - Figure: [{env.titles[page].astext()}, figure {figure}]({shown})")
            lines.append(f"  - Code: [{claim.source}]({address(*code_place(claim))})")
        lines.append("")
    return "\n".join(lines)


def write(app, exception):
    """Write the file once all pages are there."""
    if exception is None and app.builder.format == "html":
        (app.outdir / "llms.txt").write_text(text(app.env, app.builder), encoding="utf-8")


def setup(app):
    """Write after everything else."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
