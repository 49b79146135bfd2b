from odoo import api, models


class MonacoDashboard(models.AbstractModel):
    """What waits for a decision, what was done lately and what holds."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_decisions(self, cube):
        """Return what waits for the person in charge, each with a count and the list behind it."""
        undated = sum(row[-1] for row in cube if row[0] in ("active", "archived") and not row[5])
        last = self.env["monaco.run"].search([("state", "in", ("approved", "done"))], limit=1)
        failed = [("run_id", "=", last.id), ("state", "=", "failed")]
        asked = [("state", "=", "active"), ("asked_by_id", "not in", (False, self.env.uid))]
        listed = [
            (
                self.env._("Previews waiting for approval"),
                "warning",
                "monaco.run",
                [("state", "=", "preview")],
            ),
            (self.env._("Persons who failed in the last run"), "danger", "monaco.run.line", failed),
            (
                self.env._("Holds whose end waits for a second person"),
                "warning",
                "monaco.manual.hold",
                asked,
            ),
        ]
        decisions = [
            (
                label,
                self.env[model].search_count(domain),
                level,
                self._get_list_action(model, label, domain),
            )
            for label, level, model, domain in listed
        ]
        label = self.env._("Persons without any date: they are kept")
        domain = [("monaco_state", "in", ("active", "archived")), ("monaco_deadline", "=", False)]
        decisions.append((label, undated, "warning", self._get_persons_action(label, domain)))
        label = self.env._("Files kept by staff logs alone")
        alone = self.env["res.partner"].search_count([("monaco_staff_only", "=", True)])
        decisions.append((label, alone, "info", "crm_monaco.res_partner_staff_only_action"))
        found = [
            {"label": label, "count": count, "level": level, "action": action}
            for label, count, level, action in decisions
            if count
        ]
        if len(self._get_persons_in_charge()) < 2:
            text = self.env._(
                "There is no second person in charge: nobody replaces the first, nor confirms"
            )
            found.append(
                {
                    "label": text,
                    "count": False,
                    "level": "info",
                    "action": "crm_monaco.monaco_setup_action",
                }
            )
        if "prospect" not in self._get_periods():
            text = self.env._("No period is declared for prospects: none of them is ever due")
            found.append(
                {
                    "label": text,
                    "count": False,
                    "level": "danger",
                    "action": "crm_monaco.monaco_clock_action",
                }
            )
        return found

    @api.model
    def _get_persons_in_charge(self):
        """Return the living users in charge: neither the system's own user nor an archived one."""
        group = self.env.ref("crm_monaco.group_monaco_dpo").sudo()
        root = self.env.ref("base.user_root")
        return (group.all_user_ids - root).filtered(lambda user: user.active and not user.share)

    # ------------------------------------------------------------------ holds and runs

    @api.model
    def _get_holds(self):
        groups = self.env["monaco.hold"]._read_group(
            [], ["type_id"], ["__count"], order="__count DESC"
        )
        return [
            {
                "label": ground.name,
                "reference": ground.legal_reference,
                "count": count,
                "action": self._get_list_action(
                    "monaco.hold", ground.name, [("type_id", "=", ground.id)]
                ),
            }
            for ground, count in groups
        ]

    @api.model
    def _get_runs(self):
        runs = self.env["monaco.run"].search([], limit=5)
        states = dict(runs._fields["state"]._description_selection(self.env))
        return [
            {
                "id": run.id,
                "name": run.name,
                "state": run.state,
                "state_name": states[run.state],
                "erase": run.erase_count,
                "reduce": run.reduce_count,
                "archive": run.archive_count,
                "keep": run.keep_count,
                "done": run.done_count,
                "skipped": run.skipped_count,
                "action": run._get_form_action(),
            }
            for run in runs
        ]

    @api.model
    def _get_list_action(self, model, name, domain):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
        }
