from odoo import api, fields, models

from ..tools.seal import BY_USER, sealed

# Templates of Odoo that win somebody back: no document asks for them, no person did.
PROSPECTING = ("website_sale.mail_template_sale_cart_recovery",)
# What somebody made or brought in; anything else was shipped by an addon.
OWN = ("__export__", "__import__", "studio_customization")


class MailTemplate(models.Model):
    """A template carries the purpose of what it says."""

    _inherit = "mail.template"

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Empty: sent to several persons at once, what it says is taken for prospecting, unless it is"
        " a template of Odoo for quotations, orders, invoices, reminders or passwords.",
    )

    def send_mail_batch(
        self,
        res_ids,
        force_send=False,
        raise_exception=False,
        email_values=None,
        email_layout_xmlid=False,
    ):
        """Let each mail know what it is for."""
        template = self._with_monaco_purpose(several=len(res_ids) > 1, values=email_values)
        return super(MailTemplate, template).send_mail_batch(
            res_ids,
            force_send=force_send,
            raise_exception=raise_exception,
            email_values=email_values,
            email_layout_xmlid=email_layout_xmlid,
        )

    def _with_monaco_purpose(self, several=False, values=None):
        """Return the template with, in its context, the purpose that its mails are decided by.

        :param several: sent to several at once: then an empty purpose is prospecting, but for an addon's own words
        :param dict values: what replaces the template's words and recipients
        """
        purpose = self._get_monaco_purpose()
        own_words = not self._is_monaco_shipped() or {"subject", "body", "body_html"} & set(
            values or ()
        )
        if several and not purpose and own_words:
            purpose = self.env["monaco.purpose"]._get("prospecting").sudo()
        template = self if self.env.su else sealed(self, BY_USER)
        if purpose._is_decided():
            return template.with_context(monaco_mail_purpose=purpose.id)
        return template

    def _get_monaco_purpose(self):
        """Return the purpose of what it says: its own, prospecting for what Odoo ships to win back, or none."""
        purpose = self.monaco_purpose_id.sudo()
        known = [self.env.ref(name, raise_if_not_found=False) for name in PROSPECTING]
        if not purpose and len(self) == 1 and self in known:
            return self.env["monaco.purpose"]._get("prospecting").sudo()
        return purpose

    def _is_monaco_shipped(self):
        """Return whether an addon brought this template, as those of orders, invoices and passwords."""
        known = self.env["ir.model.data"].sudo()
        return bool(self) and bool(
            known.search_count(
                [
                    ("model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("module", "not in", OWN),
                ],
                limit=1,
            )
        )


class MonacoPurpose(models.Model):
    _inherit = "monaco.purpose"

    def _is_decided(self):
        """Return whether a single message for this purpose needs a permission: contracts never do."""
        return bool(self) and self.legal_basis in ("consent", "legitimate_interest")

    @api.model
    def _get_document_models(self, code):
        """Return the models whose rows are documents of that purpose (orders, invoices, deliveries)."""
        return {
            act.model
            for declarant in self.env["monaco.declaration"]._monaco_declarants()
            for act in declarant._monaco_acts()
            if code in act.purposes
        }
