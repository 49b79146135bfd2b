from odoo import api, models, tools

from ..engine import coverage


class ResPartner(models.Model):
    """What no addon declared: a link to the person holds them, a field of theirs is cleared; both are reported."""

    _name = "res.partner"
    _inherit = ["res.partner"]

    @api.model
    def _monaco_holds(self):
        return super()._monaco_holds() + list(self._get_monaco_undeclared_holds())

    @api.model
    @tools.ormcache()
    def _get_monaco_undeclared_holds(self):
        """Return the holds of references nobody declared; read from the registry once."""
        return tuple(coverage.holds(self.env(su=True)))

    @api.model
    def _get_monaco_coverage(self):
        """Return what the installed addons leave undeclared, as ``{question: ["model.field", …]}``."""
        report = coverage.read(self.env(su=True))
        return {key: [".".join(found) for found in rows] for key, rows in report._asdict().items()}
