"""Bank identifiers: recognised, checked and masked. Plain Python, no Odoo.

`is_monaco_vat`, `is_pan`, `luhn_is_valid` answer yes or no; `iban_fault` names
what is wrong; `mask_iban`, `mask_pan`, `mask_pans` hide; `find_pans` gives
places in a text, never the numbers themselves, so that nothing which calls it
can log a card number by mistake.
"""

import re

from stdnum.iso7064 import mod_97_10
from stdnum.mc import tva

BULLET = "•"
MONACO_IBAN_LENGTH = 27

# Prefix, as a range of leading digits -> lengths that scheme issues.
PAN_ISSUERS = (
    ("4", "4", (13, 16, 19)),  # Visa, and Carte Bancaire on it
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", (14, 16, 19)),  # Diners Club
    ("3095", "3095", (14, 16, 19)),
    ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("6011", "6011", (16, 17, 18, 19)),  # Discover
    ("644", "649", (16, 17, 18, 19)),
    ("65", "65", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("81", "81", (16, 17, 18, 19)),
    ("5018", "5018", (13, 14, 15, 16, 17, 18, 19)),  # Maestro
    ("5020", "5020", (13, 14, 15, 16, 17, 18, 19)),
    ("5038", "5038", (13, 14, 15, 16, 17, 18, 19)),
    ("6304", "6304", (13, 14, 15, 16, 17, 18, 19)),
    ("6759", "6759", (13, 14, 15, 16, 17, 18, 19)),
    ("6761", "6763", (13, 14, 15, 16, 17, 18, 19)),
    ("2200", "2204", (16, 17, 18, 19)),  # Mir
)


def luhn_is_valid(digits):
    """Return whether the digits pass the Luhn check that cards (and others) use."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def is_pan(value):
    """Return whether the value is a card number: an issuer's prefix, a length
    that this issuer uses, and the Luhn check. Spaces and dashes are ignored."""
    digits = re.sub(r"[\s\-–.]", "", value or "")
    if not re.fullmatch(r"[0-9]{13,19}", digits):
        return False
    return luhn_is_valid(digits) and any(
        first <= digits[: len(first)] <= last and len(digits) in lengths
        for first, last, lengths in PAN_ISSUERS
    )


def mask_pan(value):
    """Return the card number with nothing left but its last four digits."""
    digits = re.sub(r"[^0-9]", "", value or "")
    return BULLET * 4 + " " + digits[-4:] if len(digits) > 4 else BULLET * 4


def compact_account(value):
    """Return an account number without separators, in capitals."""
    return re.sub(r"[\W_]+", "", value or "").upper()


def mask_iban(value):
    """Return the first and the last four characters of an account number.

    A short number (not an IBAN) would be given away by eight characters: it
    keeps its last four, or none when it is shorter than eight.
    """
    number = compact_account(value)
    if not number:
        return ""
    head = number[:4] + " " if len(number) >= 14 else ""
    tail = " " + number[-4:] if len(number) >= 8 else ""
    return head + BULLET * 4 + tail


def iban_fault(value):
    """Return what is wrong with a Monaco IBAN: "length", "format", "checksum",
    or None when nothing is. A number of another country has no fault here."""
    number = compact_account(value)
    # A national number of some other bank may begin with these two letters; a
    # Monaco IBAN has digits after them, or at least the length of an IBAN.
    if not (re.match(r"MC[0-9]{2}", number) or re.match(r"MC.{18}", number)):
        return None
    if len(number) != MONACO_IBAN_LENGTH:
        return "length"
    if not re.fullmatch(r"MC[0-9]{12}[0-9A-Z]{11}[0-9]{2}", number):
        return "format"
    if not mod_97_10.is_valid(number[4:] + number[:4]):
        return "checksum"
    return None


def has_monaco_vat_shape(value):
    """Return whether the value is built like a Monaco VAT number, its key aside."""
    number = re.sub(r"[\s.\-]", "", value or "").upper()
    return bool(re.fullmatch(r"FR[0-9A-HJ-NP-Z]{2}000[0-9]{6}", number))


def is_monaco_vat(value):
    """Return whether the value is a valid Monaco VAT number, prefix included."""
    return has_monaco_vat_shape(value) and tva.is_valid(value)
