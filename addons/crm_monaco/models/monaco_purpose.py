from odoo import api, fields, models
from odoo.exceptions import UserError

# Law n° 1.565, art. 5.
LEGAL_BASES = [
    ("consent", "Consent of the person"),
    ("legal_obligation", "Legal obligation"),
    ("contract", "Performance of a contract"),
    ("vital", "Vital interests"),
    ("public_interest", "Public interest"),
    ("legitimate_interest", "Legitimate interest of the controller"),
]
# What the product decides by; texts and labels may be changed, these may not.
FIXED = frozenset({"code", "legal_basis", "marketing"})


class MonacoPurpose(models.Model):
    """A purpose of the register entry: why data are used, on which legal basis, and what is told."""

    _name = "monaco.purpose"
    _description = "Purpose"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Name by which documents and the product refer to it.")
    name = fields.Char(required=True, translate=True)
    legal_basis = fields.Selection(LEGAL_BASES, required=True)
    basis_wording = fields.Char(
        string="Legal Basis in the Register",
        translate=True,
        help="The words of the register entry, where they say more than the legal basis.",
    )
    marketing = fields.Boolean(
        string="Prospecting",
        help="To win the person: who may be reached is decided by channel, for consumers and professionals apart.",
    )
    person_categories = fields.Char(string="Persons", translate=True)
    data_categories = fields.Text(string="Categories of Data", translate=True)
    documents = fields.Text(
        string="Documents Covered",
        translate=True,
        help="What makes this purpose apply to a person.",
    )
    text_ids = fields.One2many("monaco.purpose.text", "purpose_id", string="Texts")
    text_id = fields.Many2one(
        "monaco.purpose.text", string="Text in Force", compute="_compute_text_id"
    )
    notice = fields.Text(compute="_compute_text_id")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("unique (code)", "Two purposes cannot have the same code.")

    @api.depends("text_ids.body")
    def _compute_text_id(self):
        for purpose in self:
            purpose.text_id = purpose.text_ids.sorted("version")[-1:]
            purpose.notice = purpose.text_id.body

    def write(self, vals):
        """Refuse to change what the product decides by."""
        if FIXED & set(vals) and not self.env.context.get("install_mode"):
            for purpose in self:
                changed = [name for name in FIXED & set(vals) if purpose[name] != vals[name]]
                if changed:
                    raise UserError(
                        self.env._(
                            "The code, the legal basis and the kind of a purpose cannot change:"
                            " make another purpose instead."
                        )
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_the_register(self):
        known = self.env["ir.model.data"].sudo()
        if known.search_count([("model", "=", self._name), ("res_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("The purposes of the register entry cannot be deleted."))

    @api.model
    def _get(self, code):
        """Return the purpose of that code; an empty or unknown one is prospecting: the strictest."""
        purposes = self.sudo().with_context(active_test=False)
        found = purposes.search([("code", "=", code)], limit=1) if code else self.browse()
        return found or purposes.search([("code", "=", "prospecting")], limit=1)
