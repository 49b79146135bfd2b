from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Odoo's documents with persons, as the simulation counts them
COUNTED = (
    "res.partner",
    "crm.lead",
    "sale.order",
    "stock.picking",
    "account.move",
    "res.partner.bank",
)
# who has one of these reads or changes more than their service says
TECHNICAL = ("base.group_system", "base.group_erp_manager", "base.group_allow_export")
# so many are named in one place; of the others, how many they are
NAMED = 6


class MonacoServiceOverview(models.TransientModel):
    """One page: what each service sees, what is amiss, and what each person would gain or lose."""

    _name = "monaco.service.overview"
    _description = "Overview of the services"

    table_html = fields.Html(
        string="What each service sees", compute="_compute_page", sanitize=False
    )
    warnings_html = fields.Html(string="Warnings", compute="_compute_page", sanitize=False)
    simulation_html = fields.Html(
        string="Simulation", compute="_compute_simulation", sanitize=False
    )

    @api.model
    def _check_admin(self):
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_admin")):
            raise AccessError(self.env._("Only an administrator reads this page."))

    def _compute_display_name(self):
        self.display_name = self.env._("What each service sees")

    def _compute_page(self):
        self._check_admin()
        render = self.env["ir.qweb"].sudo()._render
        for page in self:
            page.table_html = render("crm_monaco.service_table", {"rows": self._get_table()})
            page.warnings_html = render(
                "crm_monaco.service_warnings", {"rows": self._get_warnings()}
            )

    def _compute_simulation(self):
        self._check_admin()
        for page in self:
            page.simulation_html = (
                self.env["ir.qweb"]
                .sudo()
                ._render(
                    "crm_monaco.service_simulation",
                    {
                        "models": [self._get_title(name) for name in self._get_counted()],
                        "rows": self._get_simulation(),
                    },
                )
            )

    # ------------------------------------------------------------------ what each service sees

    @api.model
    def _get_names(self, names):
        """Return names one after the other, the first of them where they are many."""
        names = list(dict.fromkeys(names))
        told = ", ".join(names[:NAMED])
        if len(names) <= NAMED:
            return told
        return self.env._("%(names)s and %(count)s others", names=told, count=len(names) - NAMED)

    @api.model
    def _get_title(self, model_name):
        return self.env["ir.model"].sudo()._get(model_name).name or model_name

    @api.model
    def _get_table(self):
        """Return one dict a service: people, persons seen, closed models, hidden fields."""
        rows = []
        services = self.env["monaco.service"].sudo()
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        for service in services._get_services().values():
            group = self.env.ref(service.group, raise_if_not_found=False)
            users = group.sudo().all_user_ids.filtered("active") if group else ()
            bound = not service.unbound
            domain = service.rows.get("res.partner") if bound else []
            personal = domain and any(
                "uid" in map(str, leaf) or "partner" in leaf for leaf in domain
            )
            rows.append(
                {
                    "label": service.label,
                    "count": len(users),
                    "users": self._get_names(user.name for user in users) or self.env._("nobody"),
                    "persons": self.env._("their own contact")
                    if personal
                    else everybody.search_count(domain or []),
                    "closed": ", ".join(
                        sorted(self._get_title(name) for name in service.closed if name in self.env)
                    ),
                    "hidden": ", ".join(
                        sorted(
                            everybody._fields[name]._description_string(self.env)
                            for name in service.hidden.get("res.partner", ())
                            if name in everybody._fields
                        )
                    ),
                    "unbound": service.unbound,
                }
            )
        return rows

    # ------------------------------------------------------------------ what is amiss

    @api.model
    def _get_employees(self):
        return (
            self.env["res.users"]
            .sudo()
            .search([("share", "=", False), ("company_ids", "in", self.env.companies.ids)])
        )

    @api.model
    def _get_warnings(self):
        """Return the sentences of what undoes the separation."""
        services, users = self.env["monaco.service"], self._get_employees()
        codes = {user: services._get_user_codes(user.id) for user in users}
        declared = services._get_services()
        given = self.env["monaco.service.assignment"].sudo().search([("state", "=", "current")])
        groups = {self.env.ref(service.group): code for code, service in declared.items()}
        unbound = self.env.ref("crm_monaco.group_monaco_admin")
        outside = [user for user in users if not codes[user] and unbound not in user.all_group_ids]
        technical = [
            user
            for user in users
            if any(self.env.ref(name) in user.all_group_ids for name in TECHNICAL)
        ]
        unwritten = [
            user
            for user in users
            for group, code in groups.items()
            if group in user.group_ids
            and not given.filtered(
                lambda row, u=user, c=code: row.user_id == u and row.service == c
            )
        ]
        default = self.env.ref("base.default_user_group", raise_if_not_found=False)
        defaults = default.sudo().implied_ids - self.env.ref("base.group_user") if default else ()
        lines = [
            (self.env._("In no service: %s."), outside),
            (
                self.env._("With technical rights of Odoo (settings, access rights, export): %s."),
                technical,
            ),
            (self.env._("In a service that nobody wrote down here: %s."), unwritten),
        ]
        without = [user for user in users if not user._mfa_type()]
        lines.append((self.env._("Without a second factor: %s."), without))
        told = [
            text % self._get_names(user.display_name for user in found)
            for text, found in lines
            if found
        ]
        if defaults:
            text = self.env._("Given to every new user, whatever their service: %s.")
            told.append(text % ", ".join(group.display_name for group in defaults))
        return told

    # ------------------------------------------------------------------ what would change

    @api.model
    def _get_counted(self):
        return [name for name in COUNTED if name in self.env]

    @api.model
    def _get_simulation(self):
        """Return ``[{user, counts: [(now, then)]}]``: rows each user reads now, and once services are separated.

        Those for whom something changes come first.
        """
        services = self.env["monaco.service"]
        declared = services._get_services()
        known, rows = {}, []
        for user in self._get_employees():
            codes = services._get_codes_of(user)
            free = any(declared[code].unbound for code in codes)
            counts = []
            for name in self._get_counted():
                env = self.env(user=user, su=False)
                model = env[name].with_context(allowed_company_ids=user.company_ids.ids)
                if not model.has_access("read"):
                    counts.append((0, 0))
                    continue
                rule = Domain(model.env["ir.rule"]._compute_domain(name))
                bound = None if free else services._get_rows_of(codes, user.id, name)
                asked = model.sudo()
                now = self._count(asked, rule, known)
                then = now if bound is None else self._count(asked, rule & bound, known)
                counts.append((now, then))
            rows.append({"user": user.name, "counts": counts})
        return sorted(rows, key=lambda row: all(now == then for now, then in row["counts"]))

    @api.model
    def _count(self, model, domain, known):
        """Count the rows of a domain, once for all who have the same: a service has many people."""
        key = (model._name, repr(domain))
        if key not in known:
            known[key] = model.search_count(domain)
        return known[key]
