"""The texts in which somebody may mention a person, and the identifiers that occur in them."""

import io

from odoo.tools import SQL

from . import closure, identifiers

# rows read at a time
SLICE = 5000
_LAST = 2**31 - 1

# Software, not persons: translations, views, code, configuration, the lists of countries.
_SOFTWARE = (
    "ir.model",
    "ir.module",
    "ir.ui.",
    "ir.actions.",
    "ir.asset",
    "ir.rule",
    "ir.cron",
    "ir.sequence",
    "ir.exports",
    "ir.config_parameter",
    "ir.mail_server",
    "ir.default",
    "ir.embedded",
    "ir.profile",
    "fetchmail.server",
    "mail.alias",
    "mail.template",
    "mail.message.subtype",
    "mail.ice",
    "mail.gateway",
    "res.company",
    "res.country",
    "res.lang",
    "res.currency",
    "res.groups",
    "res.bank",
    "res.city",
    "decimal.",
    "uom.",
    "report.",
    "theme.",
    "website.menu",
    "website.route",
    "website.configurator",
    "account.tax",
    "account.account",
    "account.journal",
    "account.chart",
    "account.report",
    "payment.provider",
    "payment.method",
    "spreadsheet.",
    "monaco.",
    "web_tour.",
    "onboarding.",
    "barcode.",
    "iap.",
)
# Columns that identify the row itself, or that software reads.
_OWN = frozenset(
    {
        "email",
        "email_normalized",
        "phone",
        "phone_sanitized",
        "mobile",
        "login",
        "vat",
        "store_fname",
        "checksum",
        "access_token",
        "mimetype",
        "res_model",
        "model",
        "res_field",
        "message_id",
        "parent_path",
        "uuid",
        "inalterable_hash",
    }
)
_KEEP_OWN = frozenset(
    {"res.partner", "res.users", "mailing.contact", "hr.employee", "crm.lead", "event.registration"}
)
_TYPES = frozenset({"char", "text", "html", "json", "properties", "reference", "serialized"})


def columns(env):
    """Return ``{model name: [text columns]}`` in which somebody may mention a person."""
    found = {}
    for model in closure.ordinary(env):
        if model._name.startswith(_SOFTWARE) or "id" not in model._fields:
            continue
        skipped = _OWN if model._name in _KEEP_OWN else _OWN - {"email", "phone", "mobile"}
        names = [
            field.name
            for field in model._fields.values()
            if field.store
            and field.column_type
            and field.type in _TYPES
            and field.name not in skipped
        ]
        if names:
            found[model._name] = sorted(names)
    return found


def index(cr, into, place, model, names, above, upto=None):
    """Write the digests of the identifiers in some rows of ``model`` into the table ``into``.

    :param cr: cursor that reads and writes
    :param place: number that stands for the model
    :param names: text columns of the model
    :param above: rows with an id greater than this one
    :param upto: and not greater than this one; ``None``: to the last
    """
    text = SQL(", ").join(SQL("%s::text", SQL.identifier(name)) for name in names)
    while True:
        cr.execute(
            SQL(
                """SELECT id, concat_ws(E'\\n', %s) FROM %s
                    WHERE id > %s AND id <= %s ORDER BY id LIMIT %s""",
                text,
                SQL.identifier(model._table),
                above,
                _LAST if upto is None else upto,
                SLICE,
            )
        )
        rows = cr.fetchall()
        buffer = io.StringIO()
        for row, words in rows:
            if words:
                for token in identifiers.tokens(words):
                    buffer.write(f"{identifiers.digest(token)}\t{place}\t{row}\n")
        buffer.seek(0)
        cr._obj.copy_from(buffer, into, columns=("digest", "place", "res_id"))
        if len(rows) < SLICE:
            return
        above = rows[-1][0]


def tops(env, models):
    """SELECT place, last: the highest id of each of these models."""
    return SQL(" UNION ALL ").join(
        SQL(
            "SELECT %s AS place, max(id) AS last FROM %s",
            place,
            SQL.identifier(env[name]._table),
        )
        for place, name in enumerate(models)
    )
