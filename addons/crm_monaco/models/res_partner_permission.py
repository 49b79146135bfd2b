from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine import purposes

USER = "crm_monaco.group_monaco_user"


class ResPartner(models.Model):
    """What may be done to the person: one line a channel with its reason, and their purposes."""

    _inherit = "res.partner"

    monaco_audience = fields.Selection(
        [("consumer", "Consumer"), ("professional", "Professional")],
        string="Approached As",
        groups=USER,
        help="A professional is reached until they object, a consumer by e-mail and SMS only with their"
        " consent. Empty: a company or somebody of a company is a professional, anybody else a consumer.",
    )
    monaco_consent_ids = fields.One2many(
        "monaco.consent", "partner_id", string="Consents", readonly=True, groups=USER
    )
    monaco_permissions = fields.Html(
        string="May be Reached", compute="_compute_monaco_permissions", groups=USER
    )
    monaco_purposes = fields.Html(
        string="Purposes", compute="_compute_monaco_purposes", groups=USER
    )

    @api.depends(
        *("email_normalized", "phone_sanitized", "active", "monaco_state", "is_company"),
        *("monaco_audience", "birthdate_date", "parent_id", "monaco_consent_ids"),
    )
    def _compute_monaco_permissions(self):
        permission = self.env["monaco.permission"]
        persons = self.filtered(lambda partner: isinstance(partner.id, int))
        (self - persons).monaco_permissions = False
        if not persons:
            return
        channels = permission._get_channels()
        decided = {
            code: permission._decide_partners("prospecting", code, persons, similar=True)
            for code, _name in channels
        }
        asked = self.env["monaco.consent.request"]._get_waiting(persons)
        for partner in persons:
            lines = [
                {
                    "name": name,
                    "allowed": decided[code][partner.id].allowed,
                    "reason": permission._explain(decided[code][partner.id]),
                }
                for code, name in channels
            ]
            partner.monaco_permissions = self.env["ir.qweb"]._render(
                "crm_monaco.person_permissions",
                {
                    "lines": lines,
                    "professional": partner._is_monaco_professional(),
                    "derived": not partner.monaco_audience,
                    "asked": asked.get(partner.id),
                },
            )

    def _is_monaco_professional(self):
        """Return as what they are approached, as the decision derives it."""
        self.ensure_one()
        if self.monaco_audience:
            return self.monaco_audience == "professional"
        return self.is_company or self.commercial_partner_id.is_company

    @api.depends("monaco_kind", "monaco_last_contact", "monaco_collection_date")
    def _compute_monaco_purposes(self):
        found = self._get_monaco_purposes()
        every = self.env["monaco.purpose"].sudo().search([])
        bases = dict(every._fields["legal_basis"]._description_selection(self.env))
        for partner in self:
            lines = [
                {
                    "name": purpose.name,
                    "basis": purpose.basis_wording or bases[purpose.legal_basis],
                    "since": format_date(self.env, row["since"]) if row["since"] else "",
                    **partner._get_monaco_purpose_document(row),
                }
                for purpose in every
                if (row := found.get(partner.id, {}).get(purpose.code))
            ]
            partner.monaco_purposes = lines and self.env["ir.qweb"]._render(
                "crm_monaco.person_purposes", {"lines": lines}
            )

    def _get_monaco_purpose_document(self, row):
        if not row.get("res_id"):
            return {"label": "", "url": ""}
        return self._get_monaco_document(row)

    def _get_monaco_purposes(self):
        """Return ``{person id: {purpose code: {"since", "model", "res_id", "documents"}}}``.

        Read from real documents now; a recorded collection makes prospecting apply, a consent given
        makes its purpose apply.
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        found = {}
        for row in self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) AS a (pid, purpose, since, model, res_id, documents)"
                " WHERE pid = ANY(%s)",
                purposes.applying(self.env, self.ids),
                self.ids,
            )
        ):
            found.setdefault(row["pid"], {})[row["purpose"]] = row
        for partner in self.sudo():
            own = found.setdefault(partner.id, {})
            if partner.monaco_kind and partner.monaco_collection_date and "prospecting" not in own:
                own["prospecting"] = {"since": partner.monaco_collection_date}
        agreed = self.env["monaco.permission"]._decide_partners("loyalty", "any", self)
        for pid, decision in agreed.items():
            if decision.allowed:
                found[pid]["loyalty"] = {"since": decision.args.get("date")}
        return found
