from odoo import models
from odoo.exceptions import AccessError

# what the administrator configures, by whatever means they like
SETTINGS = frozenset({"monaco.clock", "monaco.csp", "monaco.collection.source", "monaco.hold.type"})


class IrActionsServer(models.Model):
    """A server action that updates or creates records does so above everybody's rights: not the engine's own.

    Whoever may write Python in a server action can do anything in Odoo; that is why the person in
    charge of the settings is trusted, and why the journal is chained.
    """

    _inherit = "ir.actions.server"

    def _run_action_object_write(self, eval_context=None):
        """Refuse to write what only the engine, or the person in charge, decides."""
        for action in self:
            field = action.update_field_id
            if field and self._is_monaco_engine(field.model, field.name):
                self._refuse_monaco()
            if (field.model, field.name) in (("res.partner", "active"), ("res.users", "active")):
                action._check_monaco_closed()
        return super()._run_action_object_write(eval_context=eval_context)

    def _run_action_object_create(self, eval_context=None):
        """Refuse to create what only the engine writes."""
        self._check_monaco_created()
        return super()._run_action_object_create(eval_context=eval_context)

    def _run_action_object_copy(self, eval_context=None):
        """Refuse to copy what only the engine writes."""
        self._check_monaco_created()
        return super()._run_action_object_copy(eval_context=eval_context)

    def _check_monaco_created(self):
        for action in self:
            link = action.link_field_id
            if self._is_monaco_engine(action.crud_model_id.model) or (
                link and self._is_monaco_engine(link.model, link.name)
            ):
                self._refuse_monaco()

    def _is_monaco_engine(self, model, fname=None):
        if not model or model in SETTINGS:
            return False
        if model.startswith("monaco."):
            return True
        field = self.env[model]._fields.get(fname or "")
        return field is not None and fname.startswith("monaco_") and bool(field.readonly)

    def _check_monaco_closed(self):
        """Refuse to bring back persons whose file is closed: their own form refuses it as well."""
        targets = self.env[self.model_id.model].browse(self.env.context.get("active_id"))
        for name in (self.update_path or "").split(".")[:-1]:
            targets = targets[name]
        persons = targets.partner_id if targets._name == "res.users" else targets
        if set(persons.sudo().mapped("monaco_state")) & {"archived", "anonymised"}:
            self._refuse_monaco()

    def _refuse_monaco(self):
        raise AccessError(
            self.env._("A server action does not do what the person in charge decides.")
        )
