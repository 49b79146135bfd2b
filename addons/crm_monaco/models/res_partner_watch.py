from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine import stafflogs


class ResPartner(models.Model):
    """What the person in charge watches: the whole file by its dates, and who is kept by our word alone."""

    _inherit = "res.partner"

    monaco_staff_only = fields.Boolean(
        string="Kept by Staff Logs Alone",
        compute="_compute_monaco_staff_only",
        search="_search_monaco_staff_only",
        groups="crm_monaco.group_monaco_user",
        help="The only acts of the last period are answers that staff logged.",
    )

    # the dashboard counts the whole file from this index alone, in its own order
    _monaco_dashboard = models.Index(
        "(monaco_state, monaco_kind, monaco_archive_on, monaco_deadline, monaco_last_contact,"
        " company_id, partner_share) WHERE monaco_state IS NOT NULL"
    )

    def _compute_monaco_staff_only(self):
        self.monaco_staff_only = False
        (self & self.browse(self._get_monaco_staff_only_ids())).monaco_staff_only = True

    @api.model
    def _search_monaco_staff_only(self, operator, value):
        self._monaco_check_user()
        if operator != "in":
            return NotImplemented
        return Domain("id", "in" if True in value else "not in", self._get_monaco_staff_only_ids())

    @api.model
    def _get_monaco_staff_only_ids(self):
        """Read with the longest of the prospects' periods: nobody is listed who has another act in theirs."""
        months = max(
            self.env["monaco.clock"].sudo().search([("kind", "=", "prospect")]).mapped("months"),
            default=0,
        )
        since = self.env["monaco.run"]._today(self.env.company) - relativedelta(months=months)
        return stafflogs.find(self.sudo().env, since) if months else []
