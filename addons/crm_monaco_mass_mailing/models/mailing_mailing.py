from odoo import fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    monaco_solicitation = fields.Boolean(
        string="Solicitation",
        default=True,
        help="We write to win the person. Two solicitations without an answer end a prospect's file early."
        " Untick for what they asked for themselves, such as a newsletter.",
    )
