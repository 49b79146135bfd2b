"""Replacements: the same value always becomes the same other one, by a key that dies with the copy."""

import hashlib
import html
import json
import re
import secrets
import unicodedata

from ..engine.identifiers import EMAIL, PHONE, email_of
from . import lexicon

_WORD = re.compile(r"([^\W\d_]+)")
_MARKED = re.compile(rf"({EMAIL.pattern}|{PHONE.pattern}|\d{{7,}})")
# In what software reads: only what can be nothing but somebody's.
_SURE = re.compile(
    rf"({EMAIL.pattern}|\+\(?\d(?:[ \t().\-/\u00a0]{{0,3}}\d){{7,14}}|(?<![\w.])0\d(?:[ .\-]\d\d){{4}}(?!\d))"
)
_TAG = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""\s(class|style|colspan|rowspan|dir|align)\s*=\s*("[^"<>]*"|'[^'<>]*')"""
)
_DATE = re.compile(r"^(?:19|20)\d\d-[01]\d-[0-3]\d")
_DIGIT = re.compile(r"%20|\d")
_LONGEST = 15  # digits of a telephone number; what is longer is a card or an account
_CACHE = 400_000


def fold(text):
    """Return ``text`` in lower case without accents: how a word is recognised."""
    text = text.lower()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


class Key:
    """Chooses replacements; random, and kept nowhere."""

    def __init__(self, secret=None):
        self._secret = secret or secrets.token_bytes(32)

    def number(self, kind, text):
        """Return a number that only this key gives for ``text``."""
        data = f"{kind}\0{text}".encode("utf-8", "surrogatepass")
        return int.from_bytes(
            hashlib.blake2b(data, key=self._secret, digest_size=12).digest(), "big"
        )

    def pick(self, kind, text, among):
        """Return one of ``among``."""
        return among[self.number(kind, text) % len(among)]

    def digits(self, kind, text, count):
        """Return ``count`` digits."""
        found = ""
        while len(found) < count:
            found += str(self.number(kind, f"{text}/{len(found)}"))
        return found[-count:]

    def sign(self, kind, text, size=6):
        """Return a short sign of letters and digits."""
        return f"{self.number(kind, text):024x}"[-size:]


class _Words(dict):
    """Word → replacement, filled as words are met."""

    def __init__(self, function):
        super().__init__()
        self._function = function

    def __missing__(self, word):
        if len(self) > _CACHE:
            self.clear()
        found = self[word] = self._function(word)
        return found


