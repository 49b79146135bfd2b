from odoo import api, fields, models
from odoo.tools import SQL, sql


class MonacoHealthCron(models.Model):
    """Scheduled actions and their failures, as the maintenance provider sees them in production."""

    _name = "monaco.health.cron"
    _description = "Health: scheduled action"
    _auto = False
    _order = "failure_count desc, name"

    name = fields.Char(readonly=True)
    active = fields.Boolean(readonly=True)
    lastcall = fields.Datetime(string="Last Run", readonly=True)
    nextcall = fields.Datetime(string="Next Run", readonly=True)
    failure_count = fields.Integer(string="Failures in a Row", readonly=True)
    first_failure_date = fields.Datetime(string="Failing Since", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """SELECT c.id, coalesce(s.name->>%s, s.name->>'en_US') AS name, c.active, c.lastcall, c.nextcall,
                      c.failure_count, c.first_failure_date
                 FROM ir_cron c JOIN ir_act_server s ON s.id = c.ir_actions_server_id""",
            self.env.lang or "en_US",
        )


class MonacoHealthQueue(models.Model):
    """How many messages wait or failed, and since when; what they say and to whom is not shown."""

    _name = "monaco.health.queue"
    _description = "Health: queue"
    _auto = False
    _order = "name, state"

    name = fields.Char(string="Queue", readonly=True)
    state = fields.Char(readonly=True)
    count = fields.Integer(readonly=True)
    oldest = fields.Datetime(readonly=True)

    @api.model
    def _get_queues(self):
        """Return ``{name: table}`` of the installed queues."""
        queues = {"E-mail": "mail_mail", "SMS": "sms_sms", "Push": "mail_push"}
        return {
            name: table
            for name, table in queues.items()
            if sql.table_exists(self.env.cr, table)
            and sql.column_exists(self.env.cr, table, "state")
        }

    @property
    def _table_query(self):
        parts = [
            SQL(
                "SELECT %s AS name, state, count(*)::int AS count, min(create_date) AS oldest FROM %s GROUP BY state",
                name,
                SQL.identifier(table),
            )
            for name, table in self._get_queues().items()
        ]
        return SQL(
            "SELECT row_number() OVER (ORDER BY name, state)::int AS id, q.* FROM (%s) AS q",
            SQL(" UNION ALL ").join(parts),
        )


class MonacoHealthModule(models.Model):
    """Which addon runs in which version."""

    _name = "monaco.health.module"
    _description = "Health: addon"
    _auto = False
    _order = "name"

    name = fields.Char(readonly=True)
    state = fields.Char(readonly=True)
    version = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT id, name, state, latest_version AS version FROM ir_module_module WHERE state <> 'uninstalled'"
            " AND state <> 'uninstallable'"
        )
