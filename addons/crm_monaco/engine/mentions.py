"""Where identifiers occur in anybody's words: read once a run, then joined on equality.

The index is a temporary table of 64-bit digests: it holds nobody's address and goes with the
connection.  Rows that came since are read before each batch.
"""

import io

from odoo.tools import SQL

from . import closure, identifiers

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


class Mentions:
    """The index of one connection."""

    def __init__(self, env, statements):
        self.env, self.statements = env, statements
        self.columns = columns(env)
        self.models = sorted(self.columns)
        self.fresh = True

    def find(self, digests):
        """Return ``{model name: {row id: digests}}`` of rows in which an identifier of these digests occurs."""
        self._refresh()
        rows = self.statements.rows(
            SQL(
                "SELECT place, res_id, array_agg(digest) FROM monaco_mention"
                " WHERE digest = ANY($1) GROUP BY place, res_id"
            ),
            digests,
        )
        found = {}
        for place, res_id, digests in rows:
            found.setdefault(self.models[place], {})[res_id] = digests
        return found

    def _refresh(self):
        cr = self.env.cr
        if self.fresh:
            cr.execute("DROP TABLE IF EXISTS pg_temp.monaco_mention, pg_temp.monaco_mention_mark")
        cr.execute("SELECT to_regclass('pg_temp.monaco_mention')")
        if cr.fetchone()[0] is None:
            cr.execute(
                """CREATE TEMP TABLE monaco_mention (digest bigint, place smallint, res_id integer);
                   CREATE TEMP TABLE monaco_mention_mark (place smallint PRIMARY KEY, last integer)"""
            )
            marks = {}
        else:
            cr.execute("SELECT place, last FROM monaco_mention_mark")
            marks = dict(cr.fetchall())
        self.fresh = False
        tops = self.statements.rows(self.statements.once("tops", self._tops))
        grown = [(place, last) for place, last in tops if last and last > marks.get(place, 0)]
        for place, _last in grown:
            self._read(place, marks.get(place, 0))
        if grown:
            cr.execute(
                SQL(
                    """INSERT INTO monaco_mention_mark SELECT * FROM unnest(%s::smallint[], %s::int[])
                           ON CONFLICT (place) DO UPDATE SET last = excluded.last""",
                    [g[0] for g in grown],
                    [g[1] for g in grown],
                )
            )
        if not marks:
            cr.execute("CREATE INDEX ON monaco_mention (digest)")
            cr.execute("ANALYZE monaco_mention")

    def _tops(self):
        """SELECT place, last: the highest id of each model."""
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS place, max(id) AS last FROM %s",
                place,
                SQL.identifier(self.env[name]._table),
            )
            for place, name in enumerate(self.models)
        )

    def _read(self, place, above):
        """Index the rows of one model with an id greater than ``above``, in slices."""
        cr, name = self.env.cr, self.models[place]
        text = SQL(
            "concat_ws(E'\\n', %s)",
            SQL(", ").join(
                SQL("%s::text", SQL.identifier(column)) for column in self.columns[name]
            ),
        )
        while True:
            cr.execute(
                SQL(
                    "SELECT id, %s AS text FROM %s WHERE id > %s ORDER BY id LIMIT 5000",
                    text,
                    SQL.identifier(self.env[name]._table),
                    above,
                )
            )
            rows = cr.fetchall()
            if not rows:
                return
            buffer = io.StringIO()
            for row, words in rows:
                if words:
                    for token in identifiers.tokens(words):
                        buffer.write(f"{identifiers.digest(token)}\t{place}\t{row}\n")
            buffer.seek(0)
            cr._obj.copy_from(buffer, "monaco_mention", columns=("digest", "place", "res_id"))
            above = rows[-1][0]
            if len(rows) < 5000:
                return
