from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# Whoever may read an invoice; the portal user it was sent to may not.
ACCOUNTANTS = "account.group_account_readonly,account.group_account_invoice"


class ResPartner(models.Model):
    """An archived client stays at hand for the books: found, named with the date, usable."""

    _inherit = "res.partner"

    monaco_release_date = fields.Date(
        string="Released On",
        compute="_compute_monaco_release_date",
        groups=ACCOUNTANTS,
        help="Last day on which something holds this person, or their deadline where that is later.",
    )

    @api.depends("monaco_hold_ids.until", "monaco_deadline", "commercial_partner_id")
    def _compute_monaco_release_date(self):
        for partner in self:
            person = partner.sudo()
            if not person.monaco_kind:
                person = person.commercial_partner_id
            ends = person.monaco_hold_ids.mapped("until")
            known = ends and all(ends)
            partner.monaco_release_date = (
                max([*ends, person.monaco_deadline or ends[0]]) if known else False
            )

    @api.depends_context("monaco_books")
    def _compute_display_name(self):
        """Say of archived clients, where the books name them, until when they are kept."""
        super()._compute_display_name()
        if not self.env.context.get("monaco_books"):
            return
        for partner in self.filtered(lambda partner: partner.sudo().monaco_state == "archived"):
            until = partner.sudo().monaco_release_date
            partner.display_name = (
                self.env._(
                    "%(name)s (archived, until %(date)s)",
                    name=partner.display_name,
                    date=format_date(self.env, until),
                )
                if until
                else self.env._("%s (archived)", partner.display_name)
            )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Where the books ask for a partner, offer the clients archived by retention as well.

        Without them, a refund would need a second file for somebody who is still kept.
        """
        if self.env.context.get("monaco_books") and self.env.user.has_groups(ACCOUNTANTS):
            everybody = self.with_context(active_test=False)
            archived = everybody.sudo()._search(
                [("monaco_state", "=", "archived"), ("active", "=", False)]
            )
            domain = Domain(domain or Domain.TRUE) & (
                Domain("active", "=", True) | Domain("id", "in", archived)
            )
            return super(ResPartner, everybody).name_search(name, domain, operator, limit)
        return super().name_search(name, domain, operator, limit)
