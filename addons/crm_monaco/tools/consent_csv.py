"""Reading a table of consents as people keep it: in French or English, whatever wrote it.  No Odoo.

Columns and channels are recognised by their names in both languages, without regard to capitals,
accents and punctuation; encoding and delimiter are found out.
"""

import csv
import io
import re
import unicodedata
from datetime import datetime

COLUMNS = {
    "email": ("email", "mail", "courriel", "adresse email", "adresse electronique"),
    "channel": ("channel", "canal", "moyen"),
    "date": ("date", "le", "date de l accord", "date du consentement"),
    "proof": ("proof", "preuve", "justificatif"),
}
CHANNELS = {
    "email": ("email", "mail", "courriel", "courrier electronique"),
    "sms": ("sms", "texto"),
    "phone": ("phone", "telephone", "tel", "appel", "call"),
    "post": ("post", "courrier", "poste", "courrier postal", "voie postale", "mailing postal"),
    "auto_call": ("auto call", "automated call", "appel automatise", "automate d appel"),
}
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M")


class Unreadable(Exception):
    """This is no table; ``args`` names the columns that are missing, none when it is no text at all."""


def plain(text):
    """Return a name without capitals, accents and punctuation: ``E-mail`` is ``email``."""
    text = unicodedata.normalize("NFD", (text or "").lower()).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z ]", " ", text.replace("e-mail", "email")).split())


def read(raw, needed=tuple(COLUMNS)):
    """Return ``(head, [(line number, cells, row)])``: each row by the four names of :data:`COLUMNS`.

    :param raw: bytes of the file
    :param needed: the columns that must be there
    :raise Unreadable: see there
    """
    text = decode(raw)
    if not text.strip() or "\0" in text:
        raise Unreadable
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        lines = [(lines.line_num, cells) for cells in lines]
    except csv.Error as fault:
        raise Unreadable from fault
    lines = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    head = lines[0][1]
    places = find(head)
    missing = [name for name in needed if name not in places]
    if missing:
        raise Unreadable(*missing)
    rows = []
    for number, cells in lines[1:]:
        row = dict.fromkeys(COLUMNS, "")
        row |= {name: cells[at].strip() for name, at in places.items() if at < len(cells)}
        rows.append((number, cells, row))
    return head, rows


def decode(raw):
    """Return the text: UTF-8, UTF-16 with its mark, else Windows-1252 as spreadsheets write it."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def find(head):
    """Return ``{column: its place}`` of the columns that the first line names."""
    names = [plain(name) for name in head]
    return {
        column: names.index(known)
        for column, synonyms in COLUMNS.items()
        for known in reversed(synonyms)
        if known in names
    }


def read_channel(text):
    """Return the code of a channel, ``None`` for no known name."""
    name = plain(text)
    return next((code for code, names in CHANNELS.items() if name in names), None)


def read_date(text):
    """Return the moment as it was written, midnight for a day alone, ``None`` for no date."""
    for shape in DATES:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 - as it was written
        except ValueError:
            continue
    return None


def write(head, rows):
    """Return the bytes of a table that a French spreadsheet opens as it is."""
    target = io.StringIO()
    table = csv.writer(target, delimiter=";", lineterminator="\r\n")
    table.writerows([head, *rows])
    return target.getvalue().encode("utf-8-sig")
