"""Search every column of every table, and every stored file, for the marks of persons."""

import io
from collections import namedtuple

from PIL import Image

from . import decode

Trace = namedtuple("Trace", "place column row mark excerpt")

# Bookkeeping of PostgreSQL extensions and of this test; nothing of anybody is in them.
_SKIPPED_TYPES = {"bool", "int4", "int8", "float8", "numeric", "date", "timestamp", "timestamptz"}


class Marks:
    """What to look for.

    :param words: texts, searched in lower case
    :param numbers: telephone numbers as digits, searched without separators
    :param images: bytes of pictures whose resized copies are recognised
    :param others: texts of other persons that contain one of the words: not a trace
    """

    def __init__(self, words, numbers=(), images=(), others=()):
        self.words = [word.lower() for word in words]
        self.numbers = list(numbers)
        self.others = [other.lower() for other in others]
        self.pictures = [picture for image in images if (picture := _thumbnail(image))]

    def find(self, texts):
        """Return ``(mark, excerpt)`` pairs found in ``texts``: pairs (lower case, without separators)."""
        found = {}
        for low, digits in texts:
            for other in self.others:
                low = low.replace(other, "·")
            for mark, text in [(w, low) for w in self.words] + [(n, digits) for n in self.numbers]:
                at = text.find(mark)
                if at >= 0:
                    found.setdefault(mark, text[max(0, at - 40) : at + 60])
        return list(found.items())

    def same_picture(self, data):
        """Is ``data`` a copy, maybe resized, of one of the pictures?"""
        thumbnail = _thumbnail(data)
        return thumbnail is not None and any(
            sum(abs(a - b) for a, b in zip(thumbnail, known, strict=True)) / len(known) < 12
            for known in self.pictures
        )


def _look(value, persons):
    """Yield ``(person, mark, excerpt)`` for what ``value`` holds of each of ``persons``: decoded once for all."""
    texts = [(low := text.lower(), decode.squeezed(low)) for text in decode.texts(value)]
    data = bytes(value) if isinstance(value, (bytes, memoryview)) else b""
    for who, marks in persons.items():
        for mark, excerpt in marks.find(texts):
            yield who, mark, excerpt
        if data and marks.same_picture(data):
            yield who, "picture", ""


def in_tables(cr, persons):
    """Yield ``(person, Trace)`` for each column of each row of each table that holds a mark.

    :param persons: ``{person: Marks}``
    """
    cr.execute(
        """SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), array_agg(t.typname::text ORDER BY a.attnum)
             FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace = current_schema::regnamespace
              AND a.attnum > 0 AND NOT a.attisdropped GROUP BY c.relname ORDER BY c.relname"""
    )
    for table, columns, types in cr.fetchall():
        texts = [
            (name, kind)
            for name, kind in zip(columns, types, strict=True)
            if kind not in _SKIPPED_TYPES
        ]
        if not texts:
            continue
        shown = ", ".join(
            f'"{name}"' if kind == "bytea" else f'"{name}"::text' for name, kind in texts
        )
        key = "id" if "id" in columns else "ctid::text"
        cr.execute(f'SELECT {key}, {shown} FROM "{table}"')
        for row, *values in cr.fetchall():
            for (name, _kind), value in zip(texts, values, strict=True):
                if value:
                    for who, mark, excerpt in _look(value, persons):
                        yield who, Trace(table, name, row, mark, excerpt)


def in_files(folder, persons, known=()):
    """Yield ``(person, Trace)`` for each file below ``folder`` that holds a mark.

    :param persons: ``{person: Marks}``
    :param known: relative paths already there before anybody left a trace
    """
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and name not in known:
            for who, mark, excerpt in _look(path.read_bytes(), persons):
                yield who, Trace("filestore", "", name, mark, excerpt)


def report(traces):
    """Return the traces as lines: table, column, row, what was found."""
    return "\n".join(
        f"{t.place}.{t.column} [{t.row}] {t.mark}: …{' '.join(t.excerpt.split())}…" for t in traces
    )


def _thumbnail(data):
    if data[:4] not in (b"\x89PNG", b"GIF8", b"RIFF") and data[:2] != b"\xff\xd8":
        return None
    try:
        return list(Image.open(io.BytesIO(data)).convert("L").resize((12, 12)).getdata())
    except (OSError, ValueError):
        return None
