from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.sources import Act

# Mail filters open every link as the mail arrives, in the seconds after it left.  Who reads first
# takes longer; somebody quicker than this is not counted, which errs on the side of forgetting.
SCANNER_SECONDS = 60
# Odoo does not track its own opt-out link; these are the same pages, put in the text by hand.
OPT_OUT_URLS = r"/(unsubscribe|confirm_unsubscribe|unsubscribe_oneclick|unsubscribe_from_list|mailing/my|blocklist)\y"


class LinkTrackerClick(models.Model):
    """A click on our offer is an act of the person, unless a machine or a wish to leave made it."""

    _name = "link.tracker.click"
    _inherit = ["link.tracker.click", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        rows = {"model": self._name, "code": "click", "at": "create_date", "contact": True}
        by_person = Domain("mailing_trace_id.model", "=", "res.partner")
        click = Domain("mailing_trace_id.is_test_trace", "=", False) & Domain.custom(
            to_sql=self._monaco_is_human
        )
        return super()._monaco_acts() + [
            Act(domain=[click & by_person], partner=("mailing_trace_id.res_id",), **rows),
            Act(
                domain=[click & Domain("mailing_trace_id.model", "!=", "res.partner")],
                partner=(),
                exact=(("mailing_trace_id.email", "email_normalized"),),
                **rows,
            ),
        ]

    @staticmethod
    def _monaco_is_human(model, alias, query):
        """Return the condition that a person clicked, and on an offer."""
        trace = query.left_join(
            alias, "mailing_trace_id", "mailing_trace", "id", "mailing_trace_id"
        )
        link = query.left_join(alias, "link_id", "link_tracker", "id", "link_id")
        return SQL(
            "(%(at)s >= coalesce(%(sent)s, '-infinity') + make_interval(secs => %(seconds)s)"
            " AND %(url)s !~* %(opt_out)s)",
            at=SQL.identifier(alias, "create_date"),
            sent=SQL.identifier(trace, "sent_datetime"),
            seconds=SCANNER_SECONDS,
            url=SQL.identifier(link, "url"),
            opt_out=OPT_OUT_URLS,
        )
