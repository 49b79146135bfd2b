from bisect import bisect_right
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.prepared import without_jit

USER = "crm_monaco.group_monaco_user"
IN_CHARGE = "crm_monaco.group_monaco_dpo"
EVERYBODY = ("active", "in", (True, False))
MANY = 1000  # nobody calls so many in five weeks: counting on would cost more than it tells
AGES = (10, 5, 3, 2, 1)  # years, from the oldest


class MonacoDashboard(models.AbstractModel):
    """What the person in charge reads in the morning: counts, each with the list behind it.

    One statement reads the persons once and counts them by state, kind and slices of dates; the
    record rules of whoever asks are part of it, so a count and its list tell the same.
    """

    _name = "monaco.dashboard"
    _description = "Dashboard of the file"

    @api.model
    def get_dashboard(self):
        """Return the dashboard: the user's own persons, the whole file for the person in charge.

        :return: counts and actions only, nobody's name
        :rtype: dict
        :raise AccessError: the user does not work with the file
        """
        user = self.env.user
        if not user.has_group(USER):
            raise AccessError(
                self.env._("Only users of the file of clients and prospects may do this.")
            )
        without_jit(self.env.cr)
        in_charge = user.has_group(IN_CHARGE)
        today = self.env["monaco.run"]._today(self.env.company)
        scope = (
            Domain.TRUE if in_charge else self.env["res.partner"]._get_monaco_mine_domain(user.id)
        )
        cube = self._count_persons(scope, today)
        values = {
            "in_charge": in_charge,
            "total": sum(row[-1] for row in cube),
            "counters": self._get_counters(cube, scope, in_charge),
            "week": self._get_week(scope, today) if in_charge else [],
            "due": self._get_due(cube, scope, today),
            "alarms": self._get_alarms(in_charge),
        }
        if in_charge:
            values |= {
                "ages": self._get_ages(cube, today),
                "holds": self._get_holds(),
                "runs": self._get_runs(),
                "decisions": self._get_decisions(cube),
            }
        return values

    # ------------------------------------------------------------------ persons, read once

    @api.model
    def _get_day_bounds(self, today):
        return [today + relativedelta(days=days) for days in (1, 31, 61, 91)]

    @api.model
    def _get_age_bounds(self, today):
        return [today - relativedelta(years=years) for years in AGES]

    @api.model
    def _count_persons(self, scope, today):
        """Return rows ``(state, kind, archive slice, deadline slice, age slice, dated, count)``.

        PostgreSQL groups by the dates themselves, which one index holds in that order; there are few
        of them, and they are cut into slices here.
        """
        persons = self.env["res.partner"]
        query = persons._search(Domain("monaco_state", "!=", False) & scope, active_test=False)
        names = (
            "monaco_state",
            "monaco_kind",
            "monaco_archive_on",
            "monaco_deadline",
            "monaco_last_contact",
        )
        select = query.select(
            *(persons._field_to_sql(query.table, name, query) for name in names), SQL("count(*)")
        )
        days, ages, cube = self._get_day_bounds(today), self._get_age_bounds(today), Counter()

        def cut(date, bounds):
            return None if date is None else bisect_right(bounds, date)

        for state, kind, archive_on, deadline, last_contact, count in self.env.execute_query(
            SQL("%s GROUP BY 1, 2, 3, 4, 5", select)
        ):
            archive = cut(archive_on, days) if state == "active" else None
            cube[
                (
                    state,
                    kind,
                    archive,
                    cut(deadline, days),
                    cut(last_contact, ages),
                    deadline is not None,
                )
            ] += count
        return [(*place, count) for place, count in cube.items()]

    @api.model
    def _get_counters(self, cube, scope, in_charge):
        states = dict(
            self.env["res.partner"]._fields["monaco_state"]._description_selection(self.env)
        )
        counters = []
        for state, icon in (
            ("active", "fa-user"),
            ("archived", "fa-archive"),
            ("anonymised", "fa-user-secret"),
        ):
            if state == "active" or in_charge:
                count = sum(row[-1] for row in cube if row[0] == state)
                label = states[state] if in_charge else self.env._("My persons")
                domain = scope & Domain("monaco_state", "=", state)
                counters.append(self._make_tile(label, count, domain, icon))
        mine = self.env["res.partner"]._get_monaco_mine_domain(self.env.uid)
        soon = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_count(mine & Domain("monaco_due_soon", "=", True), limit=MANY)
        )
        counters.append(
            {
                "label": self.env._("My files about to close"),
                "count": soon,
                "more": soon == MANY,
                "icon": "fa-hourglass-half",
                "action": "crm_monaco.res_partner_fading_action",
            }
        )
        return counters

    @api.model
    def _get_week(self, scope, today):
        """Return what happens within seven days, and who stays although their time is over."""
        persons, week = self.env["res.partner"], today + relativedelta(days=7)
        held = Domain("monaco_hold_ids", "!=", False)
        # whom the books alone hold leaves daily sight like anybody
        bound = Domain("monaco_hold_ids.type_id.archivable", "=", False)
        archive = (
            scope
            & Domain("monaco_state", "=", "active")
            & Domain("monaco_archive_on", "<=", week)
            & ~bound
            # the others are anonymised at once
            & (Domain("monaco_deadline", ">", today) | held)
        )
        erase = (
            scope
            & Domain("monaco_state", "in", ("active", "archived"))
            & Domain("monaco_deadline", "<=", week)
            & ~held
        )
        over = (
            Domain("partner_id.monaco_state", "in", ("active", "archived"))
            & Domain("partner_id.monaco_deadline", "<=", today)
            & Domain("partner_id.active", "in", (True, False))
        )
        tiles = []
        for label, domain, icon in (
            (self.env._("Leave daily sight within 7 days"), archive, "fa-archive"),
            (self.env._("Anonymised within 7 days"), erase, "fa-user-secret"),
        ):
            count = persons.with_context(active_test=False).search_count(domain)
            tiles.append(self._make_tile(label, count, domain, icon))
        label = self.env._("Kept although their time is over")
        holds = self.env["monaco.hold"]
        action = {
            **self._get_list_action("monaco.hold", label, list(over)),
            "views": [[False, "list"], [False, "kanban"]],
            "mobile_view_mode": "kanban",
        }
        kept = len(holds._read_group(over, ["partner_id"]))
        tiles.append({"label": label, "count": kept, "icon": "fa-lock", "action": action})
        return tiles

    # ------------------------------------------------------------------ actions

    @api.model
    def _make_tile(self, label, count, domain, icon):
        return {
            "label": label,
            "count": count,
            "icon": icon,
            "action": self._get_persons_action(label, domain),
        }

    @api.model
    def _get_persons_action(self, name, domain):
        """Return the action that opens the persons of ``domain``, those out of sight included."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "res.partner",
            "views": [
                [self.env.ref("crm_monaco.res_partner_view_list").id, "list"],
                [False, "form"],
            ],
            "domain": list(Domain(domain) & Domain([EVERYBODY])),
            "context": {"create": False},
        }
