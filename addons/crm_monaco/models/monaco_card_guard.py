from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models, tools

from ..tools.card_text import hide_cards

# Numbers of their own, checked where they are typed.
NOT_FREE = frozenset(
    {"barcode", "company_registry", "message_id", "phone", "phone_sanitized", "ref", "vat"}
)
SHORTEST_CARD = 13


class MonacoCardGuard(models.AbstractModel):
    """Masks card numbers in the free texts of a model as they are written, and saves the rest.

    A text is never refused: whoever typed it is told, and what comes by mail is masked in silence.
    """

    _name = "monaco.card.guard"
    _description = "Masks card numbers"

    @api.model_create_multi
    def create(self, vals_list):
        """Mask, save, tell."""
        return super().create(self._monaco_hide_cards(vals_list))

    def write(self, vals):
        """Mask, save, tell."""
        return super().write(self._monaco_hide_cards([vals])[0])

    @api.model
    def _monaco_hide_cards(self, vals_list):
        """Return the values with card numbers masked; the very same list when there are none."""
        count, hidden = 0, {}
        for index, vals in enumerate(vals_list):
            for name, value in vals.items():
                if not isinstance(value, str) or len(value) < SHORTEST_CARD:
                    continue
                is_html = self._monaco_card_fields().get(name)
                if is_html is None:
                    continue
                text, found = hide_cards(str(value), html=is_html)
                if found:
                    count += found
                    text = Markup(text) if isinstance(value, Markup) else text
                    hidden.setdefault(index, {})[name] = text
        if not hidden:
            return vals_list
        self._monaco_tell_cards_hidden(count)
        return [{**vals, **hidden.get(index, {})} for index, vals in enumerate(vals_list)]

    @api.model
    @tools.ormcache()
    def _monaco_card_fields(self):
        """Return ``{field: is it HTML}`` of what people type freely on this model."""
        return {
            name: field.type == "html"
            for name, field in self._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and name not in NOT_FREE
            and not (field.related or (field.compute and field.readonly))
        }

    @api.model
    def _monaco_tell_cards_hidden(self, count):
        """Tell the member of staff who typed it, without a trace in the history."""
        user = self.env.user
        if user.id == SUPERUSER_ID or not user._is_internal():
            return
        user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Card number masked"),
                "message": self.env._(
                    "%s card number(s) masked: only the last four digits were saved, the rest of the text as you"
                    " wrote it. A full number, or the code on the back, must never be kept.",
                    count,
                ),
            },
        )


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "monaco.card.guard"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "monaco.card.guard"]


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "monaco.card.guard"]


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "monaco.card.guard"]
