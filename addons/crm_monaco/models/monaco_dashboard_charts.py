from odoo import api, models
from odoo.fields import Domain

from .monaco_dashboard import AGES


class MonacoDashboard(models.AbstractModel):
    """The bars: who is due when, and how old the file is beside the declared periods."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_due(self, cube, scope, today):
        """Return the bars of who is archived and who is anonymised within 30, 60, 90 days."""
        bounds = [None, *self._get_day_bounds(today)]
        labels = [
            self.env._("Time is over"),
            self.env._("Within 30 days"),
            self.env._("31 to 60 days"),
            self.env._("61 to 90 days"),
        ]
        datasets = []
        for label, fname, position, states in (
            (self.env._("To archive"), "monaco_archive_on", 2, ("active",)),
            (self.env._("To anonymise"), "monaco_deadline", 3, ("active", "archived")),
        ):
            counts, actions = [], []
            for index, name in enumerate(labels):
                counts.append(sum(r[-1] for r in cube if r[0] in states and r[position] == index))
                domain = (
                    scope
                    & Domain("monaco_state", "in", states)
                    & Domain(fname, "<", bounds[index + 1])
                )
                if bounds[index]:
                    domain &= Domain(fname, ">=", bounds[index])
                actions.append(self._get_persons_action(f"{label}: {name}", domain))
            datasets.append({"label": label, "data": counts, "actions": actions})
        return {
            "labels": labels,
            "datasets": datasets,
            "empty": not any(sum(d["data"]) for d in datasets),
        }

    @api.model
    def _get_ages(self, cube, today):
        """Return the bars of how long ago persons were last in contact, beside the declared period."""
        bounds = self._get_age_bounds(today)  # the oldest first, as width_bucket wants it
        kinds = dict(
            self.env["res.partner"]._fields["monaco_kind"]._description_selection(self.env)
        )
        months = self._get_periods()
        labels = [self.env._("Less than 1 year")]
        labels += [
            self.env._("%(start)s–%(end)s years", start=s, end=e)
            for s, e in ((1, 2), (2, 3), (3, 5), (5, 10))
        ]
        labels.append(self.env._("More than 10 years"))
        datasets = []
        for kind, label in kinds.items():
            counts, actions, over = [], [], []
            for index, name in enumerate(labels):
                place = len(AGES) - index
                counts.append(
                    sum(
                        r[-1]
                        for r in cube
                        if r[0] in ("active", "archived") and r[1] == kind and r[4] == place
                    )
                )
                domain = Domain("monaco_kind", "=", kind) & Domain(
                    "monaco_state", "in", ("active", "archived")
                )
                if place:
                    domain &= Domain("monaco_last_contact", ">=", bounds[place - 1])
                if index:
                    domain &= Domain("monaco_last_contact", "<", bounds[place])
                actions.append(self._get_persons_action(f"{label}: {name}", domain))
                over.append(
                    bool(index) and bool(months.get(kind)) and AGES[place] * 12 >= months[kind]
                )
            datasets.append({"label": label, "data": counts, "actions": actions, "over": over})
        return {
            "labels": labels,
            "datasets": datasets,
            "empty": not any(sum(d["data"]) for d in datasets),
            "period": self._get_period_text(months),
        }

    @api.model
    def _get_period_text(self, months):
        return self.env._(
            "Declared period: prospects %(prospect)s months after the last contact, clients %(client)s months"
            " after the end of the contract. In red: older than that.",
            prospect=months.get("prospect", "–"),
            client=months.get("client", "–"),
        )

    @api.model
    def _get_periods(self):
        """Return ``{kind: months}`` of the current company: its own period, else the common one."""
        clocks = (
            self.env["monaco.clock"]
            .sudo()
            .search(
                [("company_id", "in", (self.env.company.id, False))], order="company_id NULLS FIRST"
            )
        )
        return {clock.kind: clock.months for clock in clocks}
