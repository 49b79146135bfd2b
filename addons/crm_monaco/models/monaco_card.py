import calendar
import datetime
import logging
import re

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date
from odoo.tools.constants import GC_UNLINK_LIMIT

_logger = logging.getLogger(__name__)

# A deferred card is debited at the end of a month: a debit further away is a typing
# error, and one that would keep the card for years.
LATEST_DEBIT = relativedelta(months=3)


class MonacoCard(models.Model):
    """The last four digits of a payment card, kept as proof of a payment.

    The full number and the security code have no field. A number that is typed all
    the same is refused before it can reach the database, a message or a log.
    """

    _name = "monaco.card"
    _description = "Payment card (last four digits)"
    _order = "delete_after, id"

    partner_id = fields.Many2one(
        "res.partner", string="Holder", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True, index=True)
    # No size: the browser and the ORM would cut a full number to its *first* four digits.
    last4 = fields.Char(string="Last four digits", required=True)
    scheme = fields.Selection(
        [
            ("cb", "CB"),
            ("visa", "Visa"),
            ("mastercard", "Mastercard"),
            ("amex", "American Express"),
            ("other", "Other"),
        ],
        string="Card type",
    )
    expiry = fields.Char(
        string="Expires",
        compute="_compute_expiry",
        inverse="_inverse_expiry",
        help="As printed on the card: month/year.",
    )
    expiry_month = fields.Integer(string="Expiry month", aggregator=None)
    expiry_year = fields.Integer(string="Expiry year", aggregator=None)
    debit_date = fields.Date(string="Debited on", required=True, default=fields.Date.context_today)
    deferred = fields.Boolean(string="Deferred debit")
    delete_after = fields.Date(
        string="Kept until",
        compute="_compute_delete_after",
        store=True,
        index=True,
        help="As long after the debit as the retention period of cards says (the law: 13 months, 15 for a"
        " deferred card), and never longer than the card is valid.",
    )

    _last4_is_short = models.Constraint(
        "CHECK (last4 ~ '^[0-9]{4}$')",
        "Only the last four digits of a card are kept.",
    )

    @api.depends("last4", "scheme")
    def _compute_display_name(self):
        labels = dict(self._fields["scheme"]._description_selection(self.env))
        for card in self:
            card.display_name = f"{labels.get(card.scheme, '')} •••• {card.last4 or ''}".strip()

    @api.depends("expiry_month", "expiry_year")
    def _compute_expiry(self):
        for card in self:
            card.expiry = (
                f"{card.expiry_month:02}/{card.expiry_year % 100:02}"
                if card.expiry_month
                else False
            )

    def _inverse_expiry(self):
        for card in self:
            match = re.fullmatch(
                r"([0-9]{1,2})\s*[/.-]\s*([0-9]{2}|[0-9]{4})", (card.expiry or "/").strip()
            )
            if card.expiry and not match:
                raise ValidationError(self._expiry_message())
            month, year = map(int, match.groups()) if match else (0, 0)
            if match and year < 100:
                year += 2000
            card.write({"expiry_month": month, "expiry_year": year})
        # Shown as the card prints it, however it was typed.
        self.invalidate_recordset(["expiry"], flush=False)

    @api.depends("debit_date", "deferred", "expiry_month", "expiry_year", "company_id")
    def _compute_delete_after(self):
        clocks, months = self.env["monaco.clock"], {}
        for card in self:
            days = []
            key = "card_deferred" if card.deferred else "card", card.company_id
            if key not in months:
                months[key] = clocks._get_months(*key)
            if card.debit_date and months[key]:
                days.append(card.debit_date + relativedelta(months=months[key]))
            if card.expiry_year in range(1970, 2100) and card.expiry_month in range(1, 13):
                last_day = calendar.monthrange(card.expiry_year, card.expiry_month)[1]
                days.append(datetime.date(card.expiry_year, card.expiry_month, last_day))
            card.delete_after = min(days, default=False)

    @api.onchange("last4")
    def _onchange_last4(self):
        if not self.last4 or re.fullmatch("[0-9]{4}", self.last4):
            return None
        self.last4 = False
        title = self.env._("Card number")
        return {"warning": {"title": title, "message": self._last4_message()}}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals, creating=True) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    @api.model
    def _clean_vals(self, vals, creating=False):
        """Return the values, checked *before* any SQL: a constraint would run after
        the number was sent to the database, whose logs may keep it."""
        vals = dict(vals)
        if creating and "default_last4" in self.env.context:
            vals.setdefault("last4", self.env.context["default_last4"])
        if creating or "last4" in vals:
            value = vals.get("last4")
            value = value.strip() if isinstance(value, str) else ""
            if not re.fullmatch("[0-9]{4}", value):
                # The value stays out of the message, which the server logs.
                raise ValidationError(self._last4_message())
            vals["last4"] = value
        # Cards print two digits of the year.
        if 0 < (vals.get("expiry_year") or 0) < 100:
            vals["expiry_year"] += 2000
        return vals

    @api.model
    def _last4_message(self):
        return self.env._(
            "Enter exactly the last four digits of the card. The full number and the security code "
            "must never be recorded: what was typed has not been kept."
        )

    @api.model
    def _expiry_message(self):
        return self.env._(
            "The expiry date needs a month from 1 to 12 and a year, as printed on the card: 07/28."
        )

    @api.constrains("expiry_month", "expiry_year")
    def _check_expiry(self):
        this_year = fields.Date.context_today(self).year
        for card in self:
            if not card.expiry_month and not card.expiry_year:
                continue
            if not 1 <= card.expiry_month <= 12 or not 2000 <= card.expiry_year <= this_year + 20:
                raise ValidationError(self._expiry_message())

    @api.constrains("debit_date", "deferred", "expiry_month", "expiry_year")
    def _check_delete_after(self):
        today = fields.Date.context_today(self)
        for card in self:
            if card.debit_date > today + LATEST_DEBIT:
                raise ValidationError(
                    self.env._("The debit date is too far in the future: please check the year.")
                )
            if card.delete_after and card.delete_after <= today:
                raise ValidationError(
                    self.env._(
                        "This card could be kept until %(date)s only: it must not be recorded any more.",
                        date=format_date(self.env, card.delete_after),
                    )
                )

    @api.autovacuum
    def _gc_cards(self):
        """Delete the cards whose period is over; return (deleted, whether some remain)."""
        # The period is a maximum, so the last day counts, and it begins in Monaco.
        today = fields.Date.context_today(self.with_context(tz="Europe/Monaco"))
        cards = self.sudo().search([("delete_after", "<=", today)], limit=GC_UNLINK_LIMIT)
        cards.unlink()
        if cards:
            _logger.info("Deleted %d payment cards whose period is over.", len(cards))
        return len(cards), len(cards) == GC_UNLINK_LIMIT
