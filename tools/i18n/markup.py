"""Terms that are pieces of HTML: laid out anew, their words are still known."""

import re

_TAGS = re.compile(r"(<[^>]+>)")


def _words(text):
    """The words between the tags, blanks aside."""
    return [" ".join(part.split()) for part in _TAGS.split(text)[::2] if part.strip()]


def pieces(known):
    """What each piece of text became in translations whose words come in the same order."""
    found = {}
    for term, french in known.items():
        if "<" in term and french:
            before, after = _words(term), _words(french)
            if len(before) == len(after):
                found |= dict(zip(before, after, strict=True))
    return found


def translate(term, known):
    """The French of a piece of HTML all of whose words are known, else nothing."""
    if "<" not in term:
        return ""
    parts = _TAGS.split(term)
    for i in range(0, len(parts), 2):
        words = parts[i].strip()
        if words:
            french = known.get(" ".join(words.split()))
            if french is None:
                return ""
            parts[i] = parts[i].replace(words, french)
    return "".join(parts)
