from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.services import MONEY, NOBODY, PERSONAL, Service, refresh_flags

# identity and contact only: what says who they are to us stays with those who deal with them
NOT_FOR_DELIVERY = frozenset(
    {
        "birthdate_date",
        "married_name",
        "csp_id",
        "function",
        "industry_id",
        "category_id",
        "comment",
        "website",
        "user_id",
        "team_id",
        "barcode",
        "employee",
        "date",
        "opportunity_ids",
        "opportunity_count",
        "meeting_ids",
        "meeting_count",
        "sale_order_ids",
        "sale_order_count",
        "credit",
        "credit_limit",
        "debit",
        "total_invoiced",
        "bank_account_count",
        "loyalty_card_count",
        "activity_ids",
        "activity_summary",
        "activity_state",
    }
)


class MonacoService(models.AbstractModel):
    """The services of the company, and which of them a user is in.  Methods only, no fields.

    An app that brings a service, or a model that one of them must not see, inherits this one and
    extends `_get_services` (and `_get_flags` for the rows it shows), with ``super()``.
    """

    _name = "monaco.service"
    _description = "Service of the company"

    # ------------------------------------------------------------------ declarations

    @api.model
    def _get_services(self):
        """Return ``{code: Service}``.  Data: nothing is read, whoever asks."""
        services = [
            Service(
                code="sales",
                group="crm_monaco.group_service_sales",
                label=self.env._("Sales service"),
                rows={"res.partner": [("monaco_for_sales", "=", True), ("active", "=", True)]},
                hidden={
                    "res.partner": frozenset({"birthdate_date", "bank_account_count"}),
                    "account.move": frozenset({"partner_bank_id", "bank_partner_id"}),
                },
                closed=MONEY,
            ),
            Service(
                code="maintenance",
                group="crm_monaco.group_service_maintenance",
                label=self.env._("Maintenance provider"),
                rows={
                    "res.partner": [("id", "=", "partner")],
                    "res.users": [("id", "=", "uid")],
                    "mail.message": [("create_uid", "=", "uid")],
                    "discuss.channel": Domain.FALSE,
                    "discuss.channel.member": Domain.FALSE,
                },
                closed=PERSONAL - {"res.partner"},
                pseudonym=True,
            ),
            Service(
                code="admin",
                group="crm_monaco.group_monaco_admin",
                label=self.env._("Administrator"),
                unbound=True,
            ),
            Service(
                code="dpo",
                group="crm_monaco.group_monaco_dpo",
                label=self.env._("Data protection"),
                unbound=True,
            ),
        ]
        return {service.code: service for service in services}

    @api.model
    def _get_flags(self):
        """Return ``{stored boolean of res.partner: [SQL selecting ids of persons]}``, refreshed each night."""
        return {
            "monaco_for_sales": [
                *self._get_colleagues(),
                SQL("SELECT id FROM res_partner WHERE monaco_kind IS NOT NULL"),
                SQL(
                    """SELECT c.id FROM res_partner c JOIN res_partner p ON p.id = c.commercial_partner_id
                        WHERE p.monaco_kind IS NOT NULL"""
                ),
                SQL("SELECT partner_id FROM crm_lead WHERE partner_id IS NOT NULL"),
            ]
        }

    @api.model
    def _get_colleagues(self):
        """Return the SQL of whom every service sees: colleagues, and the own companies."""
        return [
            SQL("SELECT partner_id FROM res_users WHERE NOT share AND active"),
            SQL("SELECT partner_id FROM res_company"),
        ]

    @api.model
    def _refresh_flags(self, only=None):
        return refresh_flags(self.env, self._get_flags(), only)

    # ------------------------------------------------------------------ whose

    @api.model
    @tools.ormcache("uid")
    def _get_user_codes(self, uid):
        """Return the codes of the services that bind user ``uid``, or None: plain Odoo.

        None for whoever sees everything (data protection, administrator), for whoever is no
        employee (portal, website: Odoo's own rules), and for an employee in no service while no
        company of theirs separates services.  Whoever was in a service and left it is bound: they
        see nobody.
        """
        user = self.env["res.users"].sudo().browse(uid)
        if uid == api.SUPERUSER_ID or not user._is_internal():
            return None
        services = self._get_services()
        groups = set(user._get_group_ids())
        codes = frozenset(
            code
            for code, service in services.items()
            if (group := self.env.ref(service.group, raise_if_not_found=False))
            and group.id in groups
        )
        if any(services[code].unbound for code in codes):
            return None
        if codes or any(user.company_ids.mapped("monaco_services_strict")):
            return codes
        left = self.env["monaco.service.assignment"].sudo().search_count([("user_id", "=", uid)], 1)
        return codes if left else None

    @api.model
    def _get_bounds(self, codes):
        """Return the declarations that bind whoever is in ``codes``: they see their union."""
        services = self._get_services()
        return [services[code] for code in sorted(codes)] or [NOBODY]

    @api.model
    @tools.ormcache("codes")
    def _get_closed(self, codes):
        """Return the models that do not exist for whoever is in ``codes``."""
        return frozenset.intersection(*(bound.closed for bound in self._get_bounds(codes)))

    @api.model
    @tools.ormcache("codes")
    def _get_hidden(self, codes):
        """Return ``{model: names}`` of the fields that do not exist for whoever is in ``codes``."""
        bounds, closed = self._get_bounds(codes), self._get_closed(codes)
        hidden = {}
        for name, model in self.env.registry.items():
            # what lists rows of a closed model would be refused, not left out
            names = {
                field.name
                for field in model._fields.values()
                if field.type in ("one2many", "many2many") and field.comodel_name in closed
            }
            names |= frozenset.intersection(
                *(bound.hidden.get(name, frozenset()) for bound in bounds)
            )
            if names:
                hidden[name] = frozenset(names)
        return hidden

    @api.model
    @tools.ormcache("uid", "model_name")
    def _get_rows(self, uid, model_name):
        """Return the domain of the rows that user ``uid`` sees in a model; None: no restriction."""
        codes = self._get_user_codes(uid)
        if codes is None:
            return None
        return self._get_rows_of(codes, uid, model_name)

    @api.model
    def _get_rows_of(self, codes, uid, model_name):
        user = self.env["res.users"].sudo().browse(uid)
        values = {"uid": uid, "partner": user.partner_id.id}
        domains = []
        for bound in self._get_bounds(codes):
            if model_name in bound.closed:
                continue
            if model_name not in bound.rows:
                return None
            domains.append(
                Domain(bound.rows[model_name]).map_conditions(
                    lambda leaf: (
                        Domain(leaf.field_expr, leaf.operator, values.get(leaf.value, leaf.value))
                        if isinstance(leaf.value, str)
                        else leaf
                    )
                )
            )
        return Domain.OR(domains)

    @api.model
    def _is_field_hidden(self, field, model_name):
        """Return whether a field does not exist for the current user."""
        codes = self._get_user_codes(self.env.uid)
        if codes is None:
            return False
        return field.name in self._get_hidden(codes).get(model_name, ())

    @api.model
    def _is_pseudonymised(self):
        """Return whether the current user reads pseudonyms instead of names."""
        codes = self._get_user_codes(self.env.uid)
        if not codes:
            return False
        return all(bound.pseudonym for bound in self._get_bounds(codes))
