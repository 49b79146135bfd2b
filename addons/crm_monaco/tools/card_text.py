"""Hide card numbers in what people write. Plain Python, no Odoo.

Nearly every text holds no card number: one compiled expression says so before anything else.
"""

import re

from .identifiers import mask_pan
from .pan_finder import find_pans

_GAP = r"(?:[ \t\u00a0\u202f\u2009.\-\u2010-\u2013]|&nbsp;|&#160;)?"
# thirteen digits with at most one separator between two of them: the shortest card number
maybe_card = re.compile(rf"[0-9](?:{_GAP}[0-9]){{12}}").search
_HIDDEN = "•••"
# how far from a card number a security code is still that card's
_BESIDE = 80
_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn|cid|crypto(?:gramme)?(?: visuel)?|code (?:de )?s[ée]curit[ée]|security code)\b"
    r"[^0-9<]{0,15}([0-9]{3,4})(?![0-9])",
    re.IGNORECASE,
)
# without its name, the code is what follows the expiry that follows the number
_AFTER_EXPIRY = re.compile(
    r"[^0-9<]{1,15}(?:0[1-9]|1[0-2]) ?[/\-.] ?(?:20)?[0-9]{2}[^0-9<]{1,5}([0-9]{3,4})(?![0-9])"
)


def hide_cards(text, html=False):
    """Return ``(text, count)``: the text with card numbers and their security codes masked.

    :param html: leave what stands inside tags alone: an address that is cut leads nowhere
    """
    if not maybe_card(text):
        return text, 0
    cards = [span for span in find_pans(text) if not (html and _in_tag(text, span[0]))]
    spans = [(start, end, mask_pan(text[start:end])) for start, end in cards]
    for start, end in cards:
        spans += [(*match.span(1), _HIDDEN) for match in _codes_beside(text, start, end)]
    for start, end, mask in sorted(set(spans), reverse=True):
        text = text[:start] + mask + text[end:]
    return text, len(cards)


def _codes_beside(text, start, end):
    """Yield the matches of the security codes near the card number at ``start:end``."""
    yield from _CODE.finditer(text, max(0, start - _BESIDE), start)
    yield from _CODE.finditer(text, end, end + _BESIDE)
    follows = _AFTER_EXPIRY.match(text, end)
    if follows:
        yield follows


def _in_tag(text, place):
    return text.rfind("<", 0, place) > text.rfind(">", 0, place)
