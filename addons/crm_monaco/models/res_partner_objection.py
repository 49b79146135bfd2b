from odoo import api, models
from odoo.tools import SQL

from ..engine import declared, purposes
from .monaco_consent import CHANNELS

# What an objection to prospecting leaves standing.
LIVE = ("contract", "invoicing", "accounting", "loyalty")


class ResPartner(models.Model):
    """What follows an objection: nothing, an erasure, or an archiving where there were transactions."""

    _inherit = "res.partner"

    def _monaco_follow_objection(self):
        """Prepare the run that erases, or archives, those who want no prospecting at all.

        An objection by one channel only mutes that channel (law n° 1.565, arts 14 and 17).
        """
        wholly = self._monaco_filter_wholly_objecting()
        if not wholly:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT pid FROM (%s) AS applies WHERE purpose = ANY(%s)",
                purposes.applying(self.env, wholly.ids),
                list(LIVE),
            )
        )
        trading = {row[0] for row in rows}
        outside = {
            row[0] for row in self.env.execute_query(declared.outsiders(self.env, wholly.ids))
        }
        held = wholly._get_monaco_live_holds()
        gone = wholly.filtered(
            lambda one: one.id in outside or one.monaco_state in ("archived", "anonymised")
        )
        loyal = wholly.filtered(lambda one: one._monaco_is_loyal())
        waiting = self.env["monaco.run.line"].sudo()
        waiting = waiting.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", wholly.ids),
                ("run_id.reason", "=", "request"),
                ("run_id.state", "in", ("preview", "approved")),
            ]
        )
        free = wholly - gone - loyal - self.browse(waiting.mapped("res_id"))
        run = self.env["monaco.run"].sudo()
        erase = free.filtered(lambda one: one.id not in trading and one.id not in held)
        archive = free.filtered(lambda one: one.id in trading)
        if erase:
            run._prepare_request(erase)
        if archive:
            run._prepare_request(archive, "archive")

    def _monaco_is_loyal(self):
        """Return whether the person is still in a loyalty programme they agreed to."""
        self.ensure_one()
        decision = self.env["monaco.permission"]._decide_partners("loyalty", "any", self)
        return decision[self.id].allowed

    def _monaco_filter_wholly_objecting(self):
        """Return those whose last word, by every channel, is an objection."""
        if not self.ids:
            return self
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (
                       SELECT DISTINCT ON (c.partner_id, c.channel) c.partner_id, c.status
                         FROM monaco_consent c JOIN monaco_purpose p ON p.id = c.purpose_id
                        WHERE c.partner_id = ANY(%s) AND p.code = 'prospecting' AND c.channel <> 'any'
                        ORDER BY c.partner_id, c.channel, c.date DESC, c.id DESC) AS last
                    WHERE status = 'objected' GROUP BY partner_id HAVING count(*) = %s""",
                self.ids,
                len(CHANNELS),
            )
        )
        return self.browse(row[0] for row in rows)

    def _monaco_object_to_mailings(self):
        """Remember the objection where it outlives the person, too."""
        self.sudo()._monaco_suppress("objection")
        return super()._monaco_object_to_mailings()

    def _monaco_suppress(self, ground):
        """Write these persons' addresses to the suppression list; return whether there was a key to do it."""
        if self.env["monaco.suppression"]._get_key_fault():
            return False
        self._monaco_add_suppression(ground)
        return True

    def _monaco_add_suppression(self, ground, date=None):
        self.env["monaco.suppression"]._add(
            self.env["monaco.purpose"]._get("prospecting"),
            None,
            self.mapped("email_normalized"),
            self.mapped("phone_sanitized"),
            ground,
            date,
        )


class MonacoRun(models.Model):
    """Whoever asks to go is not written to again: their address goes to the suppression list."""

    _inherit = "monaco.run"

    @api.model
    def _prepare_request(self, partners, action="erase"):
        """Prepare the run; without a key it waits, and cannot be approved until the key is back."""
        partners.sudo()._monaco_suppress("request")
        return super()._prepare_request(partners, action)

    def _approve(self):
        """Refuse to erase whom nothing would remember.

        :raise UserError: there is no usable key
        """
        for run in self.filtered(lambda one: one.reason == "request"):
            persons = self.env["res.partner"].sudo().with_context(active_test=False)
            lines = run.sudo().line_ids.filtered(lambda one: one.res_model == "res.partner")
            persons = persons.browse(lines.mapped("res_id")).exists()
            persons._monaco_add_suppression("request", run.create_date)
        return super()._approve()
