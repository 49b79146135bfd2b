"""What our addons say on screens, as Odoo exports it, and what their `fr.po` answers."""

import io
import re
from pathlib import Path

import polib

from odoo.tools.translate import trans_export

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
LANG = "fr"

_PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]?[\d.]*[a-zA-Z]|%[sdfi]|\{\w*\}|\$\{[^}]+\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
# Words inside a tag that are translated with it.
_WORDS = re.compile(r'\b(title|alt|placeholder|aria-label|string|label)="[^"]*"')


def addons():
    """Every addon of the repository that can be installed."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def po_path(addon):
    return ADDONS / addon / "i18n" / f"{LANG}.po"


def exported(env, addon):
    """The terms of an installed addon, as a template."""
    buffer = io.BytesIO()
    if not trans_export(None, [addon], buffer, "po", env):
        return polib.POFile()
    return polib.pofile(buffer.getvalue().decode())


def installed(env):
    """Those of our addons that are installed in this database."""
    modules = env["ir.module.module"].search(
        [("name", "in", addons()), ("state", "=", "installed")], order="name"
    )
    return modules.mapped("name")


def marks(text):
    """What a translation has to carry over unchanged: placeholders and tags."""
    tags = [_WORDS.sub(r"\1", tag) for tag in _TAG.findall(text)]
    return sorted(_PLACEHOLDER.findall(text)), sorted(tags)


def faults(template, french):
    """Yield a line for each term without a sound French translation."""
    known = {entry.msgid: entry for entry in french if not entry.obsolete}
    for wanted in template:
        entry = known.get(wanted.msgid)
        short = wanted.msgid.replace("\n", " ")[:90]
        if entry is None or not entry.msgstr.strip():
            yield f"no French for: {short}"
        elif entry.fuzzy:
            yield f"fuzzy: {short}"
        elif marks(entry.msgid) != marks(entry.msgstr):
            yield f"placeholders or tags differ: {short}"
        elif _ends(entry.msgid) != _ends(entry.msgstr):
            yield f"blanks or line ends differ at the ends: {short}"
        elif missing := _places(wanted) - _places(entry):
            yield f"not known to be used in {sorted(missing)[0]}: {short}"


def _ends(text):
    return text[:1].isspace(), text[-1:].isspace()


def _places(entry):
    return {place for place, _line in entry.occurrences}


def judge(env):
    """Every fault of every installed addon of ours, ``addon: what``."""
    found = []
    for addon in installed(env):
        path = po_path(addon)
        template = exported(env, addon)
        french = polib.pofile(str(path)) if path.exists() else polib.POFile()
        found += [f"{addon}: {fault}" for fault in faults(template, french)]
    return found
