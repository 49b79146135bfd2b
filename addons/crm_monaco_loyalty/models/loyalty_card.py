from odoo import api, models

from odoo.addons.crm_monaco.engine.sources import Act
from odoo.addons.crm_monaco.tools.seal import is_sealed

OPENING = frozenset({"partner_id", "program_id", "active"})


class LoyaltyCard(models.Model):
    """No loyalty card without a consent, by whatever door; a withdrawal closes it."""

    _name = "loyalty.card"
    _inherit = ["loyalty.card", "monaco.declaration"]

    @api.model_create_multi
    def create(self, vals_list):
        """Open cards, loyalty cards only for whoever agreed."""
        self._monaco_check_new(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Change cards; giving one to another person, or opening it again, is opening a card."""
        res = super().write(vals)
        if OPENING & vals.keys() and not is_sealed(self):
            self._monaco_check_open()
        return res

    @api.model
    def _monaco_check_new(self, vals_list):
        """Check before the cards exist: Odoo writes to their holders as it makes them."""
        wanted = {}
        for vals in vals_list:
            program = vals.get("program_id") or self.env.context.get("default_program_id")
            program = program or self.env.context.get("active_id")
            wanted.setdefault(program, []).append(
                vals.get("partner_id") or self.env.context.get("default_partner_id")
            )
        for program_id, partner_ids in wanted.items():
            program = self.env["loyalty.program"].browse(program_id or [])
            partners = self.env["res.partner"].browse(pid for pid in partner_ids if pid)
            program._monaco_check(partners)

    def _monaco_check_open(self):
        for program, cards in self.filtered("active").grouped("program_id").items():
            program._monaco_check(cards.sudo().partner_id.with_env(self.env))

    def _monaco_close(self):
        """Archive loyalty cards; tell the person, and leave on the card, what becomes of the points."""
        for card in self.sudo():
            partner = card.partner_id
            card.active = False
            card = card.with_context(lang=partner.lang or self.env.lang)
            company = card.company_id or self.env.company
            card.message_post(
                author_id=company.partner_id.id,
                subject=card.env._("Your loyalty card is closed"),
                body=card.env._(
                    "%(program)s: the card %(code)s is closed, because the agreement to take part was"
                    " withdrawn. Balance on that day: %(points)s. %(text)s",
                    program=card.program_id.name,
                    code=card.code,
                    points=card.points_display,
                    text=card.program_id._get_monaco_points_words(),
                ),
                partner_ids=partner.ids if partner.email else [],
                subtype_xmlid="mail.mt_note",
            )

    @api.model
    def _monaco_acts(self):
        rows = {"model": self._name, "company": "company_id", "at": "create_date"}
        return super()._monaco_acts() + [
            Act(
                domain=[("program_id.program_type", "=", "loyalty"), ("active", "=", True)],
                code="loyalty_card",
                evidence=True,
                purposes=("loyalty",),
                **rows,
            ),
            # who holds a voucher may spend it: what they bought is owed to them
            Act(
                domain=[("program_id.program_type", "in", ("gift_card", "ewallet"))],
                code="voucher",
                purposes=("contract",),
                **rows,
            ),
        ]
