from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class MonacoServiceAssignment(models.Model):
    """Who is in which service, where, from when until when, and who decided it."""

    _name = "monaco.service.assignment"
    _description = "Assignment to a service"
    _order = "user_id, since desc, id desc"
    _rec_name = "service"

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("share", "=", False)],
    )
    service = fields.Selection(selection="_selection_service", required=True, index=True)
    location = fields.Char(default="Monaco", help="As the register lists it.")
    since = fields.Date(required=True, default=fields.Date.context_today)
    until = fields.Date(help="Last day. Leaving staff lose their access the day after.")
    given_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("current", "Current"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )

    @api.model
    def _selection_service(self):
        return [
            (code, service.label)
            for code, service in self.env["monaco.service"]._get_services().items()
        ]

    @api.depends("since", "until")
    @api.depends_context("tz")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for assignment in self:
            if assignment.since and assignment.since > today:
                assignment.state = "planned"
            else:
                ended = assignment.until and assignment.until < today
                assignment.state = "ended" if ended else "current"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "planned": [("since", ">", today)],
            "ended": [("since", "<=", today), ("until", "<", today)],
            "current": [
                ("since", "<=", today),
                "|",
                ("until", "=", False),
                ("until", ">=", today),
            ],
        }
        return fields.Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("since", "until")
    def _check_dates(self):
        for assignment in self:
            if assignment.until and assignment.until < assignment.since:
                raise ValidationError(self.env._("The assignment ends before it begins."))

    @api.constrains("user_id")
    def _check_user(self):
        if any(user.share for user in self.user_id):
            raise ValidationError(
                self.env._("Only internal users are in a service, not portal users.")
            )

    # ------------------------------------------------------------------ decisions

    @api.model_create_multi
    def create(self, vals_list):
        """Record who decides, and give the access at once."""
        for vals in vals_list:
            self._check_giver({vals.get("service")})
            vals["given_by_id"] = self.env.uid
        assignments = super().create(vals_list)
        assignments._apply()
        return assignments

    def write(self, vals):
        """End or shorten; who was given what by whom is not rewritten."""
        if not self.env.su and set(vals) - {"until", "location", "since"}:
            raise AccessError(
                self.env._("An assignment is not changed: end it and record another.")
            )
        self._check_giver(set(self.mapped("service")))
        res = super().write(vals)
        self._apply()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        """Who had access must remain known: only what has not begun is deleted."""
        if not self.env.su and self.filtered(lambda assignment: assignment.state != "planned"):
            raise AccessError(self.env._("An assignment that has begun is ended, not deleted."))

    @api.model
    def _check_giver(self, codes):
        """Refuse to give or take data protection without being in charge of it."""
        if self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo"):
            return
        if not self.env.user.has_group("crm_monaco.group_monaco_admin"):
            raise AccessError(self.env._("Only an administrator assigns people to services."))
        if "dpo" in codes:
            raise AccessError(
                self.env._("Only the person in charge of data protection gives that service.")
            )

    def _apply(self):
        """Bring the groups of the persons in line with their assignments of today."""
        services = self.env["monaco.service"]._get_services()
        for user in self.user_id.sudo():
            rows = self.sudo().search([("user_id", "=", user.id)])
            current = set(rows.filtered(lambda row: row.state == "current").mapped("service"))
            commands = []
            for code in set(rows.mapped("service")):
                group = self.env.ref(services[code].group) if code in services else None
                if group and (group in user.group_ids) != (code in current):
                    command = fields.Command.link if code in current else fields.Command.unlink
                    commands.append(command(group.id))
            if commands:
                user.write({"group_ids": commands})
        self.env.registry.clear_cache()

    @api.model
    def _cron_services(self):
        """Nightly: begin and end what is due, bring up to date who is seen by which service."""
        self.sudo().search([])._apply()
        self.env["ir.cron"]._commit_progress()
        self.env["monaco.service"]._refresh_flags()
