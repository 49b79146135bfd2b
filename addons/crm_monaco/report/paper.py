"""Documents we print ourselves: A4, an embedded font with French glyphs, texts that wrap.

Plain reportlab, no Odoo record: whoever writes a document gives texts.  Everything given is escaped.
"""

import io
from html import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from odoo.tools.misc import file_path

# Odoo's own fonts: there wherever Odoo is
FONTS = {
    "Monaco": "web/static/fonts/lato/Lato-Reg-webfont.ttf",
    "Monaco-Bold": "web/static/fonts/lato/Lato-Bol-webfont.ttf",
}
INK = colors.HexColor("#1f2933")
FAINT = colors.HexColor("#5f6b7a")
RULE = colors.HexColor("#c9d1da")
BAND = colors.HexColor("#eef2f6")
ALARM = colors.HexColor("#b3261e")
MARGIN = 18 * mm


def _fonts():
    known = pdfmetrics.getRegisteredFontNames()
    for name, path in FONTS.items():
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, file_path(path)))
    pdfmetrics.registerFontFamily("Monaco", normal="Monaco", bold="Monaco-Bold")


def _style(name, size, **values):
    values = {"fontName": "Monaco", "leading": size * 1.35, "textColor": INK, **values}
    # a long word without blanks is cut rather than printed over its neighbour
    return ParagraphStyle(name, fontSize=size, splitLongWords=1, **values)


STYLES = {
    "title": _style("title", 17, fontName="Monaco-Bold", spaceAfter=1 * mm),
    "subtitle": _style("subtitle", 11, textColor=FAINT, spaceAfter=4 * mm),
    "heading": _style(
        "heading", 11.5, fontName="Monaco-Bold", spaceBefore=5 * mm, spaceAfter=1.5 * mm
    ),
    "text": _style("text", 9.5),
    "step": _style("step", 9.5, spaceAfter=1.5 * mm),
    "small": _style("small", 8, textColor=FAINT),
    "note": _style("note", 8.5, textColor=FAINT, spaceBefore=1.5 * mm),
    "label": _style("label", 9.5, textColor=FAINT),
    "head": _style("head", 8.5, fontName="Monaco-Bold"),
    "bold": _style("bold", 9.5, fontName="Monaco-Bold"),
    "alarm": _style("alarm", 9.5, fontName="Monaco-Bold", textColor=ALARM),
    "code": _style("code", 8),
    "command": _style(
        "command", 8, backColor=BAND, borderPadding=3, spaceBefore=1 * mm, spaceAfter=3.5 * mm
    ),
    "number": _style("number", 9.5, alignment=TA_RIGHT),
    "number_head": _style("number_head", 8.5, fontName="Monaco-Bold", alignment=TA_RIGHT),
}


class Paper:
    """One document, written from top to bottom.

    :param title: title of the file and of its first page
    :param footer: text at the foot of each page, beside the page number
    :param page: text of the page number, with ``%(page)s`` and ``%(pages)s``
    """

    def __init__(self, title, author, footer, page):
        _fonts()
        self.title, self.author, self.footer, self.page = title, author, footer, page
        self.story = []
        self.width = A4[0] - 2 * MARGIN

    def text(self, text, style="text"):
        """Add a paragraph; its line ends are kept."""
        self.story.append(self._cell(text, style))

    def space(self, height=2):
        self.story.append(Spacer(1, height * mm))

    def section(self, heading, *flowables):
        """Add a heading that never stays alone at the foot of a page."""
        first, rest = flowables[:1], flowables[1:]
        self.story.append(KeepTogether([self._cell(heading, "heading"), *first]))
        self.story.extend(rest)

    def facts(self, rows):
        """Return a table of labels and texts.

        :param rows: ``[(label, text)]`` or ``[(label, text, style)]``
        """
        cells = [
            [self._cell(label, "label"), self._cell(text, *style)] for label, text, *style in rows
        ]
        return self._table(cells, (0.3, 0.7), [("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)])

    def table(self, head, rows, widths, numbers=()):
        """Return a table whose head is repeated on each page.

        :param widths: shares of the width, summing up to one
        :param numbers: columns aligned to the right
        """
        styles = ["number" if column in numbers else "text" for column in range(len(head))]
        heads = ["number_head" if column in numbers else "head" for column in range(len(head))]
        cells = [[self._cell(*cell) for cell in zip(head, heads, strict=True)]]
        cells += [[self._cell(*cell) for cell in zip(row, styles, strict=True)] for row in rows]
        lines = [
            ("BACKGROUND", (0, 0), (-1, 0), BAND),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ]
        return self._table(cells, widths, lines, repeatRows=1)

    def paragraph(self, text, style="text"):
        """Return a paragraph, to be given to :meth:`section`."""
        return self._cell(text, style)

    def _cell(self, text, style="text"):
        return Paragraph(escape(str(text or "")).replace("\n", "<br/>"), STYLES[style])

    def _table(self, cells, widths, lines, **values):
        common = [
            ("FONTNAME", (0, 0), (-1, -1), "Monaco"),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ]
        widths = [self.width * share for share in widths]
        # a row higher than a page goes on on the next one
        table = Table(cells, colWidths=widths, splitInRow=1, **values)
        table.setStyle(TableStyle(common + lines))
        table.hAlign = "LEFT"
        return table

    def pdf(self):
        """Return the bytes of the PDF."""
        stream = io.BytesIO()
        bottom = MARGIN + 6 * mm
        frame = Frame(MARGIN, bottom, self.width, A4[1] - MARGIN - bottom, 0, 0, 0, 0)
        document = BaseDocTemplate(
            stream,
            pagesize=A4,
            title=self.title,
            author=self.author,
            creator="crm_monaco",
            lang="fr",
        )
        document.addPageTemplates(PageTemplate("page", [frame]))
        document.build(self.story, canvasmaker=lambda *args, **kw: _Pages(self, *args, **kw))
        return stream.getvalue()


class _Pages(Canvas):
    """Writes the foot of each page once it is known how many there are."""

    def __init__(self, paper, *args, **kwargs):
        # else Helvetica, which is not embedded, is named on each page
        super().__init__(*args, **{**kwargs, "initialFontName": "Monaco"})
        self._paper, self._kept = paper, []

    def showPage(self):
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            self._foot(number, len(self._kept))
            Canvas.showPage(self)
        return super().save()

    def _foot(self, page, pages):
        self.setStrokeColor(RULE)
        self.setLineWidth(0.4)
        self.line(MARGIN, MARGIN + 3 * mm, A4[0] - MARGIN, MARGIN + 3 * mm)
        self.setFillColor(FAINT)
        self.setFont("Monaco", 8)
        self.drawString(MARGIN, MARGIN - 1 * mm, self._paper.footer)
        text = self._paper.page % {"page": page, "pages": pages}
        self.drawRightString(A4[0] - MARGIN, MARGIN - 1 * mm, text)
