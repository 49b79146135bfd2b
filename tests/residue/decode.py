"""Undo what software does to a text before storing it, so that nothing hides behind an encoding."""

import base64
import binascii
import contextlib
import gzip
import html
import io
import json
import quopri
import re
import subprocess
import urllib.parse
import zipfile

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_WRAPPED = re.compile(r"(?<=[A-Za-z0-9+/]{60})\r?\n(?=[A-Za-z0-9+/])")
_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")
_SEPARATORS = re.compile(r"[\s().\-/\u00a0]")
DEPTH = 4


def texts(value, depth=0):
    """Yield every text that ``value`` (bytes or str) contains, undoing encodings, nested ones too."""
    if isinstance(value, (bytes, memoryview)):
        yield from _of_bytes(bytes(value), depth)
    else:
        yield from _of_text(value, depth)


def squeezed(text):
    """Return ``text`` without what people write between the digits of a telephone number."""
    return _SEPARATORS.sub("", text)


def _of_bytes(data, depth):
    if depth > DEPTH:
        return
    if data[:4] == b"PK\x03\x04":
        yield from _of_zip(data, depth)
    elif data[:5] == b"%PDF-":
        yield _pdf(data)
    elif data[:2] == b"\x1f\x8b":
        with contextlib.suppress(OSError):
            yield from _of_bytes(gzip.decompress(data), depth + 1)
    yield from _of_text(data.decode("utf-8", "replace"), depth)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "replace")


def _of_zip(data, depth):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield member
                yield from _of_bytes(archive.read(member), depth + 1)
    except (zipfile.BadZipFile, RuntimeError):
        pass


def _pdf(data):
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def _of_text(text, depth):
    if depth > DEPTH:
        return
    yield text
    for undone in _undo(text):
        if undone != text:
            yield from _of_text(undone, depth + 1)
    joined = _WRAPPED.sub("", text)
    for found in _BASE64.finditer(joined):
        data = _base64(found.group())
        if data:
            yield from _of_bytes(data, depth + 1)


def _undo(text):
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield _JSON.sub(lambda m: chr(int(m[1], 16)), text)
    if "%" in text:
        yield urllib.parse.unquote_plus(text)
    if "=" in text and re.search(r"=(\r?\n|[0-9A-F]{2})", text):
        yield quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    if text[:2] in ('"{', '"['):
        with contextlib.suppress(ValueError):
            yield str(json.loads(text))


def _base64(text):
    text = text.rstrip("=").replace("-", "+").replace("_", "/")
    if re.fullmatch(r"[0-9a-f]+", text):
        return None  # a checksum
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    known = (b"PK\x03\x04", b"%PDF-", b"\x1f\x8b")
    if data.startswith(known):
        return data
    # encoded text is mostly printable; anything else is a picture or a key
    printable = sum(32 <= byte < 127 or byte in (9, 10, 13) or byte >= 0xC2 for byte in data[:200])
    return data if printable >= 0.9 * min(len(data), 200) else None
