from odoo import api, models


class SaleOrder(models.Model):
    """Whoever a quotation names is seen by sales at once; an order, by accounting and logistics too."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._monaco_show_partners("sales")
        return orders

    def write(self, vals):
        res = super().write(vals)
        if {"partner_id", "partner_invoice_id", "partner_shipping_id"} & vals.keys():
            self._monaco_show_partners("sales")
        return res

    def _action_confirm(self):
        """Deliveries and invoices follow."""
        self._monaco_show_partners("accounting", "logistics")
        return super()._action_confirm()

    def _monaco_show_partners(self, *codes):
        orders = self.sudo()
        partners = orders.partner_id | orders.partner_invoice_id | orders.partner_shipping_id
        for code in codes:
            partners._monaco_show_to(code)
