from datetime import timedelta

from odoo import api, fields, models

OPENED_DAYS = 7


class StockPicking(models.Model):
    """Whoever is delivered to is seen by logistics from the first transfer on."""

    _inherit = "stock.picking"

    # computed, not related: Odoo reads related fields with every right
    monaco_address = fields.Char(
        string="Delivery Address",
        compute="_compute_monaco_contact",
        groups="stock.group_stock_user",
    )
    monaco_phone = fields.Char(
        string="Phone of the Person",
        compute="_compute_monaco_contact",
        groups="stock.group_stock_user",
    )
    monaco_unseen = fields.Boolean(string="Person Not Seen", compute="_compute_monaco_unseen")

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_monaco_unseen(self):
        unseen = self.env["monaco.service"]._get_unseen(self.partner_id)
        for picking in self:
            picking.monaco_unseen = picking.partner_id in unseen

    @api.depends("partner_id.contact_address_inline", "partner_id.phone")
    @api.depends_context("uid")
    def _compute_monaco_contact(self):
        for picking in self:
            person = picking.partner_id.browse() if picking.monaco_unseen else picking.partner_id
            picking.monaco_address = person.sudo().contact_address_inline
            picking.monaco_phone = person.sudo().phone

    @api.model_create_multi
    def create(self, vals_list):
        pickings = super().create(vals_list)
        pickings.sudo().partner_id._monaco_show_to("logistics")
        return pickings

    def write(self, vals):
        res = super().write(vals)
        if vals.get("partner_id"):
            self.sudo().partner_id._monaco_show_to("logistics")
        return res

    def action_monaco_open_person(self):
        """Open the person of this very transfer to who asks, for a few days; it is written down."""
        self.ensure_one()
        self.check_access("read")
        person = self.sudo().partner_id
        if person and self.env["monaco.service"]._get_unseen(self.partner_id):
            self.env["monaco.window"]._open(
                self.env.user,
                person | person.commercial_partner_id,
                self.env._("Return of %s", self.name),
                fields.Datetime.now() + timedelta(days=OPENED_DAYS),
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
