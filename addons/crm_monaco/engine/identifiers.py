"""Exact identifiers: what makes an e-mail or a telephone in a text the same as a person's.

Equality of normalised values, never a substring: ``anne@x.mc`` is not found in ``joanne@x.mc``.
"""

import functools
import hashlib
import re
from urllib.parse import unquote

try:
    import phonenumbers
except ImportError:  # optional in Odoo too
    phonenumbers = None

EMAIL = re.compile(r"[\w.+%'’-]+@[\w-]+(?:\.[\w-]+)+")
_DOMAIN = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w.+%'’-]*")
_PLAIN = re.compile(r"\w(?:[\w.+-]*\w)?@\w[\w-]*(?:\.[\w-]*\w)+")
PHONE = re.compile(r"(?<![\w+])\+?\(?\d(?:(?:[ \t().\-/\u00a0\u202f]|%20){0,3}\d){6,30}(?!\w)")
_DIGITS = re.compile(r"[0-9][0-9 \t().\-/\u00a0\u202f%]{5,}[0-9]")
_GROUP = re.compile(r"\d+")
_LONGEST = 15
# line ends as JSON and calendars write them: the letter is no part of the word that follows
_ESCAPES = re.compile(r"(\\[nrt])")


def digest(token):
    """Return a 64-bit number for a token: an index of tokens holds nobody's address."""
    return int.from_bytes(
        hashlib.blake2b(token.encode(), digest_size=8).digest(), "big", signed=True
    )


def email_of(found):
    """Return the normalised address of a text that looks like one."""
    return found.lower().strip(".'’-%")


def emails(text):
    """Return the addresses in ``text``, lower case."""
    if not text or "@" not in text:
        return []
    if _PLAIN.fullmatch(text):  # a field of its own: nothing to look for
        return [text.lower()]
    return [email_of(found) for found, _start, _end in _addresses(text)]


def _addresses(text):
    """Yield ``(address, start, end)`` as ``EMAIL`` finds them, from the signs @ backwards: ten times faster."""
    end = 0
    for domain in _DOMAIN.finditer(text):
        at = domain.start()
        before = text[max(end, at - 320) : at]
        start = at - _LOCAL.match(before[::-1]).end()
        if start < at:
            end = domain.end()
            yield text[start:end], start, end


def _numbers(text):
    """Yield the matches of ``PHONE``; most texts have no seven digits near each other, and are left at once."""
    return PHONE.finditer(text) if _DIGITS.search(text) else ()


def tokens(text):
    """Return every token of ``text`` that could be somebody's e-mail or telephone."""
    found = set()
    if "\\" in text:
        text = _ESCAPES.sub("  ", text)
    if "%40" in text:
        found.update(emails(unquote(text)))
    if "@" in text:  # most texts repeat one address
        found.update(map(email_of, {one for one, _start, _end in _addresses(text)}))
    for match in _numbers(text):
        found.update(run for run, _start, _end in _runs(match.group()))
    return found


def _runs(written):
    """Yield ``(digits, start, end)`` of neighbouring groups of digits that could be one number."""
    groups = list(_GROUP.finditer(written.replace("%20", "   ")))
    for first, begin in enumerate(groups):
        digits = ""
        for group in groups[first:]:
            digits += group.group()
            if len(digits) > _LONGEST:
                break
            if len(digits) >= 7:
                yield digits, begin.start(), group.end()


@functools.lru_cache(maxsize=20000)
def phones(number):
    """Return every way of writing an E.164 number, as digits."""
    digits = re.sub(r"\D", "", number or "")
    if len(digits) < 7:
        return set()
    ways = {digits}
    if str(number).startswith("+"):
        ways.add(f"00{digits}")
        national = _national(digits)
        if len(national) >= 8:
            ways |= {national, f"0{national}"}
    return ways


def _national(digits):
    """Return an international number without the code of its country; parsing each would cost a third of the run."""
    return digits[_code_length(digits[:3]) :]


@functools.lru_cache(maxsize=1000)
def _code_length(digits):
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE if phonenumbers else ()
    return next((size for size in (1, 2, 3) if int(digits[:size]) in codes), 99)


def replace(text, known, word):
    """Return ``text`` with each known e-mail and telephone replaced by ``word``.

    :param set known: normalised addresses and digits
    """
    if "\\" in text:
        return by_parts(text, lambda part: _replace(part, known, word))
    return _replace(text, known, word)


def by_parts(text, function):
    """Apply ``function`` to the parts of ``text`` between written line ends."""
    parts = _ESCAPES.split(text)
    parts[::2] = map(function, parts[::2])
    return "".join(parts)


def _replace(text, known, word):
    def email(match):
        return word if email_of(match.group()) in known else match.group()

    def phone(match):
        written = match.group()
        for digits, start, end in sorted(_runs(written), key=lambda run: -len(run[0])):
            if digits in known:
                while start and written[start - 1] in "+(":
                    start -= 1
                return written[:start] + word + written[end:]
        return written

    if "%40" in text:
        text = re.sub(
            r"[\w.+-]+%40[\w.-]+",
            lambda m: word if email_of(unquote(m.group())) in known else m.group(),
            text,
        )
    return PHONE.sub(phone, EMAIL.sub(email, text))
