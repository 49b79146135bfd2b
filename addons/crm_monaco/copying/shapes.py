"""What becomes of each column of each table: read from the registry and the engine's declarations.

In doubt a text is replaced.  What stays as it is has a reason: it is the software's, a number of a
document, a code, or a figure.
"""

import re
from dataclasses import dataclass, field

from odoo.tools import SQL

from ..engine import closure, holdings
from ..engine.strategies import FREE_TYPES, Keep

# Tables of software that hold no word of a user.
SOFTWARE = (
    "ir.model", "ir.module", "ir.ui.menu", "ir.ui.view.custom", "ir.actions", "ir.act.", "ir.asset",
    "ir.rule", "ir.cron", "ir.sequence", "ir.demo", "ir.exports", "res.groups", "res.lang",
    "res.country", "res.currency", "decimal.", "uom.", "report.", "theme.", "website.route",
    "website.page.properties", "payment.method", "base.", "web_tour.", "onboarding.", "barcode.",
    "account.tax", "account.account", "account.journal", "account.chart", "account.report",
    "account.payment.method", "account.fiscal", "account.incoterms", "account.cash.rounding",
    "account.full.reconcile", "account.partial.reconcile", "mail.message.subtype",
    "mail.activity.type", "monaco.clock", "monaco.hold", "monaco.csp", "monaco.batch",
    "monaco.journal", "monaco.collection.source", "stock.rule", "stock.route", "l10n",
    "spreadsheet.",
)  # fmt: skip
# Tables the company writes in, that speak of things rather than persons: only names are replaced there.
THINGS = (
    "ir.ui.view", "ir.config_parameter", "ir.default", "ir.embedded", "mail.template", "mail.alias",
    "product.", "stock.location", "stock.warehouse", "stock.picking.type", "stock.package",
    "crm.stage", "crm.team", "crm.lost", "crm.recurring", "utm.", "website", "resource.", "hr.job",
    "hr.department", "loyalty.program", "loyalty.rule", "loyalty.reward", "event.type", "event.stage",
    "payment.provider", "payment.term", "account.", "sale.order.template", "digest.", "gamification.",
    "delivery.", "fetchmail.", "ir.mail_server", "monaco.run", "project.", "sms.template", "res.bank",
    "calendar.event.type", "calendar.alarm", "mailing.list", "fleet.", "survey.question", "survey.survey",
)  # fmt: skip
# Queues, logs, sessions, keys: a copy begins without them.
EMPTY = (
    "bus.bus", "ir.logging", "ir.profile", "mail.push", "mail.push.device", "mail.presence",
    "base_import.import", "base_import.mapping", "privacy.log", "res.device.log", "res.users.apikeys",
    "auth_totp.device", "auth.passkey.key", "mail.mail", "sms.sms", "sms.tracker", "snailmail.letter",
    "iap.account", "payment.token", "ir.cron.trigger", "ir.cron.progress",
    "mail.message.translation", "discuss.channel.rtc.session", "mail.gateway.allowed",
    "auth.oauth.provider.token", "google.calendar.credentials", "microsoft.calendar.credentials",
    "website.track", "res.users.deletion", "certificate.certificate", "certificate.key",
)  # fmt: skip
# Whoever knows a number of these may use it.
BEARERS = ("monaco.card", "loyalty.card", "gift.card")
# What would act by itself while the copy is made.
ASLEEP = ("ir.cron", "ir.mail_server", "fetchmail.server")
_SECRET = re.compile(
    r"passw|_pass$|secret|token|totp|credential|certificate|(?:api|access|private|public|license|client|crypt)_?key"
)
_RAW = frozenset(
    """model res_model model_name res_field mimetype parent_path lang tz state type code color
    sequence_prefix inalterable_hash l10n_fr_hash checksum store_fname message_type currency
    monaco_clock monaco_kind monaco_state ground fingerprint digest head previous_head key module
    website_meta_og_img cron_name technical_name file_type priority method_name field_name trigger_field
    src_model dst_model kanban_state country_code timezone matching_number relation
    message_main_attachment_id icon icon_class content_type report_name""".split()  # noqa: SIM905
)
_AMOUNT = re.compile(r"amount|price|cost|revenue|balance|debit|credit|subtotal|margin|value$")
# Named like amounts, and none: percentages, quantities, points, millimetres.
_NO_AMOUNT = {
    "account_analytic_line": r"unit_amount",
    "account_move_line": r"deductible_amount",
    "account_reconcile_model_line": r"amount",
    "loyalty_rule": r"reward_point_amount",
    "pos_order_line": r"points_cost",
    "product_pricelist_item": r"percent_price|price_discount|price_markup",
    "report_paperformat": r"margin_.*",
    "sale_order_line": r"points_cost",
}
# An amount in some rows only, a percentage in the others.
_AMOUNT_IF = {
    ("account_tax", "amount"): SQL("amount_type = 'fixed'"),
    ("account_payment_term_line", "value_amount"): SQL("value = 'fixed'"),
}
_FIGURES = frozenset(
    """int2 int4 int8 float4 float8 numeric bool date timestamp timestamptz time timetz interval oid""".split()  # noqa: SIM905
)
_TEXTUAL = frozenset({"varchar", "text", "bpchar", "xml", "citext"})


