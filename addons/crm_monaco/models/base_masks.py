import contextlib
import contextvars

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# what is fetched goes to the memory that business code shares, whole; what leaves is masked
_fetching = contextvars.ContextVar("crm_monaco_fetching", default=False)


@contextlib.contextmanager
def fetching():
    """Let the values of masked fields through, on their way into memory."""
    token = _fetching.set(True)
    try:
        yield
    finally:
        _fetching.reset(token)


class Base(models.AbstractModel):
    """Masked fields: read, filtered, sorted, grouped and exported as if they were empty."""

    _inherit = "base"

    @api.model
    def _monaco_get_masks(self):
        if self.env.su:
            return {}
        return self.env["monaco.service"]._get_masks(self.env.uid).get(self._name, {})

    def _fetch_query(self, query, fields):
        with fetching():
            return super()._fetch_query(query, fields)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Ask of a masked field only where it is shown: no filter, order or group tells what it holds elsewhere."""
        sql = super()._field_to_sql(alias, field_expr, query)
        if self.env.su or _fetching.get():
            return sql
        shown = self._monaco_get_masks().get(field_expr.partition(".")[0])
        if shown is None:
            return sql
        if query is None or shown.is_false():
            return SQL("CASE WHEN false THEN %s END", sql)
        model = self.sudo().with_context(active_test=False)
        asked = shown.optimize_full(model)._to_sql(model, alias, query)
        return SQL("CASE WHEN %s THEN %s END", asked, sql)

    def _read_format(self, fnames, load="_classic_read"):
        """Empty what the user does not read, of the records where they do not."""
        rows = super()._read_format(fnames, load)
        masks = self._monaco_get_masks()
        for name in masks.keys() & set(fnames):
            shown = self._monaco_get_shown(masks[name])
            for values in rows:
                rid = values.get("id")
                origin = rid if isinstance(rid, int) else getattr(rid, "origin", None)
                if origin and origin not in shown:
                    values[name] = self._monaco_get_empty(name)
        return rows

    def _monaco_get_shown(self, domain):
        real = self._origin.sudo().with_context(active_test=False)
        return frozenset(real.exists().filtered_domain(domain)._ids)

    def _monaco_get_empty(self, name):
        kind = self._fields[name].type
        return (
            []
            if kind in ("one2many", "many2many")
            else 0
            if kind in ("integer", "float")
            else False
        )

    def export_data(self, fields_to_export):
        """Refuse to export what is masked for one of the records."""
        for path in fields_to_export:
            records = self
            for name in path.replace(".id", "id").split("/"):
                shown = records._monaco_get_masks().get(name)
                if shown is not None and set(records._ids) - records._monaco_get_shown(shown):
                    raise AccessError(self.env._("You may not export this field: %s", name))
                field = records._fields.get(name)
                if field is None or not field.relational:
                    break
                records = records[name]
        return super().export_data(fields_to_export)
