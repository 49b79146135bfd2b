from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

USER = "crm_monaco.group_monaco_user"
# A weekly digest shows what will be archived before the one after next: nobody is told too late.
WEEKS = 5


class ResPartner(models.Model):
    """Persons whose file is about to close, and what their salesperson may do about it."""

    _inherit = "res.partner"

    monaco_let_go = fields.Date(
        string="Let Go On",
        readonly=True,
        copy=False,
        groups=USER,
        help="The salesperson lets this file close. An act of the person after this day puts them back on the list.",
    )
    monaco_due_soon = fields.Boolean(
        string="About to Close",
        compute="_compute_monaco_due_soon",
        search="_search_monaco_due_soon",
        groups=USER,
        help="Archived within five weeks, and nobody let them go.",
    )

    def _compute_monaco_due_soon(self):
        self.monaco_due_soon = False
        due = [("id", "in", self.ids), ("monaco_due_soon", "=", True)]
        (self & self.with_context(active_test=False).search(due)).monaco_due_soon = True

    @api.model
    def _search_monaco_due_soon(self, operator, value):
        self._monaco_check_user()
        if operator != "in":
            return NotImplemented
        limit = self.env["monaco.run"]._today(self.env.company) + timedelta(weeks=WEEKS)
        due = (
            Domain(
                [
                    ("monaco_kind", "!=", False),
                    ("monaco_state", "=", "active"),
                    ("monaco_archive_on", "<=", limit),
                ]
            )
            & Domain.custom(to_sql=self._get_monaco_not_let_go)
            # a hold of a company one does not see holds as well
            & Domain("monaco_hold_ids", "not any!", [("type_id.archivable", "=", False)])
        )
        return due if True in value else ~due

    @api.model
    def _get_monaco_not_let_go(self, model, alias, query):
        return SQL(
            "(%(go)s IS NULL OR coalesce(%(go)s < %(last)s, false))",
            go=model._field_to_sql(alias, "monaco_let_go", query),
            last=model._field_to_sql(alias, "monaco_last_contact", query),
        )

    @api.model
    def _get_monaco_mine_domain(self, user_id):
        """Return the domain of a salesperson's persons: their own, or those of a company that is theirs."""
        return Domain("user_id", "=", user_id) | (
            Domain("user_id", "=", False) & Domain("commercial_partner_id.user_id", "=", user_id)
        )

    # ------------------------------------------------------------------ decisions of the salesperson

    @api.model
    def _monaco_check_user(self):
        """Refuse whoever does not work with the file.  Odoo checks no group before a field's search method."""
        if not (self.env.su or self.env.user.has_group(USER)):
            raise AccessError(
                self.env._("Only users of the file of clients and prospects may do this.")
            )

    def _monaco_check_reachable(self):
        """Return the persons of ``self``, once sure that this user may act on every one of them now.

        :raise AccessError: not a user of the file, or somebody they may not read
        :raise UserError: nobody, somebody archived or anonymised, or limited (art. 15)
        """
        self._monaco_check_user()
        persons = self.exists()
        if not persons:
            raise UserError(self.env._("Select at least one person."))
        persons.check_access("read")
        if persons.sudo().filtered(
            lambda person: person.monaco_state in ("archived", "anonymised")
        ):
            raise UserError(
                self.env._(
                    "Their time is over: the file is closed. Ask the person in charge of data protection."
                )
            )
        persons._monaco_check_usable()
        return persons

    def action_monaco_solicit(self, channel=None):
        """Log that each person was solicited just now.

        :param str channel: a channel of ``monaco.solicitation``; a call by default
        """
        persons = self._monaco_check_reachable()
        channel = channel or self.env.context.get("monaco_channel") or "phone"
        persons._monaco_log(channel, fields.Datetime.now())
        return self._get_monaco_done_action(
            self.env._("Solicitations logged: %s. Note the answer when it comes.", len(persons)),
            self.env._("Two that stay unanswered close a file early."),
        )

    def action_monaco_let_go(self):
        """Let the files of these persons close at their date; they leave the list, nothing else changes."""
        persons = self._monaco_check_reachable()
        persons.sudo().monaco_let_go = fields.Date.context_today(self)
        return self._get_monaco_done_action(
            self.env._("Let go: %s. They leave your list; nothing else changes.", len(persons))
        )

    def action_monaco_keep_on_list(self):
        """Undo letting go."""
        persons = self._monaco_check_reachable()
        persons.sudo().monaco_let_go = False
        return self._get_monaco_done_action(self.env._("Back on the list: %s.", len(persons)))

    def action_monaco_open_exchange(self):
        """Open the wizard that notes an exchange with these persons."""
        persons = self._monaco_check_reachable()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_monaco.monaco_exchange_action")
        return {**action, "context": {"active_model": "res.partner", "active_ids": persons.ids}}

    def _monaco_note_exchange(self, date, channel, note):
        """Log that each person answered us on ``date``: an act of theirs, so their clock restarts at once."""
        persons = self._monaco_check_reachable()
        if not date or date > fields.Date.context_today(self):
            raise ValidationError(
                self.env._("An exchange is noted once it took place, not in advance.")
            )
        # noon is the same day in every time zone of Europe; today cannot be later than now
        at = min(datetime.combine(date, time(12)), fields.Datetime.now())
        persons._monaco_log(channel, at, answered=True, note=(note or "").strip() or False)
        return persons

    def _monaco_log(self, channel, at, **values):
        solicitations = self.env["monaco.solicitation"]
        if channel not in dict(solicitations._fields["channel"].selection):
            raise UserError(self.env._("This channel does not exist."))
        solicitations.create(
            [
                {
                    "partner_id": person.id,
                    "channel": channel,
                    "date": at,
                    "company_id": (person.company_id & self.env.companies or self.env.company).id,
                    **values,
                }
                for person in self
            ]
        )
        self.sudo().filtered("monaco_let_go").monaco_let_go = False
        self.env["monaco.retention"]._refresh_persons(self.ids)

    def _get_monaco_done_action(self, title, message=""):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": title,
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
