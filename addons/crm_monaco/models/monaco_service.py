from odoo import api, models, tools
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.services import FOLLOWING, MONEY, NOBODY, PERSONAL, SIGNED, Service, refresh_flags


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
                # nobody archived, but for colleagues: OdooBot is one, and writes under every document
                rows={
                    "res.partner": [
                        ("monaco_for_sales", "=", True),
                        "|",
                        ("active", "=", True),
                        ("partner_share", "=", False),
                    ]
                },
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
                    # OdooBot is nobody, and every thread asks for its address
                    "res.partner": ["|", ("id", "=", "partner"), ("id", "=", "odoobot")],
                    "res.users": [("id", "=", "uid")],
                    "monaco.window": [("user_id", "=", "uid")],
                    "mail.message": [("create_uid", "=", "uid")],
                    "ir.filters": [("create_uid", "=", "uid")],
                    "discuss.channel": [("id", "=", 0)],
                    "discuss.channel.member": [("id", "=", 0)],
                },
                closed=PERSONAL,
                apps=frozenset({"crm_monaco.monaco_health_root_menu"}),
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
            # former ones and OdooBot too: they wrote messages
            SQL("SELECT partner_id FROM res_users WHERE NOT share"),
            SQL("SELECT partner_id FROM res_company"),
        ]

    @api.model
    def _refresh_flags(self, only=None):
        return refresh_flags(self.env, self._get_flags(), only)

    # ------------------------------------------------------------------ whose

    @api.model
    def _get_groups(self):
        """Return ``{code of a service: its group}`` of the groups that are there."""
        groups = {
            code: self.env.ref(service.group, raise_if_not_found=False)
            for code, service in self._get_services().items()
        }
        return {code: group for code, group in groups.items() if group}

    @api.model
    def _get_codes_of(self, user):
        """Return the codes of the services whose group a user is in, bound or not."""
        mine = set(user._get_group_ids())
        return frozenset(code for code, group in self._get_groups().items() if group.id in mine)

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
        if not uid or uid == api.SUPERUSER_ID or not user.exists() or not user._is_internal():
            return None
        services = self._get_services()
        codes = self._get_codes_of(user)
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
    def _get_apps(self, codes):
        """Return the ids of the only menus at the top for whoever is in ``codes``, or None: all."""
        apps = [bound.apps for bound in self._get_bounds(codes)]
        if None in apps:
            return None
        names = frozenset().union(*apps)
        menus = [self.env.ref(name, raise_if_not_found=False) for name in names]
        return frozenset(menu.id for menu in menus if menu)

    @api.model
    @tools.ormcache("codes")
    def _get_hidden(self, codes):
        """Return ``{model: names}`` of the fields that do not exist for whoever is in ``codes``."""
        bounds = self._get_bounds(codes)
        hidden = {
            name: frozenset.intersection(*(bound.hidden.get(name, frozenset()) for bound in bounds))
            for name in self.env.registry
        }
        return {
            name: names
            for name, model in self.env.registry.items()
            if (
                names := hidden[name].union(
                    field.name
                    for field in model._fields.values()
                    # Odoo reads related fields with every right
                    if field.related and self._leads_to_hidden(field, hidden)
                )
            )
        }

    @api.model
    @tools.ormcache("codes")
    def _get_absent(self, codes):
        """Return ``{model: names}`` of the fields that are on no screen: hidden, or with nothing to list.

        What lists rows of a closed model is not refused: business code reads it on its way.
        """
        hidden, closed = self._get_hidden(codes), self._get_closed(codes)
        veiled = self._get_veiled(codes)
        return {
            name: names
            for name, model in self.env.registry.items()
            if (
                names := hidden.get(name, frozenset()).union(
                    veiled.get(name, ()),
                    (
                        field.name
                        for field in model._fields.values()
                        if field.type in ("one2many", "many2many") and field.comodel_name in closed
                    ),
                )
            )
        }

    @api.model
    def _leads_to_hidden(self, field, hidden):
        """Return whether a related field shows one that is hidden where it is at home."""
        model, path = self.env[field.model_name], field.related.split(".")
        for step in path:
            following = model._fields.get(step)
            if following is None or step in hidden[model._name]:
                return following is not None
            if following.relational:
                model = self.env[following.comodel_name]
        return False

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
        if model_name in FOLLOWING:
            # what repeats somebody's name and address is seen with them
            persons = self._get_rows_of(codes, uid, "res.partner")
            return None if persons is None else Domain(FOLLOWING[model_name], "any", persons)
        user = self.env["res.users"].sudo().browse(uid)
        values = {
            "uid": uid,
            "partner": user.partner_id.id,
            "odoobot": self.env.ref("base.partner_root").id,
        }
        domains = []
        for bound in self._get_bounds(codes):
            if model_name in bound.closed:
                continue
            if model_name not in bound.rows:
                return None
            domains.append(
                Domain(
                    [
                        (leaf[0], leaf[1], values.get(leaf[2], leaf[2]))
                        if isinstance(leaf, tuple)
                        else leaf
                        for leaf in bound.rows[model_name]
                    ]
                )
            )
        return Domain.OR(domains)

    @api.model
    def _is_field_hidden(self, field, model_name, operation="read"):
        """Return whether a field does not exist for the current user; nobody writes what they cannot read."""
        codes = self._get_user_codes(self.env.uid)
        if codes is None:
            return False
        if operation == "write" and model_name not in SIGNED:
            if field.name in self._get_veiled(codes).get(model_name, ()):
                return True
        return field.name in self._get_hidden(codes).get(model_name, ())

    @api.model
    def _get_absent_names(self, model_name):
        """Return the names of the fields of a model that are on no screen of the current user."""
        codes = self._get_user_codes(self.env.uid)
        if codes is None or self.env.su:
            return frozenset()
        return self._get_absent(codes).get(model_name, frozenset())

    @api.model
    def _get_unseen(self, records):
        """Return those of ``records`` that the current user does not see: shown under a pseudonym.

        Odoo shows the names of linked records to whoever sees the link.
        """
        if self._get_user_codes(self.env.uid) is None:
            return records.browse()
        rows = self._get_rows(self.env.uid, records._name)
        if rows is None:
            return records.browse()
        real = records.filtered("id")
        seen = real.sudo().with_context(active_test=False).filtered_domain(rows)
        opened = self.env["monaco.window"]._get_opened(records._name)
        return real.browse(
            record.id for record in real - seen.with_env(real.env) if record.id not in opened
        )

    @api.model
    def _get_unreadable(self, records):
        """Return those of ``records`` that the current user may not read: other services', other companies'."""
        if not records:
            return records
        return records - records.with_context(active_test=False)._filtered_access("read")

    @api.model
    def _get_linkable(self, persons, model_name):
        """Return those of ``persons`` whom the user does not see, and may name on a record of ``model_name``.

        A bridge adds with ``super()``. Whoever works with a document may name its person on the next one (a
        return, an invoice).
        """
        return persons.browse()
