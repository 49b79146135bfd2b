from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..engine import fates


class MonacoErasureFate(models.Model):
    """What erasure does to each field of what is installed, and why what stays may stay.

    Nothing is stored: the rows are read from the declarations that the eraser executes, so the
    list cannot tell anything else than what happens.
    """

    _name = "monaco.erasure.fate"
    _description = "What erasure does"
    _auto = False
    _order = "model_name, model, field, id"
    _rec_name = "model_name"

    model_name = fields.Char(string="Model", readonly=True)
    model = fields.Char(string="Technical Name of the Model", readonly=True)
    field_label = fields.Char(
        string="Field", readonly=True, help="Empty where the whole row has one fate."
    )
    field = fields.Char(string="Technical Name of the Field", readonly=True)
    fate = fields.Selection(
        [
            ("delete", "The row is deleted"),
            ("clear", "Emptied"),
            ("replace", "Replaced by a word that says so"),
            ("set", "Set to what an anonymised row has"),
            ("identifiers", "E-mails, telephones and names replaced where they occur"),
            ("keep", "Kept"),
            ("hold", "Keeps the person"),
        ],
        readonly=True,
    )
    rows = fields.Selection(
        [
            ("own", "The person's own rows"),
            ("wrote", "What they wrote among others"),
            ("named", "Rows that only name them"),
            ("others", "Rows of others"),
        ],
        string="Whose Rows",
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("statistics", "Counted in statistics, singles out nobody"),
            ("work", "Says how the company works, not who the person is"),
            ("number", "Leads to a row that names nobody any more"),
            ("other", "Another reason, given by the addon"),
        ],
        readonly=True,
        help="Why what is kept may stay.",
    )
    note = fields.Char(string="Reason Given by the Addon", readonly=True)
    origin = fields.Selection(
        [
            ("declared", "Declared"),
            ("derived", "Derived from its shape"),
            ("undeclared", "Declared by nobody"),
        ],
        readonly=True,
        help="What nobody declared is decided on the safe side: a link keeps the person, a value is emptied.",
    )

    @property
    def _table_query(self):
        columns = self._get_columns(self.env.lang)
        return SQL(
            """SELECT row_number() OVER ()::integer AS id, t.* FROM unnest(%s) AS t(
                      model_name, model, field_label, field, fate, rows, reason, note, origin)""",
            SQL(", ").join(SQL("%s::text[]", list(column)) for column in columns),
        )

    @api.model
    @tools.ormcache("lang")
    def _get_columns(self, lang):
        """Return the list by columns, in the words of ``lang``; read from the registry once."""
        env = self.env(su=True, context={"lang": lang})
        known = {"statistics", "work", "number", ""}
        rows = [
            (
                env["ir.model"]._get(one.model).name or one.model,
                one.model,
                self._get_label(env, one),
                one.field or None,
                one.fate,
                one.rows,
                (one.reason if one.reason in known else "other") or None,
                None if one.reason in known else one.reason,
                one.origin,
            )
            for one in fates.read(env)
        ]
        return tuple(zip(*rows, strict=True))

    @api.model
    def _get_label(self, env, one):
        if not one.field:
            return None
        return env["ir.model.fields"]._get(one.model, one.field).field_description or one.field