class Masks:
    """Everything that replaces.

    :param key: :class:`Key`
    :param dict names: folded word of a name → ``first``, ``last``, ``word`` (of a company's name)
    :param set vocabulary: folded words of the software itself, which say nothing of anybody
    """

    def __init__(self, key, names, vocabulary):
        self.key, self.names, self.vocabulary = key, names, vocabulary
        self._words = _Words(self._word)
        self._known = _Words(self._known_word)
        self._mails = _Words(self._email)

    # ------------------------------------------------------------------ words and names

    def _word(self, word):
        folded = fold(word)
        kind = self.names.get(folded)
        if not kind and (len(word) < 3 or folded in self.vocabulary or not word[0].isalpha()):
            return word
        return _like(word, self._other(kind, folded))

    def _known_word(self, word):
        """The same where software reads too: only words that are in somebody's name, and in no software."""
        folded = fold(word)
        if folded in self.vocabulary or len(word) < 3 or folded not in self.names:
            return word
        return _like(word, self._other(self.names[folded], folded))

    def _other(self, kind, folded):
        among = {"first": lexicon.FIRST, "last": lexicon.LAST}.get(kind, lexicon.WORDS)
        return self.key.pick("word", folded, among)

    def _plain(self, text, words):
        return "".join(map(words.__getitem__, _WORD.split(text)))

    def text(self, text):
        """Replace e-mails, numbers, names and every word that is not the software's own."""
        words = self._words
        parts = _MARKED.split(text)
        if len(parts) == 1:
            return self._plain(text, words)
        for index, part in enumerate(parts):
            if not index % 2:
                parts[index] = self._plain(part, words)
            elif "@" in part:
                parts[index] = self._mails[email_of(part)]
            else:
                parts[index] = self.phone(part)
        return "".join(parts)

    def mention(self, text):
        """Replace e-mails, telephones and names that nobody else bears, and leave the rest to the software."""
        return self._in_tags(text, self._mention, self._marks)

    def _mention(self, text):
        parts = _SURE.split(text)
        parts[::2] = [self._plain(part, self._known) for part in parts[::2]]
        parts[1::2] = map(self._marks, parts[1::2])
        return "".join(parts)

    def _marks(self, text):
        return _SURE.sub(
            lambda m: self._mails[email_of(m[0])] if "@" in m[0] else self.phone(m[0]), text
        )

    # ------------------------------------------------------------------ numbers and addresses

    def _email(self, address):
        local, _at, domain = address.partition("@")
        # whatever the software's words are, those of an address are somebody's
        words = [self._local(fold(word)) for word in _WORD.findall(local) if len(word) > 1][:3]
        local = ".".join(words) or "contact"
        host = fold(self.key.pick("host", domain, lexicon.WORDS))
        sign = self.key.sign("email", address)
        return f"{local}.{sign}@{host}-{self.key.sign('host', domain, 4)}.example"

    def _local(self, word):
        return word if word in lexicon.DESKS else fold(self._other(self.names.get(word), word))

    def phone(self, written):
        """Replace the last eight digits, however they are written; a card or an account as a whole."""
        if _DATE.match(written):
            return written
        found = [d for d in _DIGIT.findall(written) if d != "%20"]
        digits = "".join(found)
        size = min(len(digits), 8) if len(digits) <= _LONGEST else len(digits)
        fresh = iter(digits[:-size] + self.key.digits("phone", digits[-size:], size))
        return _DIGIT.sub(lambda m: m[0] if m[0] == "%20" else next(fresh), written)

    def code(self, text):
        """Replace letters by letters and digits by digits: a reference, an account, a VAT number."""
        out = []
        for place, char in enumerate(text):
            number = self.key.number("code", f"{fold(text)}/{place}")
            if char.isdigit():
                char = str(number % 10)
            elif char.isalpha():
                char = chr((97 if char.islower() else 65) + number % 26)
            out.append(char)
        return "".join(out)

    def login(self, text):
        """Replace a login: an address as everywhere, a word by a word with a sign."""
        if "@" in text:
            return self._mails[email_of(text)]
        if text in lexicon.LOGINS:
            return text
        return f"utilisateur-{self.key.sign('login', text)}"

    def street(self, text):
        number = self.key.number("street", fold(text))
        return f"{1 + number % 98} {lexicon.STREETS[number // 98 % len(lexicon.STREETS)]}"

    def line(self, text):
        """The second line of an address."""
        return f"Bât. {'ABCDEFGH'[self.key.number('line', fold(text)) % 8]}"

    def city(self, text):
        return self.key.pick("city", fold(text), lexicon.CITIES)[1]

    def zip(self, text):
        return self.key.pick("zip", fold(text), lexicon.CITIES)[0]

    def site(self, text):
        """Replace the address of a website."""
        host = fold(self.key.pick("site", text, lexicon.WORDS))
        return f"https://www.{host}-{self.key.sign('site', text, 4)}.example"

    def ip(self, text):
        return f"192.0.2.{self.key.number('ip', text) % 254 + 1}"

    def message_id(self, text):
        """Replace the numbers of mails; those that answer each other still do."""
        return re.sub(
            r"[^\s<>]+", lambda m: f"{self.key.sign('mid', m[0], 20)}@copie.example", text
        )

    def token(self, text):
        """Replace what tells two rows apart, or opens one to whoever knows it."""
        return self.secret(text)

    def secret(self, text):
        return self.key.sign("secret", text, 24) + self.key.sign("secret2", text, 8)

    # ------------------------------------------------------------------ forms of text

    def html(self, text):
        """Replace in the text between tags; of a tag, only what shapes the page stays."""
        return self._in_tags(text, self.text, self._tag) if "<" in text else self._entities(text)

    def _entities(self, text, function=None):
        function = function or self.text
        if "&" not in text:
            return function(text)
        return html.escape(function(html.unescape(text)), quote=False)

    def _in_tags(self, text, function, of_tag):
        if "<" not in text:
            return function(text)
        parts = _TAG.split(text)
        parts[::2] = [self._entities(part, function) if part else "" for part in parts[::2]]
        parts[1::2] = map(of_tag, parts[1::2])
        return "".join(parts)

    def _tag(self, tag):
        if tag.startswith("<!"):
            return ""
        name = re.match(r"</?\s*([a-zA-Z][\w-]*)", tag)
        if not name or len(name[1]) > 12 or (len(name[1]) > 2 and fold(name[1]) in self.names):
            return ""
        kept = "".join(f" {key}={self.text(value)}" for key, value in _ATTRIBUTE.findall(tag))
        end = "/>" if tag.endswith("/>") else ">"
        return f"</{name[1]}>" if tag.startswith("</") else f"<{name[1]}{kept}{end}"

    def json(self, text, function):
        """Replace in every text of a JSON value, its keys excepted."""
        return json.dumps(_leaves(json.loads(text), function))

    def translated(self, text, function):
        """Replace in each translation."""
        return self.json(text, function)


def _leaves(value, function):
    if isinstance(value, str):
        return function(value) if value else value
    if isinstance(value, list):
        return [_leaves(one, function) for one in value]
    if isinstance(value, dict):
        return {key: _leaves(one, function) for key, one in value.items()}
    return value


def _like(word, other):
    """Write ``other`` with the capitals of ``word``."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other.lower()
