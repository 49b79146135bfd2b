from odoo import api, models


class MonacoDeclaration(models.AbstractModel):
    """What a model says about the persons in its rows.  Methods only, no fields.

    A model that brings a clock, a hold or a reason not to be a subject inherits this one::

        class SaleOrder(models.Model):
            _name = "sale.order"
            _inherit = ["sale.order", "monaco.declaration"]

            def _monaco_acts(self):
                return super()._monaco_acts() + [Act(self._name, …)]

    The engine finds the descendants in the registry.  A declaration is data: it never reads,
    writes or commits.  One that cannot be compiled stops the run; it is not skipped.
    """

    _name = "monaco.declaration"
    _description = "Declaration of personal data"

    @api.model
    def _monaco_acts(self):
        """Return the list of ``Act`` this model's rows are evidence of."""
        return []

    @api.model
    def _monaco_holds(self):
        """Return the list of ``Hold`` this model's rows put on persons."""
        return []

    @api.model
    def _monaco_solicitations(self):
        """Return the list of ``Solicitation`` this model's rows are."""
        return []

    @api.model
    def _monaco_sales(self):
        """Return the list of ``Sale``: rows by which a person's address was collected during a sale."""
        return []

    @api.model
    def _monaco_together(self):
        """Return the list of ``Together``: rows whose persons are kept while one of them is."""
        return []

    @api.model
    def _monaco_never(self):
        """Return the list of ``Never``: whom this model's rows put out of the file's scope."""
        return []

    @api.model
    def _monaco_vouchers(self):
        """Return the list of ``Voucher``: rows that stay for ever, and lose their files when released."""
        return []

    @api.model
    def _monaco_holdings(self):
        """Return ``{model: Holding}``: personal data that the core catalogue does not know."""
        return {}

    @api.model
    def _monaco_declarants(self):
        """Return the models of the registry that inherit this one, in a stable order."""
        names = self.env.registry.descendants(["monaco.declaration"], "_inherit")
        return [self.env[name] for name in sorted(names) if name != "monaco.declaration"]
