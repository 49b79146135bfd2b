from datetime import timedelta

from odoo import api, fields, models

from .monaco_ledger import BEHIND

SILENCE = timedelta(days=2)


class MonacoDashboard(models.AbstractModel):
    """What keeps the file from being kept."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_alarms(self, in_charge):
        """Return what keeps the file from being kept: each with a level, a sentence and an action."""
        retention = self.env["monaco.retention"]
        if retention._is_neutralized():
            return [
                self._make_alarm(
                    "info", self.env._("This is a neutralised copy: nothing is archived or sent.")
                )
            ]
        alarms = self._get_ledger_alarms() if in_charge else []
        off = self.env.companies.sudo().filtered(lambda company: not company.monaco_retention_on)
        alarms += self._get_cron_alarms(off != self.env.companies) if in_charge else []
        if off:
            names = ", ".join(off.mapped("name"))
            if in_charge:
                text = self.env._("Retention is off (%s): nobody is archived or anonymised.", names)
                alarms.append(
                    self._make_alarm(
                        "warning", text, self.env._("Set up"), "crm_monaco.monaco_setup_action"
                    )
                )
            else:
                text = self.env._(
                    "Retention is off (%s): the dates below are only announced.", names
                )
                alarms.append(self._make_alarm("info", text))
        return alarms

    @api.model
    def _get_ledger_alarms(self):
        """Return the alarm about an older backup that was restored, and not made good yet."""
        value = self.env["ir.config_parameter"].sudo().get_param(BEHIND)
        if not value:
            return []
        persons, objections = value.split()
        text = self.env._(
            "An older backup was restored: %(persons)s persons erased since are back, %(objections)s"
            " objections are missing. The administrator runs “odoo monaco replay --yes”.",
            persons=persons,
            objections=objections,
        )
        return [self._make_alarm("danger", text)]

    @api.model
    def _get_cron_alarms(self, retention_on):
        """Return the alarm about the nightly action, if there is one."""
        cron = self.env.ref("crm_monaco.ir_cron_retention", raise_if_not_found=False)
        cron = cron.sudo() if cron else self.env["ir.cron"]
        silent_since = cron.lastcall or cron.create_date
        if not cron:
            text = self.env._("The nightly action was deleted: nobody is archived or anonymised.")
        elif not cron.active:
            text = self.env._(
                "The nightly action is switched off: nobody is archived or anonymised."
            )
        elif cron.failure_count:
            text = self.env._(
                "The nightly action failed %(count)s times since %(date)s. See the server's log.",
                count=cron.failure_count,
                date=self._format_moment(cron.first_failure_date or fields.Datetime.now()),
            )
        elif retention_on and silent_since < fields.Datetime.now() - SILENCE:
            text = self.env._(
                "The nightly action has not run since %s.", self._format_moment(silent_since)
            )
        else:
            return []
        may_open = bool(cron) and self.env.user.has_group("base.group_system")
        action = {
            "type": "ir.actions.act_window",
            "res_model": "ir.cron",
            "res_id": cron.id,
            "views": [[False, "form"]],
        }
        return [
            self._make_alarm(
                "danger", text, self.env._("Open the action"), action if may_open else None
            )
        ]

    @api.model
    def _format_moment(self, moment):
        return self.env["ir.qweb.field.datetime"].value_to_html(moment, {"format": "short"})

    @api.model
    def _make_alarm(self, level, text, button=None, action=None):
        return {
            "level": level,
            "text": text,
            "button": button if action else None,
            "action": action,
        }
