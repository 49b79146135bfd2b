from odoo import api, models
from odoo.tools import SQL

from ..engine.sources import Act, Hold

ACTIVE_LOGIN_DAYS = 30


class ResUsersLog(models.Model):
    """A portal user who logs in visits us."""

    _name = "res.users.log"
    _inherit = ["res.users.log", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                partner=("create_uid.partner_id",),
                code="portal_visit",
                at="create_date",
                contact=True,
            )
        ]

    @api.model
    def _monaco_holds(self):
        return super()._monaco_holds() + [
            Hold(
                self._name,
                [("create_uid.active", "=", True), ("create_uid.share", "=", True)],
                partner=("create_uid.partner_id",),
                code="active_login",
                until=lambda model, alias: SQL(
                    "%s::date + %s", SQL.identifier(alias, "create_date"), ACTIVE_LOGIN_DAYS
                ),
            )
        ]
