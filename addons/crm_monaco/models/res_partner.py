from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine import bonds, declared
from ..engine.sources import Never

USER = "crm_monaco.group_monaco_user"


class ResPartner(models.Model):
    """The person: kind, clock, state, and why they are kept."""

    _name = "res.partner"
    _inherit = ["res.partner", "monaco.declaration"]

    monaco_kind = fields.Selection(
        [("prospect", "Prospect"), ("client", "Client")],
        string="Kind",
        readonly=True,
        copy=False,
        groups=USER,
        help="Derived from real documents: an order or an invoice makes a client, a lead, a quotation,"
        " a mailing or a recorded collection makes a prospect. Nothing else puts a contact in the file.",
    )
    monaco_state = fields.Selection(
        [("active", "Active"), ("archived", "Archived"), ("anonymised", "Anonymised")],
        string="State of the File",
        readonly=True,
        copy=False,
        groups=USER,
    )
    monaco_last_contact = fields.Date(
        string="Last Contact",
        readonly=True,
        copy=False,
        groups=USER,
        help="Last act of the person: a mail they sent, a form, a visit, an order. What we send does not count.",
    )
    monaco_deadline = fields.Date(
        string="Deadline",
        readonly=True,
        copy=False,
        groups=USER,
        help="Day on which the person is anonymised at the latest, unless something holds them.",
    )
    monaco_archive_on = fields.Date(
        string="Archiving On",
        readonly=True,
        copy=False,
        groups=USER,
        help="Day they leave daily sight.",
    )
    monaco_clock = fields.Selection(
        [
            ("prospect", "Prospect: last contact"),
            ("solicitations", "Prospect: two solicitations unanswered"),
            ("client", "Client: end of the contract"),
        ],
        string="Clock",
        readonly=True,
        copy=False,
        groups=USER,
    )
    monaco_hold_ids = fields.One2many(
        "monaco.hold", "partner_id", string="Holds", readonly=True, groups=USER
    )
    monaco_manual_hold_ids = fields.One2many("monaco.manual.hold", "partner_id", groups=USER)
    monaco_limited = fields.Boolean(
        string="Limited (art. 15)",
        compute="_compute_monaco_limited",
        search="_search_monaco_limited",
        groups=USER,
        help="At the person's request their data are stored only.",
    )
    monaco_restored_on = fields.Date(
        string="Brought Back On", readonly=True, copy=False, groups=USER
    )
    monaco_reduced_on = fields.Date(
        string="Reduced On",
        readonly=True,
        copy=False,
        groups=USER,
        help="Since this day the file holds only what the vouchers bear: name, address and VAT number.",
    )
    monaco_why = fields.Html(string="Why", compute="_compute_monaco_why", groups=USER)
    monaco_next_step = fields.Char(
        string="Next Step", compute="_compute_monaco_next_step", groups=USER
    )

    _monaco_due = models.Index("(monaco_archive_on) WHERE monaco_kind IS NOT NULL")
    # who bears an e-mail or a telephone is asked for each batch, and for each mailing
    _monaco_email = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _monaco_phone = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
    _monaco_by_state = models.Index("(monaco_state) WHERE monaco_state IS NOT NULL")

    @api.depends("monaco_manual_hold_ids.state")
    def _compute_monaco_limited(self):
        for partner in self:
            partner.monaco_limited = any(
                hold.state == "active" and hold.code == "limitation"
                for hold in partner.sudo().monaco_manual_hold_ids
            )

    def _search_monaco_limited(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._monaco_check_user()
        held = (
            self.env["monaco.manual.hold"]
            .sudo()
            ._search([("state", "=", "active"), ("code", "=", "limitation")])
            .subselect("partner_id")
        )
        return [("id", "in" if True in value else "not in", held)]

    @api.depends(
        "monaco_kind", "monaco_state", "monaco_deadline", "monaco_archive_on", "monaco_hold_ids"
    )
    def _compute_monaco_next_step(self):
        without_clock = self.filtered(lambda partner: not partner.monaco_kind)
        reasons = without_clock._get_monaco_outside_reasons()
        for partner in self:
            partner.monaco_next_step = partner._get_monaco_next_step(reasons.get(partner.id))

    def _get_monaco_outside_reasons(self):
        """Return ``{person id: text}`` for those who are never in the file, with the reason."""
        if not self.ids:
            return {}
        names = {
            "own_company": self.env._("it is one of our own companies"),
            "internal_user": self.env._("an internal user"),
            "employee": self.env._("an employee"),
            "supplier": self.env._("a supplier"),
        }
        family = bonds.family_of(self.env, self.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT pid, min(code) FROM (%s) AS never(pid, code) GROUP BY pid",
                declared.outsiders(self.env, family),
            )
        )
        return {pid: names.get(code, code) for pid, code in rows}

    def _get_monaco_next_step(self, outside=None):
        """Return one sentence: what happens to this person next, and when.

        :param outside: why the person is never in the file, if so
        """
        if self.monaco_state == "anonymised":
            return self.env._("Anonymised: nothing more will happen.")
        if outside:
            return self.env._(
                "Not in the file of clients and prospects: %s. No clock runs.", outside
            )
        if not self.monaco_kind:
            return self.env._("Not in the file of clients and prospects: no clock runs.")
        if not self.monaco_deadline:
            return self.env._("No date is known: kept, and listed for a look.")
        if not any(self.env["res.company"].sudo().search([]).mapped("monaco_retention_on")):
            return self.env._(
                "Retention is off. Once it is on: deadline on %s.",
                format_date(self.env, self.monaco_deadline),
            )
        if self.monaco_state == "archived" and self.monaco_reduced_on and self.monaco_hold_ids:
            ends = self.monaco_hold_ids.mapped("until")
            values = {"since": format_date(self.env, self.monaco_reduced_on)}
            if all(ends):
                return self.env._(
                    "Reduced on %(since)s to what the vouchers bear; kept until %(until)s at least.",
                    until=format_date(self.env, max(ends)),
                    **values,
                )
            return self.env._(
                "Reduced on %(since)s to what the vouchers bear; kept until somebody ends the hold.",
                **values,
            )
        if self.monaco_hold_ids:
            ends = self.monaco_hold_ids.mapped("until")
            if all(ends):
                return self.env._("Kept until %s at least.", format_date(self.env, max(ends)))
            return self.env._("Kept until somebody ends the hold.")
        if self.monaco_state == "active" and self.monaco_archive_on > fields.Date.today():
            return self.env._(
                "Archived on %(archive)s, anonymised on %(deadline)s.",
                archive=format_date(self.env, self.monaco_archive_on),
                deadline=format_date(self.env, self.monaco_deadline),
            )
        if self.monaco_deadline <= fields.Date.today():
            return self.env._("Time is over: anonymised by the next run.")
        return self.env._("Anonymised on %s.", format_date(self.env, self.monaco_deadline))

    # ------------------------------------------------------------------ declaration

    @api.model
    def _monaco_never(self):
        public = self.env.ref("base.group_public").id
        known = [
            Never("res.company", partner=("partner_id",), code="own_company"),
            Never(
                "res.users",
                ["|", ("share", "=", False), ("group_ids", "in", [public])],
                partner=("partner_id",),
                code="internal_user",
            ),
            Never("hr.employee", partner=("work_contact_id",), code="employee"),
            Never("product.supplierinfo", partner=("partner_id",), code="supplier", entity=True),
            Never(
                "purchase.order",
                [("state", "in", ("purchase", "done"))],
                code="supplier",
                entity=True,
            ),
        ]
        return super()._monaco_never() + [never for never in known if never.model in self.env]