@dataclass
class Table:
    """What becomes of one table.

    :param columns: all columns, in the table's order
    :param change: ``{column: function of the text}``; ``None`` as function means NULL
    :param values: ``{column: SQL}`` computed by the source as the rows leave
    :param empty: no row is copied
    :param rows: function of the whole row (a dict of texts), where columns depend on each other
    """

    name: str
    columns: list
    change: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    empty: bool = False
    rows: object = None

    @property
    def raw(self):
        """Tell whether the rows are copied as they are."""
        return not (self.empty or self.change or self.values or self.rows)


class Shapes:
    """Decide for every column.

    :param masks: :class:`.masks.Masks`
    :param scale: what amounts are multiplied by
    """

    def __init__(self, env, masks, scale=1):
        self.env, self.masks, self.scale = env, masks, scale
        self.holdings = holdings.read(env)
        self.models = {model._table: model for model in closure.ordinary(env)}
        self.codes = {
            (model._table, pair[0])
            for model in closure.ordinary(env)
            for pair in closure.pairs(env, model)
        }
        self.unique = self._unique()

    def tables(self):
        """Return :class:`Table` by name, foreign keys into emptied tables included."""
        found = {}
        for name, columns in self._columns().items():
            model = self.models.get(name)
            table = found[name] = Table(name, [c[0] for c in columns])
            if model is not None and (model._transient or model._name in EMPTY):
                table.empty = True
                continue
            if model is not None and model._name in ASLEEP and "active" in table.columns:
                table.values["active"] = SQL("false")
            for column, kind, required, size in columns:
                self._decide(table, model, column, kind, required, size)
        self._cut(found)
        return found

    # ------------------------------------------------------------------ one column

    def _decide(self, table, model, column, kind, required, size):
        shape = model._fields.get(column) if model is not None else None
        if kind not in _TEXTUAL and kind not in ("json", "jsonb", "bytea"):
            if kind in _FIGURES or required:
                self._figure(table, shape, column, required)
            else:  # of a kind that Odoo does not use: whatever it is, it does not come along
                table.change[column] = None
            return
        if kind == "bytea":
            table.change[column] = (lambda value: "\\x") if required else None
            return
        function = self._function(table.name, model, column, kind, shape)
        if function is None:
            return
        if function == self.masks.secret and not required:
            table.change[column] = None
            return
        if (table.name, column) in self.unique and column != "login":
            function = self._told_apart(function)
        if kind in ("json", "jsonb") or (shape is not None and shape.type == "json"):
            inner = function
            function = lambda text: self.masks.json(text, inner)  # noqa: E731
        table.change[column] = self._short(function, size)

    def _figure(self, table, shape, column, required):
        """Amounts are scaled; a place on the map and a day of birth tell who somebody is."""
        if column.endswith(("latitude", "longitude")) and not required:
            table.change[column] = None
        elif column in ("birthdate_date", "birthday", "birthdate"):
            table.values[column] = SQL(
                "make_date(extract(year FROM %s)::int, 1 + abs(hashint4(id)) %% 12, 1 + abs(hashint4(-id)) %% 28)",
                SQL.identifier(column),
            )
        elif (
            self.scale != 1
            and shape is not None
            and (shape.type == "monetary" or (shape.type == "float" and _AMOUNT.search(column)))
            and not re.fullmatch(_NO_AMOUNT.get(table.name, r"(?!)"), column)
        ):
            table.values[column] = SQL(
                "CASE WHEN %s THEN %s * %s ELSE %s END",
                _AMOUNT_IF.get((table.name, column), SQL("true")),
                SQL.identifier(column),
                self.scale,
                SQL.identifier(column),
            )

    def _function(self, table, model, column, kind, shape):
        """Return what replaces a text, ``None`` where it stays."""
        masks = self.masks
        name = model._name if model is not None else ""
        if _SECRET.search(column) and not (
            shape is not None and shape.type in ("boolean", "selection")
        ):
            return masks.secret
        if name in BEARERS and shape is not None and shape.type == "char":
            return masks.code
        if name.startswith(SOFTWARE) and name not in self.holdings:
            return None
        if self._is_code(table, column, shape):
            return None
        if (
            kind in ("json", "jsonb")
            and shape is not None
            and shape.company_dependent
            and shape.type not in FREE_TYPES
        ):
            return None
        special = self._special(column, shape)
        if special:
            return special
        holding = self.holdings.get(name)
        if holding and isinstance(holding.fields.get(column), Keep):
            return None
        if name.startswith(THINGS) and name not in self.holdings:
            return masks.mention
        return masks.html if shape is not None and shape.type == "html" else masks.text

    def _is_code(self, table, column, shape):
        if shape is not None and shape.type in ("selection", "reference", "many2one_reference"):
            return True
        if shape is not None and shape.type == "many2one":
            return True
        return (
            column in _RAW or (table, column) in self.codes or column.endswith(("_model", "_xmlid"))
        )

    def _special(self, column, shape):
        masks = self.masks
        return {
            "login": masks.login,
            "street": masks.street,
            "partner_street": masks.street,
            "street2": masks.line,
            "partner_street2": masks.line,
            "city": masks.city,
            "partner_city": masks.city,
            "zip": masks.zip,
            "partner_zip": masks.zip,
            "website": masks.site,
            "ip": masks.ip,
            "ip_address": masks.ip,
            "message_id": masks.message_id,
            "references": masks.message_id,
            "reply_to_msg_id": masks.message_id,
            "uuid": masks.token,
            "vat": masks.code,
            "ref": masks.code,
            "pin": masks.code,
            "ssnid": masks.code,
            "passport_id": masks.code,
            "identification_id": masks.code,
            "visa_no": masks.code,
            "permit_no": masks.code,
            "siret": masks.code,
            "barcode": masks.code,
            "company_registry": masks.code,
            "acc_number": masks.code,
            "sanitized_acc_number": masks.code,
            "domain": masks.mention,
        }.get(column)

    def _told_apart(self, function):
        """Values that must differ still do, when two words became the same."""

        def apart(text):
            other = function(text)
            return (
                other
                if other == text or "@" in other
                else f"{other} {self.masks.key.sign('apart', text)}"
            )

        return apart

    @staticmethod
    def _short(function, size):
        return (lambda text: function(text)[:size]) if size else function

    # ------------------------------------------------------------------ catalogue of PostgreSQL

    def _columns(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT c.relname, a.attname, t.typname, a.attnotnull,
                          CASE WHEN t.typname = 'varchar' AND a.atttypmod > 4 THEN a.atttypmod - 4 END
                     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid
                    WHERE c.relkind = 'r' AND c.relnamespace = current_schema::regnamespace
                      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                    ORDER BY c.relname, a.attnum"""
            )
        )
        found = {}
        for table, *column in rows:
            found.setdefault(table, []).append(column)
        return found

    def _unique(self):
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
                     JOIN pg_attribute a ON a.attrelid = c.oid
                      AND (a.attnum = ANY(i.indkey) OR pg_get_indexdef(i.indexrelid) ~ ('\\m' || a.attname || '\\M'))
                    WHERE i.indisunique AND c.relnamespace = current_schema::regnamespace AND a.attnum > 0"""
            )
        )
        return set(rows)

    def _cut(self, tables):
        """Empty what hangs from an emptied table and cannot do without; other links to it become NULL."""
        links = self.env.execute_query(
            SQL(
                """SELECT k.conrelid::regclass::text, k.confrelid::regclass::text, a.attname, a.attnotnull
                     FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                    WHERE k.contype = 'f' AND k.connamespace = current_schema::regnamespace"""
            )
        )
        links = [(a.strip('"'), b.strip('"'), column, required) for a, b, column, required in links]
        again = True
        while again:
            again = False
            for table, target, _column, required in links:
                if required and tables[target].empty and not tables[table].empty:
                    tables[table].empty = again = True
        for table, target, column, _required in links:
            if tables[target].empty and not tables[table].empty:
                tables[table].change[column] = None
                tables[table].values.pop(column, None)
