from odoo import api, models
from odoo.exceptions import UserError

from ..engine.sources import Act, Together


class CrmLead(models.Model):
    """A lead or opportunity is evidence that somebody is a prospect, and their first contact."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "monaco.declaration"]

    # Odoo's own index on the e-mail is made for parts of it: a millisecond for each whole address,
    # and more the more leads there are
    _monaco_email = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")

    @api.constrains("partner_id")
    def _check_monaco_usable(self):
        self.partner_id._monaco_check_usable()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_monaco_decided(self):
        """What a person under a legal hold, a dispute or a limitation wrote to us is evidence."""
        persons = self.env["res.partner"]._get_monaco_persons_of(self)
        everybody = self.env["res.partner"].sudo().union(*persons.values())
        held = everybody._get_monaco_decided_holds()
        for lead in self:
            for person in persons[lead.id].filtered(lambda one: one.id in held):
                raise UserError(
                    self.env._(
                        "%(lead)s cannot be deleted: %(person)s is held (%(grounds)s).",
                        lead=lead.display_name,
                        person=person.display_name,
                        grounds=", ".join(held[person.id]),
                    )
                )

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                company="company_id",
                exact=(
                    ("email_normalized", "email_normalized"),
                    ("phone_sanitized", "phone_sanitized"),
                ),
                code="lead",
                at="create_date",
                contact=True,
                evidence=True,
                purposes=("prospecting", "statistics"),
            )
        ]

    @api.model
    def _monaco_together(self):
        open_ones = [
            ("type", "=", "opportunity"),
            ("active", "=", True),
            ("won_status", "=", "pending"),
        ]
        identifiers = (
            ("email_normalized", "email_normalized"),
            ("phone_sanitized", "phone_sanitized"),
        )
        return super()._monaco_together() + [
            Together(self._name, open_ones, code="open_opportunity"),
            Together(self._name, open_ones, partner=(), exact=identifiers, code="open_opportunity"),
        ]
