from odoo import api, fields, models

from ..engine.sources import Act
from .mail_thread_purpose import FEW


class CalendarAttendee(models.Model):
    """A meeting the person accepted and that took place is a contact."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "monaco.declaration"]

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Inviting many persons outside at once is prospecting; telling those who accepted is not."""
        invited = self.filtered(
            lambda one: one.state not in ("accepted", "tentative") and one.partner_id.partner_share
        )
        if len(invited) <= FEW:
            return super()._notify_attendees(mail_template, notify_author, force_send)
        purpose = self.env["monaco.purpose"]._get("prospecting")
        many = invited.with_context(monaco_mail_purpose=purpose.id)
        done = super(CalendarAttendee, many)._notify_attendees(
            mail_template, notify_author, force_send
        )
        others = super(CalendarAttendee, self - invited)
        return others._notify_attendees(mail_template, notify_author, force_send) or done

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
