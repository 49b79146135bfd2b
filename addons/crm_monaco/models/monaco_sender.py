from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_domain_extract, email_normalize


class MonacoPermission(models.AbstractModel):
    """A marketing message names its true sender and carries a link that works (loi n° 1.383, art. 11)."""

    _inherit = "monaco.permission"

    @api.model
    def _check_sender(self, email_from):
        """Raise when a marketing message may not leave: no true sender, or no address to object at."""
        fault = self._get_sender_fault(email_from)
        if fault:
            raise UserError(self.env._("This marketing message cannot be sent: %s.", fault))

    @api.model
    def _get_sender_fault(self, email_from):
        """Return what is wrong with the sender or the links, ``None`` when nothing is.

        The opt-out and the notice of the right to object are added to each message as it leaves.
        """
        url = self.env["ir.config_parameter"].sudo().get_param("web.base.url") or ""
        if not url.startswith(("http://", "https://")):
            return self.env._("the address of the server (web.base.url) is not known")
        address = email_normalize(email_from or "", strict=False)
        if not address:
            return self.env._("it has no sender")
        if not self._is_true_sender(address):
            return self.env._(
                "%s is neither the company's nor a colleague's address: the true sender must be named",
                address,
            )
        return None

    @api.model
    def _is_true_sender(self, address):
        """Return whether the address is the company's, a colleague's or of a domain we send from."""
        domains = self.env["mail.alias.domain"].sudo().search([]).mapped("name")
        servers = self.env["ir.mail_server"].sudo().search([("from_filter", "!=", False)])
        for server in servers:
            domains += [part.strip() for part in server.from_filter.split(",")]
        if address in domains or email_domain_extract(address) in domains:
            return True
        companies = self.env["res.company"].sudo().search([])
        if address in {
            email_normalize(email or "", strict=False) for email in companies.mapped("email")
        }:
            return True
        own = [("share", "=", False), ("partner_id.email_normalized", "=", address)]
        users = self.env["res.users"].sudo().with_context(active_test=False)
        return bool(users.search_count(own, limit=1))
