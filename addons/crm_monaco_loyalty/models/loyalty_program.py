from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class LoyaltyProgram(models.Model):
    """A loyalty programme is one company's own, and counts the purchases of whoever agreed (purpose 6).

    Gift cards, e-wallets, codes and promotions are no loyalty programmes: nothing here concerns them.
    """

    _inherit = "loyalty.program"

    monaco_points_text = fields.Text(
        string="When a Card Is Closed",
        translate=True,
        help="What becomes of the points: told to whoever withdraws their consent. Empty: that they are"
        " lost.",
    )
    monaco_shared = fields.Boolean(
        string="Common to Several Companies",
        compute="_compute_monaco_shared",
        search="_search_monaco_shared",
    )

    @api.depends("program_type", "company_id")
    def _compute_monaco_shared(self):
        for program in self:
            program.monaco_shared = program.program_type == "loyalty" and not program.company_id

    @api.model
    def _search_monaco_shared(self, operator, value):
        if operator != "in":
            return NotImplemented
        shared = [("program_type", "=", "loyalty"), ("company_id", "=", False)]
        return shared if True in value else ["!", "&", *shared]

    def write(self, vals):
        """Change programmes; one that becomes a loyalty programme takes its cards' holders along."""
        others = self.filtered(lambda program: program.program_type != "loyalty")
        res = super().write(vals)
        if vals.get("program_type") == "loyalty":
            for program in others:
                program._monaco_check(program.coupon_ids.partner_id)
        return res

    @api.constrains("program_type", "company_id")
    def _check_monaco_company(self):
        """Refuse a programme of every company; those there before stay, and open no card."""
        for program in self.filtered("monaco_shared"):
            raise ValidationError(program._get_monaco_shared_words())

    def _get_monaco_shared_words(self):
        return self.env._(
            "%s has no company: the register allows a loyalty programme only"
            " « à l'exclusion des programmes communs à plusieurs sociétés ». Choose its company.",
            self.display_name,
        )

    def _get_monaco_points_words(self):
        """Return what becomes of the points, in the language of the environment."""
        return self.monaco_points_text or self.env._(
            "The points that remain on the card are lost when it is closed."
        )

    def _monaco_decide(self, partners):
        """Return ``{partner id: reason}`` of those for whom this programme may open no card.

        Empty for whatever is no loyalty programme.
        """
        self.ensure_one()
        program = self.sudo()
        if program.program_type != "loyalty":
            return {}
        if program.monaco_shared:
            return dict.fromkeys(partners.ids, program._get_monaco_shared_words())
        permission = self.env["monaco.permission"]
        decided = permission._decide_partners("loyalty", "any", partners)
        return {
            pid: permission._explain(decision)
            for pid, decision in decided.items()
            if not decision.allowed
        }

    def _monaco_check(self, partners):
        """Raise unless cards of this programme may be opened for all of ``partners``."""
        if self.sudo().monaco_shared:
            raise UserError(self._get_monaco_shared_words())
        for pid, reason in self._monaco_decide(partners).items() if self else ():
            raise UserError(
                self.env._(
                    "No loyalty card for %(person)s: %(reason)s. Ask for their agreement first.",
                    person=self.env["res.partner"].browse(pid).display_name,
                    reason=reason,
                )
            )
