from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

# fields by which wizards and documents name a record of any model
ABOUT = (
    ("res_model", "res_id"),
    ("model", "res_id"),
    ("res_model", "res_ids"),
    ("model", "res_ids"),
)


def _ids(value):
    """Return the ids that a value of a relational field links, whether from a form, an import or a program."""
    if isinstance(value, models.BaseModel):
        return set(value.ids)
    if isinstance(value, dict):
        return _ids(value.get("id"))
    if isinstance(value, int):
        return {value} if value else set()
    if not isinstance(value, (list, tuple)):
        return set()
    found = set()
    for item in value:
        if isinstance(item, int):
            found.add(item)
        elif isinstance(item, (list, tuple)) and item:
            if item[0] == Command.LINK:
                found.add(item[1])
            elif item[0] == Command.SET:
                found.update(item[2])
    return {rid for rid in found if isinstance(rid, int)}


def _parse(value):
    """Return the ids written in a field that names records: a number, or a list as text."""
    if isinstance(value, str):
        return {
            int(word) for word in value.strip("[]() ").replace(",", " ").split() if word.isdigit()
        }
    return _ids(value)


class Base(models.AbstractModel):
    """Nobody gets at a person by naming their number on something of their own.

    Odoo lets whoever may write a document link it to any number, and business code then copies name,
    address and e-mail from there with every right.  A user of a service links whom they see.
    """

    _inherit = "base"

    @api.model
    def _monaco_is_bound(self):
        return not self.env.su and (
            self.env["monaco.service"]._get_user_codes(self.env.uid) is not None
        )

    def _monaco_get_unlinkable(self, values, strict=True):
        """Return ``{name of a field: persons}`` among ``values`` whom the current user may not link.

        :param strict: only whom they see; else, whom a document of their work names too
        """
        refused = {}
        services = self.env["monaco.service"]
        for name, value in values.items():
            field = self._fields.get(name)
            if field is None or not field.relational or field.comodel_name != "res.partner":
                continue
            persons = self.env["res.partner"].browse(_ids(value))
            if persons and self.ids and field.store:
                # a form says again what is already there
                persons -= self.sudo()[name].with_env(persons.env)
            unseen = services._get_unreadable(persons.exists())
            if unseen and not strict:
                unseen -= services._get_linkable(unseen, self._name)
            if unseen:
                refused[name] = unseen
        for model_field, id_field in ABOUT:
            model = values.get(model_field)
            if isinstance(model, str) and model in self.env and values.get(id_field):
                records = self.env[model].browse(_parse(values[id_field])).exists()
                if not records.has_access("read"):
                    refused[id_field] = records
        return refused

    def _monaco_check_links(self, values):
        if self._monaco_get_unlinkable(values, strict=False):
            raise AccessError(self.env._("You name somebody whom your service does not see."))

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to name somebody whom the user does not see."""
        if self._monaco_is_bound():
            for vals in vals_list:
                self.browse()._monaco_check_links(vals)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to name somebody whom the user does not see."""
        if self._monaco_is_bound():
            self._monaco_check_links(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        """Propose nobody whom the user does not see, even if the address of a page names them."""
        values = super().default_get(fields)
        if self._monaco_is_bound():
            for name in self.browse()._monaco_get_unlinkable(values):
                values.pop(name)
        return values

    def onchange(self, values, field_names, fields_spec):
        """Fill in nothing from somebody whom the user does not see."""
        if self._monaco_is_bound():
            refused = self._monaco_get_unlinkable(values)
            if refused:
                values = {name: v for name, v in values.items() if name not in refused}
                values.update(dict.fromkeys(refused, False))
        return super().onchange(values, field_names, fields_spec)
