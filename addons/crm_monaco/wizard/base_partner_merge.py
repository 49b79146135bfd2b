from odoo import fields, models
from odoo.exceptions import UserError


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Refuse to merge a file that names nobody any more, or one that a decision holds as it is.

        What a document holds moves with the document.  Who set a legal hold, a dispute or a limitation
        (art. 15) by hand wants this very record: a merge deletes one, with the name and the addresses
        that differ, and mixes another person's documents into the one that stays.
        """
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        if "anonymised" in partners.mapped("monaco_state"):
            raise UserError(
                self.env._("An anonymised file cannot be merged: nobody knows whose it was.")
            )
        held = partners._get_monaco_decided_holds() if len(partners) > 1 else {}
        if held:
            first = partners.browse(next(iter(held)))
            raise UserError(
                self.env._(
                    "%(person)s cannot be merged: %(grounds)s. A merge would delete what one of the records"
                    " says, or mix somebody else's documents into it. End the hold first.",
                    person=first.display_name,
                    grounds=", ".join(held[first.id]),
                )
            )
        return super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)

    def _update_values(self, src_partners, dst_partner):
        """Carry values over as the engine: clocks are engine fields; the next refresh reads them anew.

        The later collection and the later end of a contract win: a merge brings nobody's deadline nearer.
        """
        src_partners, dst_partner = src_partners.sudo(), dst_partner.sudo()
        everybody = src_partners | dst_partner
        days = {partner: self._get_monaco_collected(partner) for partner in everybody}
        collected = max(filter(None, days.values()), default=False)
        ended = max(filter(None, everybody.mapped("monaco_contract_end")), default=False)
        # what the others bring was not reduced
        values = {"monaco_reduced_on": False, "monaco_contract_end": ended}
        if collected and collected != days[dst_partner]:
            values["monaco_collection_date"] = collected
        res = super()._update_values(src_partners, dst_partner)
        dst_partner.write(values)
        return res

    def _get_monaco_collected(self, partner):
        """Return the day from which the engine counts somebody who never acted."""
        if partner.monaco_collection_date or not partner.create_date:
            return partner.monaco_collection_date
        zone = (partner.company_id or self.env.company).sudo().partner_id.tz or "Europe/Monaco"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), partner.create_date
        ).date()
