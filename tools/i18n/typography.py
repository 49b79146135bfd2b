"""The signs of French: no line breaks before them, and the typographic apostrophe nowhere.

Odoo writes the straight apostrophe; a search for « l'activité » must find ours as well.
"""

import re

HARD = "\u00a0"

_BEFORE = re.compile(r"(?<=[\w)»%\]]) (?=[;:?!»](?:\W|$))")
_AFTER = re.compile(r"(?<=«) ")


def french(text):
    """Put hard blanks where French wants them; tags and placeholders stay as they are."""
    text = text.replace("’", "'")
    return _AFTER.sub(HARD, _BEFORE.sub(HARD, text))
