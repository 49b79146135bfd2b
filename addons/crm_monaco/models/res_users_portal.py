import logging
import time

from odoo import SUPERUSER_ID, models
from odoo.exceptions import AccessDenied
from odoo.tools import format_date

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """A portal user who closes their own account goes through the engine, or is told why they are kept."""

    _inherit = "res.users"

    def _deactivate_portal_user(self, **post):
        """Close accounts; keep the persons whom something holds, request the erasure of the others.

        Whom the books alone hold keeps what the vouchers bear, and loses the rest.

        Odoo's own way is not taken: it writes login, name and e-mail in clear to the server's log, the
        history and the blacklist, and deletes the contact without asking what holds it.
        """
        if self.filtered(lambda user: not user.share):
            raise AccessDenied(self.env._("Only portal users can close their own account."))
        engine = self.with_user(SUPERUSER_ID)
        partners = engine.partner_id
        if post.get("request_blacklist"):
            partners._monaco_object_to_mailings()
        engine._monaco_close_accounts()
        held = partners._get_monaco_live_holds()
        for partner in partners.filtered(lambda partner: partner.id in held):
            partner._monaco_tell_kept(held[partner.id])
        bound = partners._get_monaco_kept(archive=True)
        going = partners.filtered(lambda partner: partner.id not in bound)
        going.filtered(lambda partner: partner.id not in held).action_archive()
        if going:  # whom the books alone hold is reduced to what they bear
            self.env["monaco.run"].sudo()._prepare_request(going)

    def _monaco_close_accounts(self):
        for user in self:
            _logger.info("user #%i closes their portal account", user.id)
            user.write({"login": f"__deleted_user_{user.id}_{time.time()}", "password": ""})
            user.api_key_ids._remove()
        self.action_archive()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _monaco_object_to_mailings(self):
        """Record that these persons want no mailing any more; nobody is named beside the address.

        Hook: what keeps objections after the person is gone replaces this.
        """
        for partner in self.filtered("email_normalized"):
            self.env["mail.blacklist"].sudo()._add(partner.email_normalized)
        numbers = [number for number in self.mapped("phone_sanitized") if number]
        if numbers:
            self.env["phone.blacklist"].sudo()._add(numbers)

    def _monaco_tell_kept(self, codes):
        """Tell a person who closed their account what keeps their data, under which text, until when."""
        self.ensure_one()
        person = self.with_context(lang=self.lang or self.env.lang)
        self.env["monaco.retention"]._refresh_persons(self.ids)
        until = {hold.type_id.code: hold.until for hold in self.monaco_hold_ids}
        kinds = person.env["monaco.hold.type"].sudo().search([("code", "in", codes)])
        person.message_post(
            subject=person.env._("Your account is closed"),
            body=person.env["ir.qweb"]._render(
                "crm_monaco.mail_account_closed",
                {
                    "grounds": [
                        {
                            "name": kind.name,
                            "text": kind.legal_reference,
                            "until": until.get(kind.code)
                            and format_date(person.env, until[kind.code]),
                            "ended_by": kind.ended_by,
                        }
                        for kind in kinds
                    ]
                },
            ),
            partner_ids=self.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
