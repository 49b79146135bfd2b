"""Which words are the software's, and which are in somebody's name."""

import re
from collections import Counter
from pathlib import Path

from odoo.modules.module import get_module_path
from odoo.tools import SQL

from ..engine import holdings
from .lexicon import COMMON
from .masks import fold

_WORD = re.compile(r"[^\W\d_]{2,}")
# Fields that name a person beside those the engine's declarations name.
_NAMES = {
    "res.partner": ("name", "lastname", "lastname2", "firstname", "married_name"),
    "hr.employee": ("name", "legal_name"),
    "res.company": ("name",),
    "mailing.contact": ("name", "first_name", "last_name"),
}


def of_software(modules):
    """Return the words of the texts that come with the installed addons, in English and French."""
    found = set()
    for module in modules:
        path = get_module_path(module, display_warning=False)
        source = path and Path(path) / "i18n" / "fr.po"
        if source and source.exists():
            for line in source.read_text(errors="replace").splitlines():
                if line[:5] in ("msgid", "msgst") or line[:1] == '"':
                    found.update(_WORD.findall(line))
    return {fold(word) for word in found} | COMMON


def of_names(env, vocabulary):
    """Return ``{folded word: "first", "last" or "word"}`` of the names in the database.

    A word that is a person's name goes wherever it stands, though the software uses it too; of a
    company's name, the words that are the company's own, or all where it has none.
    """
    places, companies = {}, set()
    for name, company in _read(env):
        words = [fold(word) for word in _WORD.findall(name)]
        if company:
            own = [word for word in words if word not in vocabulary and len(word) > 2]
            companies.update(own or [w for w in words if len(w) > 3 and w not in COMMON])
            continue
        for place, word in enumerate(words):
            if word not in COMMON:
                places.setdefault(word, Counter())["last" if place else "first"] += 1
    found = dict.fromkeys(companies - COMMON, "word")
    return found | {word: kinds.most_common(1)[0][0] for word, kinds in places.items()}


def _read(env):
    """Yield every name in the database and whether it is a company's."""
    declared = {name: holding.names for name, holding in holdings.read(env).items()}
    for model in sorted(declared.keys() | _NAMES.keys()):
        if model not in env:
            continue
        fields = env[model]._fields
        for fname in sorted({*declared.get(model, ()), *_NAMES.get(model, ())}):
            field = fields.get(fname)
            if field is None or not field.store or not field.column_type or field.inherited:
                continue
            company = SQL("%s", model == "res.company" or fname in ("company_name", "partner_name"))
            if model == "res.partner" and fname == "name":
                company = SQL("is_company IS TRUE")
            column = SQL.identifier(fname)
            theirs = SQL("true")
            if model == "res.partner":  # OdooBot, the public: the software's own
                theirs = SQL(
                    """id NOT IN (SELECT res_id FROM ir_model_data WHERE module = 'base' AND model = 'res.partner'
                                     AND name IN ('partner_root', 'public_partner', 'default_partner',
                                                  'template_portal_user_id_res_partner'))"""
                )
            yield from env.execute_query(
                SQL(
                    "SELECT DISTINCT %s::text, %s FROM %s WHERE %s IS NOT NULL AND %s",
                    column,
                    company,
                    SQL.identifier(env[model]._table),
                    column,
                    theirs,
                )
            )
