from odoo import api, fields, models

from ..engine.sources import Act


class CalendarAttendee(models.Model):
    """A meeting the person accepted and that took place is a contact."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [
                    ("state", "in", ("accepted", "tentative")),
                    ("event_id.stop", "<=", fields.Datetime.now()),
                ],
                code="meeting",
                at="event_id.start",
                contact=True,
            )
        ]
