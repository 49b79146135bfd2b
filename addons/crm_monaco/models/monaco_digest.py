import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

_logger = logging.getLogger(__name__)

LINES = 50  # beyond, the mail says how many more the screen lists
SEVERAL_DAYS = timedelta(
    days=6
)  # less than a week, so that a late Monday does not cost the next one
KEPT_DAYS = 7


class MonacoDigest(models.AbstractModel):
    """One mail a salesperson a week: their files that are about to close.  Nobody gets an activity.

    The mail names persons, so no copy of it may outlive them: it is logged nowhere, goes once it
    is sent, and what could not be sent goes after a week.
    """

    _name = "monaco.digest"
    _description = "Weekly digest of the files about to close"

    @api.model
    def _cron_digest(self):
        """Write to every salesperson who has something to read; one who was written to this week is left alone."""
        crons = self.env["ir.cron"]
        companies = self.env["res.company"].sudo().search([("monaco_retention_on", "=", True)])
        if self.env["monaco.retention"]._is_neutralized() or not companies:
            return
        due = self._get_due_by_user()
        users = self._get_readers(due)
        crons._commit_progress(remaining=len(users))
        for user in users:
            self._send(user, due[user.id])
            if not crons._commit_progress(1):
                return

    @api.model
    def _get_due_by_user(self):
        """Return ``{user id: [ids of their persons about to close]}``, the soonest first."""
        persons = self.env["res.partner"].sudo()
        query = persons._search(Domain("monaco_due_soon", "=", True), active_test=False)
        entity = query.left_join(
            query.table, "commercial_partner_id", "res_partner", "id", "entity"
        )
        rows = self.env.execute_query(
            SQL(
                "%s GROUP BY 1",
                query.select(
                    SQL(
                        "coalesce(%s, %s)",
                        SQL.identifier(query.table, "user_id"),
                        SQL.identifier(entity, "user_id"),
                    ),
                    SQL(
                        "array_agg(%s ORDER BY %s, %s)",
                        SQL.identifier(query.table, "id"),
                        SQL.identifier(query.table, "monaco_archive_on"),
                        SQL.identifier(query.table, "id"),
                    ),
                ),
            )
        )
        return {user_id: ids for user_id, ids in rows if user_id}

    @api.model
    def _get_readers(self, due):
        """Return the staff to write to: they work with the file, have an address, and got nothing lately."""
        since = fields.Date.context_today(self) - SEVERAL_DAYS
        return (
            self.env["res.users"]
            .sudo()
            .browse(sorted(due))
            .filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and user.email
                    and user.has_group("crm_monaco.group_monaco_user")
                    and not (user.monaco_digest_on and user.monaco_digest_on > since)
                )
            )
        )

    @api.model
    def _send(self, user, ids):
        """Queue the digest of ``user``, about those of ``ids`` that they may read."""
        mine = (
            self.env["res.partner"]
            .with_user(user)
            .with_context(
                active_test=False, lang=user.lang, allowed_company_ids=user.company_ids.ids
            )
        )
        persons = mine.browse(ids)._filtered_access("read")
        template = self.env.ref("crm_monaco.mail_template_digest", raise_if_not_found=False)
        if not persons or not template:
            return
        lines = [self._prepare_line(person, user) for person in persons[:LINES]]
        context = {"monaco_lines": lines, "monaco_more": len(persons) - len(lines)}
        template.sudo().with_context(**context).send_mail(
            user.id,
            email_values={
                "model": self._name,
                "res_id": False,
                "auto_delete": True,
                "is_notification": False,
            },
        )
        user.monaco_digest_on = fields.Date.context_today(self)

    @api.model
    def _prepare_line(self, person, user):
        env = person.env
        return {
            "name": person.display_name,
            "last_contact": format_date(env, person.monaco_last_contact, lang_code=user.lang)
            or "–",
            "archive_on": format_date(env, person.monaco_archive_on, lang_code=user.lang),
            "deadline": format_date(env, person.monaco_deadline, lang_code=user.lang),
            "url": f"{person.get_base_url()}/odoo/monaco-fading/{person.id}",
        }

    @api.model
    def _forget_queued(self):
        """Delete the digests still in the queue: somebody they name is about to be anonymised."""
        mails = self.env["mail.mail"].sudo().search([("model", "=", self._name)])
        mails.try_lock_for_update().unlink()

    @api.autovacuum
    def _gc_digests(self):
        """Delete the digests that never left: they name persons."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = [("model", "=", self._name), ("create_date", "<", limit)]
        mails = self.env["mail.mail"].sudo().search(old, limit=1000)
        count = len(mails)
        mails.unlink()
        return count, count == 1000
