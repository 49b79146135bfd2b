from odoo import api, models, tools
from odoo.fields import Domain

# whose e-mail address everybody in the house may read
COLLEAGUES = Domain("partner_share", "=", False)


class MonacoService(models.AbstractModel):
    """Fields that are empty for a user, record by record: what Odoo cannot do without, or one service alone shows.

    A *hidden* field does not exist; a *masked* one exists and says nothing: a name is searched by the e-mail
    address, so that refusing it would break every list of names. A user in two services sees a field where the
    service that shows it sees the record, and nowhere else.
    """

    _inherit = "monaco.service"

    @api.model
    @tools.ormcache("uid")
    def _get_masks(self, uid):
        """Return ``{model: {field: domain of the records where user ``uid`` reads it}}``; absent: everywhere."""
        codes = self._get_user_codes(uid)
        if codes is None:
            return {}
        bounds, hidden = self._get_bounds(codes), self._get_hidden(codes)
        masks = {}
        for model_name, model in self.env.registry.items():
            names = frozenset().union(
                *(bound.hidden.get(model_name, ()) for bound in bounds),
                *(bound.masked.get(model_name, ()) for bound in bounds),
            )
            for name in names - hidden.get(model_name, frozenset()):
                shown = Domain.OR(
                    self._get_shown(bound, codes, uid, model_name, name) for bound in bounds
                )
                if name in model._fields and not shown.is_true():
                    masks.setdefault(model_name, {})[name] = shown
        return self._follow_masks(masks) if masks else masks

    @api.model
    def _get_shown(self, bound, codes, uid, model_name, name):
        """Return the domain of the records where one service reads a field."""
        if model_name in bound.closed or name in bound.hidden.get(model_name, ()):
            return Domain.FALSE
        rows = self._get_rows_of(frozenset({bound.code}) & codes, uid, model_name)
        rows = Domain.TRUE if rows is None else rows
        if name in bound.masked.get(model_name, ()):
            rows &= COLLEAGUES if model_name == "res.partner" else Domain.FALSE
        return rows

    @api.model
    def _follow_masks(self, masks):
        """Add the related fields, which Odoo reads with every right, of what is masked at home."""
        found = {name: dict(fields) for name, fields in masks.items()}
        for model_name, model in self.env.registry.items():
            for field in model._fields.values():
                if field.related and not field.store:
                    shown = self._get_shown_related(field, masks)
                    if shown is not None:
                        found.setdefault(model_name, {})[field.name] = shown
        return found

    @api.model
    def _get_shown_related(self, field, masks):
        model, steps = self.env[field.model_name], field.related.split(".")
        for index, step in enumerate(steps):
            following = model._fields.get(step)
            if following is None:
                return None
            shown = masks.get(model._name, {}).get(step)
            if shown is not None:
                for before in reversed(steps[:index]):
                    shown = Domain(before, "any", shown)
                return shown
            if not following.relational:
                return None
            model = self.env[following.comodel_name]
        return None

    @api.model
    @tools.ormcache("codes")
    def _get_veiled(self, codes):
        """Return ``{model: names}`` of the fields that none of the services reads but of colleagues."""
        bounds = self._get_bounds(codes)
        return {
            name: frozenset.intersection(
                *(
                    bound.hidden.get(name, frozenset()) | bound.masked.get(name, frozenset())
                    for bound in bounds
                )
            )
            for name in {name for bound in bounds for name in bound.masked}
        }
