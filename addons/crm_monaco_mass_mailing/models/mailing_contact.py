from odoo import models


class MailingContact(models.Model):
    """A name on a mailing list, which may be a person without a contact."""

    _inherit = "mailing.contact"

    # Odoo's own index on the e-mail is made for parts of it, and slow for the whole
    _monaco_email = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
