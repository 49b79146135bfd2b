"""The receipt a person gets of what they said, with the very texts they were shown."""

from .paper import Paper

WIDTHS = (0.17, 0.33, 0.15, 0.15, 0.2)


def render(title, subtitle, facts, heads, rows, texts, foot):
    """Return the bytes of the PDF; texts are given as they are read.

    :param facts: ``[(label, text)]``: who, to whom, when
    :param rows: one tuple an answer, newest first; empty: nothing was said, ``foot`` says so
    :param texts: ``[(name of the version, text)]`` that the answers are about
    """
    paper = Paper(title, subtitle, footer=subtitle, page="%(page)s / %(pages)s")
    paper.text(title, "title")
    paper.text(subtitle, "subtitle")
    paper.story.append(paper.facts(facts))
    paper.space(5)
    if rows:
        paper.story.append(paper.table(heads, rows, WIDTHS))
    for name, body in texts:
        paper.section(name, paper.paragraph(body))
    paper.space(6)
    paper.text(foot, "note")
    return paper.pdf()
