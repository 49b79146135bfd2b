from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.monaco_solicitation import CHANNELS


class MonacoExchange(models.TransientModel):
    """Note an exchange with the persons the wizard was opened from; it keeps no name of theirs itself."""

    _name = "monaco.exchange"
    _description = "Exchange with a person"

    date = fields.Date(
        string="Day of the Exchange", required=True, default=fields.Date.context_today
    )
    channel = fields.Selection(
        CHANNELS,
        string="How",
        required=True,
        default="phone",
    )
    note = fields.Char(size=200, help="A few words: what the person wanted.")
    answered = fields.Boolean(
        string="The person answered",
        default=True,
        help="Otherwise what is noted is a solicitation of ours.",
    )
    count = fields.Integer(
        string="Persons", default=lambda self: len(self._get_persons()), readonly=True
    )

    @api.model
    def _get_persons(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids") or [])

    def action_confirm(self):
        """Log the exchange of each person and restart their clock, or that they were solicited.

        :raise UserError: opened from no person; every refusal of the persons' own check
        """
        self.ensure_one()
        persons = self._get_persons()
        if not persons:
            raise UserError(self.env._("Select at least one person."))
        if not self.answered:
            return persons.action_monaco_solicit(self.channel)
        persons = persons._monaco_note_exchange(self.date, self.channel, self.note)
        # what was typed lives with the persons now; no copy that would survive them
        self.sudo().unlink()
        return persons._get_monaco_done_action(
            self.env._("Exchanges noted: %s.", len(persons)),
            self.env._("Their year starts anew on that day."),
        )
