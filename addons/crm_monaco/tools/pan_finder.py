"""Card numbers inside a text. Plain Python, no Odoo.

A Luhn check alone accepts one number in ten, and SIRET, IMEI and some bar codes
pass it by design. So a number is taken for a card's when it is *written* like one
(in one piece, or in a card's groups), stands alone, and nothing beside it says
that it is something else.
"""

import re

from stdnum import ean
from stdnum.iso7064 import mod_97_10

from .identifiers import is_pan, luhn_is_valid, mask_pan

_SEPARATOR = r"(?:[ \t\u00a0\u202f\u2009.\-\u2010-\u2013]|&nbsp;|&#160;)"
_RUN = re.compile(rf"[0-9]+(?:{_SEPARATOR}[0-9]+)*")
_GROUP = re.compile(r"(?<![&#0-9])[0-9]+")
# A card's number is printed whole, or in fours, or as Amex and Diners print it.
_LAYOUTS = {(4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 4, 4, 2)}
_CARD_WORD = re.compile(
    r"(?:\b(?:cb|visa|mastercard|amex|maestro|diners|jcb|pan|carta|credit|card)\b|carte|card ?n)"
    r"[^0-9]{0,25}$",
    re.IGNORECASE,
)
_OTHER_WORD = re.compile(
    r"(?:siret|siren|nis|rcs|rci|imei|imeisv|iccid|ean|gtin|isbn|iban|rib|t[ée]l|tel|phone"
    r"|mobile|fax|sku|barcode|code[ -]barres?|s/?n|s[ée]rie|serial|lot|colis|tracking|suivi)"
    r"\b[^0-9]{0,15}$",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f\-]?[A-Z0-9]){11,30}", re.IGNORECASE
)
_IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TR": 26,
}  # fmt: skip


def find_pans(text):
    """Return the places of the card numbers in a text: a list of (start, end)."""
    text = text or ""
    found = []
    ibans = _iban_spans(text)
    for run in _RUN.finditer(text):
        groups = [(m.start(), m.end()) for m in _GROUP.finditer(text, run.start(), run.end())]
        index = 0
        while index < len(groups):
            end = _pan_end(text, groups, index)
            if end and not any(s < groups[end - 1][1] and groups[index][0] < e for s, e in ibans):
                found.append((groups[index][0], groups[end - 1][1]))
                index = end
            else:
                index += 1
    return found


def mask_pans(text):
    """Return the text with each card number masked but for its last four digits."""
    for start, end in reversed(find_pans(text)):
        text = text[:start] + mask_pan(text[start:end]) + text[end:]
    return text


def _pan_end(text, groups, index):
    """Return the index after the last group of a card number that begins at
    ``index``, or 0. The longest reading wins: 16 + 3 digits may be one number."""
    for size in (5, 4, 3, 1):
        part = groups[index : index + size]
        lengths = tuple(end - start for start, end in part)
        if len(part) < size or (size > 1 and lengths not in _LAYOUTS):
            continue
        digits = "".join(text[start:end] for start, end in part)
        if is_pan(digits) and _stands_for_a_card(text, part, digits):
            return index + size
    return 0


def _stands_for_a_card(text, part, digits):
    """Return whether what surrounds the number lets it be a card's."""
    start, end = part[0][0], part[-1][1]
    before, after = text[max(0, start - 40) : start], text[end : end + 2]
    if _CARD_WORD.search(before):
        return True
    if _OTHER_WORD.search(before) or re.search(r"\+\s?$", before):
        return False
    # Part of a longer code: ART4111…, REF-4111…-B, 4111…A, a path or a decimal.
    if re.search(r"[^\W_]$|[^\W\d_][\-_/]$|_$", before) or re.match(
        r"[^\W\d]|_|[\-/][^\W\d_]", after
    ):
        return False
    if len(digits) == 13:
        # No issuer uses 13 digits any more; bar codes and phones do.
        return False
    if len(digits) == 14 and len(part) == 1:
        # A SIRET is 14 digits, Luhn valid, and so are its first nine; bar codes
        # of cartons have 14 too.
        return not (luhn_is_valid(digits[:9]) or ean.is_valid(digits))
    return True


def _iban_spans(text):
    """Return the places of the IBANs: their groups of four look like a card's.
    One with a typing error counts as well, for a country whose length we know."""
    spans = []
    for match in _IBAN.finditer(text):
        raw = match.group()
        compact, places = "", []
        for offset, char in enumerate(raw):
            if char.isalnum():
                compact += char.upper()
                places.append(match.start() + offset + 1)
        known = _IBAN_LENGTHS.get(compact[:2])
        if known:
            if len(compact) >= known:
                spans.append((match.start(), places[known - 1]))
        elif mod_97_10.is_valid(compact[4:] + compact[:4]):
            spans.append((match.start(), match.end()))
    return spans
