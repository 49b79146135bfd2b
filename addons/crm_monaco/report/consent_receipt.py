"""The receipt a person gets of what they said.  Plain reportlab, no Odoo."""

from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle


def render(target, title, subtitle, heads, rows, foot):
    """Write the PDF into ``target``; texts are given as they are read."""
    styles = getSampleStyleSheet()
    small = styles["BodyText"].clone("small", fontSize=8, leading=10)
    document = SimpleDocTemplate(
        target,
        pagesize=landscape(A4),
        title=title,
        leftMargin=15 * mm,
        rightMargin=15 * mm,
        topMargin=15 * mm,
        bottomMargin=15 * mm,
    )
    table = Table(
        [[Paragraph(f"<b>{escape(head)}</b>", small) for head in heads]]
        + [[Paragraph(escape(cell or ""), small) for cell in row] for row in rows],
        colWidths=[35 * mm, 75 * mm, 30 * mm, 30 * mm, 35 * mm, 62 * mm],
        repeatRows=1,
    )
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#bbbbbb")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#eeeeee")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    document.build(
        [
            Paragraph(escape(title), styles["Title"]),
            Paragraph(escape(subtitle), styles["BodyText"]),
            Spacer(1, 6 * mm),
            table,
            Spacer(1, 6 * mm),
            Paragraph(escape(foot), styles["BodyText"]),
        ]
    )
