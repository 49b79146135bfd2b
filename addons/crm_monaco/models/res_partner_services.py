from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Which service sees the person, as stored flags: a rule through documents would slow every search.

    They are refreshed each night from documents, and set at once for whom somebody of the service enters.
    """

    _inherit = "res.partner"

    monaco_for_sales = fields.Boolean(
        string="Seen by Sales",
        readonly=True,
        copy=False,
        groups="crm_monaco.group_monaco_dpo",
        help="Prospects, clients and colleagues.",
    )

    # The very words of the rule, in the order of the list: the first page comes from the index alone, and
    # with what Odoo's own rule asks (company, share) beside it, so does a count.
    _monaco_for_sales_page = models.Index(
        "(complete_name, id DESC) INCLUDE (company_id, partner_share)"
        " WHERE monaco_for_sales IS TRUE AND active IS TRUE"
    )

    @api.model
    def _get_service_flags(self):
        """Return ``{code of a service: the flag of whom it sees}``."""
        return {"sales": "monaco_for_sales"}

    def _prepare_create_values(self, vals_list):
        """Whom somebody of a service enters, that service sees at once."""
        vals_list = super()._prepare_create_values(vals_list)
        codes = self.env["monaco.service"]._get_user_codes(self.env.uid)
        for code, name in self._get_service_flags().items():
            if codes and code in codes:
                for vals in vals_list:
                    vals[name] = True
        return vals_list

    def _monaco_show_to(self, code):
        """Show persons to a service from now on; the nightly refresh decides anew."""
        name = self._get_service_flags().get(code)
        family = self | self.commercial_partner_id
        hidden = family.sudo().with_context(active_test=False).filtered(lambda p: not p[name])
        if hidden:
            hidden.write({name: True})

    @api.depends("monaco_for_sales")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Show a pseudonym wherever the name of somebody whom the user's services do not see would stand.

        Beside the name, neither e-mail nor VAT number where one of them is masked.
        """
        asked = [name for name in ("show_email", "show_vat") if self.env.context.get(name)]
        masks = asked and self.env["monaco.service"]._get_masks(self.env.uid).get(self._name)
        if masks and {"email", "vat"} & masks.keys():
            plain = self.with_context(**dict.fromkeys(asked, False))
            plain._compute_display_name()
            for partner, named in zip(self, plain, strict=True):
                partner.display_name = named.display_name
            return None
        res = super()._compute_display_name()
        for partner in self.env["monaco.service"]._get_unseen(self):
            partner.display_name = self.env._("Person %s", partner.id)
        return res

    @api.model
    def _search_display_name(self, operator, value):
        """Search by what the user reads: not by an e-mail address that is masked for them."""
        domain = super()._search_display_name(operator, value)
        absent = self.env["monaco.service"]._get_absent_names(self._name)
        if not absent or domain is NotImplemented:
            return domain
        nothing = Domain.TRUE if operator in Domain.NEGATIVE_OPERATORS else Domain.FALSE
        return Domain(domain).map_conditions(
            lambda condition: nothing if condition.field_expr in absent else condition
        )
