import datetime

from stdnum.fr import tva

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identifiers import has_monaco_vat_shape, is_monaco_vat

OLDEST_BIRTHDATE = datetime.date(1900, 1, 1)


class ResPartner(models.Model):
    """The person, as the register of processing activities lists them.

    What Odoo has is used: profession is `function`, domaine d'activité is
    `industry_id`, raison sociale is the name of a company.
    """

    _inherit = "res.partner"

    married_name = fields.Char(string="Married name", groups="crm_monaco.group_monaco_user")
    # The technical name of OCA's addons for the same thing, so that both can be installed.
    birthdate_date = fields.Date(string="Birth date", groups="crm_monaco.group_monaco_user")
    csp_id = fields.Many2one(
        "monaco.csp",
        string="Socio-professional category",
        ondelete="restrict",
        groups="crm_monaco.group_monaco_user",
    )
    monaco_collection_source_id = fields.Many2one(
        "monaco.collection.source",
        string="Source of collection",
        ondelete="restrict",
        groups="crm_monaco.group_monaco_user",
    )
    monaco_collection_date = fields.Date(
        string="Date of collection",
        copy=False,
        groups="crm_monaco.group_monaco_user",
        help="The day on which the person's data was collected.",
    )
    monaco_card_ids = fields.One2many(
        "monaco.card",
        "partner_id",
        string="Cards",
        groups="crm_monaco.group_monaco_bank",
    )

    # No `default=`: res.users hands the defaults of its partner on as if its user had
    # typed them, and whoever may create users but not see this field would be refused.
    @api.model
    def default_get(self, fields):
        """Show today as the date of collection on the form of a new contact."""
        defaults = super().default_get(fields)
        name = "monaco_collection_date"
        if (
            name in fields
            and name not in defaults
            and self._has_field_access(self._fields[name], "write")
        ):
            day = self._get_default_collection_date()
            if day:
                defaults[name] = day
        return defaults

    def _prepare_create_values(self, vals_list):
        day = self._get_default_collection_date()
        vals_list = super()._prepare_create_values(vals_list)
        if day:
            for vals in vals_list:
                vals.setdefault("monaco_collection_date", day)
        return vals_list

    @api.model
    def _get_default_collection_date(self):
        """Return today when somebody types a contact in.

        A machine does not know when the data was collected: neither an import (the
        file may be years old) nor code in superuser mode gets a date invented for it.
        """
        if self.env.su or self.env.context.get("import_file"):
            return False
        return fields.Date.context_today(self)

    @api.constrains("birthdate_date")
    def _check_birthdate_date(self):
        today = fields.Date.context_today(self)
        for partner in self.filtered("birthdate_date"):
            if partner.birthdate_date > today:
                raise ValidationError(
                    self.env._(
                        "The birth date of %(name)s is in the future.", name=partner.display_name
                    )
                )
            if partner.birthdate_date < OLDEST_BIRTHDATE:
                raise ValidationError(
                    self.env._(
                        "The birth date of %(name)s is before 1900: please check the year.",
                        name=partner.display_name,
                    )
                )

    @api.constrains("monaco_collection_date")
    def _check_monaco_collection_date(self):
        today = fields.Date.context_today(self)
        for partner in self.filtered("monaco_collection_date"):
            if partner.monaco_collection_date > today:
                raise ValidationError(
                    self.env._(
                        "The date of collection of %(name)s is in the future: "
                        "enter the day on which the data was received.",
                        name=partner.display_name,
                    )
                )

    @api.constrains("vat", "country_id")
    def _check_monaco_vat(self):
        if self.env.context.get("no_vat_validation"):
            return  # Odoo's own switch for what other platforms push.
        for partner in self:
            # Contacts bear the number of their company, which is checked there.
            if (
                partner.vat
                and partner == partner.commercial_partner_id
                and not partner._is_monaco_vat_acceptable()
            ):
                raise ValidationError(
                    self.env._(
                        "%(vat)s is not a valid Monaco VAT number (%(name)s). It is written FR, two "
                        "characters, 000 and six digits, for example FR53000004605; one of them may be "
                        "mistyped. Enter / if there is no number.",
                        vat=partner.vat,
                        name=partner.display_name,
                    )
                )

    def _is_monaco_vat_acceptable(self):
        """Return False for a number that is meant to be Monaco's, and is wrong.

        Somebody in Monaco may well have the VAT number of another country: such a
        number is left to whoever knows that country's rules.
        """
        self.ensure_one()
        vat, country = self.vat.strip(), self.country_id.code
        if len(vat) == 1 or (country != "MC" and (country or not has_monaco_vat_shape(vat))):
            return True
        prefix = vat[:2].upper()
        if prefix == "FR":
            return is_monaco_vat(vat) or (not has_monaco_vat_shape(vat) and tva.is_valid(vat))
        if prefix.isalpha() and prefix != "MC":
            return True
        return is_monaco_vat("FR" + vat)
