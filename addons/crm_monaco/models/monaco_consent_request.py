import hashlib
import json
import secrets
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..engine.holdings import Holding
from .monaco_consent import CHANNELS

DAYS = 30  # how long the question may be answered; and before it may be asked again
OFTEN = 3  # how often in that time a form may have it sent to one address, once a day


class MonacoConsentRequest(models.Model):
    """The question asked by e-mail.  Its link shows the question; only the button posts the answer.

    The link is a secret of which the database keeps the hash: reading the table opens nothing.
    """

    _name = "monaco.consent.request"
    _inherit = ["monaco.declaration"]
    _description = "Request for a consent"
    _order = "id desc"
    _rec_name = "email"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Empty: somebody who ticked a form and is in no contact yet.",
    )
    email = fields.Char(required=True, readonly=True)
    purpose_id = fields.Many2one(
        "monaco.purpose", required=True, readonly=True, ondelete="restrict"
    )
    channels = fields.Char(required=True, readonly=True)
    token_hash = fields.Char(required=True, readonly=True, groups="base.group_no_one", index=True)
    asked = fields.Datetime(string="Asked On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Asked By", readonly=True, ondelete="set null")
    expires = fields.Datetime(required=True, readonly=True)
    answer = fields.Selection(
        [("agree", "Yes"), ("refuse", "No"), ("withdraw", "Withdrawn")], readonly=True
    )
    answered = fields.Datetime(string="Answered On", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    source = fields.Selection(
        [("double_optin", "Asked by staff"), ("form", "Website form")],
        required=True,
        readonly=True,
        default="double_optin",
    )
    lang = fields.Char(string="Language", readonly=True)
    text_hash = fields.Char(string="Hash of the Text", readonly=True)
    ticked = fields.Text(
        string="How They Asked", readonly=True, help="Which form, when, from which address."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse a question that was not sent: use the button of the contact."""
        if not self.env.su:
            raise UserError(self.env._("Ask with the button of the contact."))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse: the person answers, nobody else."""
        if not self.env.su:
            raise UserError(self.env._("The person answers, nobody else."))
        return super().write(vals)

    # ------------------------------------------------------------------ asking

    @api.model
    def _ask(self, partner, purpose="prospecting", channels=("email",)):
        """Send the question to one person; return the request.

        :raise UserError: no address, they objected, or they were asked not long ago
        """
        purpose = self.env["monaco.purpose"]._get(purpose)
        address = email_normalize(partner.email or "", strict=False)
        if not address:
            raise UserError(self.env._("%s has no e-mail address.", partner.display_name))
        self._check_may_be_asked(partner, purpose)
        return self._make(purpose, channels, address, partner_id=partner.id, lang=partner.lang)

    @api.model
    def _ask_by_form(self, email, text_hash, evidence, lang=None, purpose="prospecting"):
        """Somebody ticked the box of a form: ask at the address they typed whether it was they.

        Nothing counts before they confirm, and whoever fills the form learns nothing: the same happens
        whether the address is in the file or not.

        :return: the request; empty when the address is none, the text is another, or it was asked enough
        """
        purpose = self.env["monaco.purpose"]._get(purpose)
        address = email_normalize(email or "", strict=True)
        if not address or text_hash != purpose.text_id._get_hash(lang):
            return self.browse()
        now = fields.Datetime.now()
        since = now - timedelta(days=DAYS)
        asked = self.sudo().search(
            [("email", "=", address), ("source", "=", "form"), ("asked", ">", since)]
        )
        if len(asked) >= OFTEN or any(one.asked > now - timedelta(days=1) for one in asked):
            return self.browse()
        person = (
            self.env["res.partner"].sudo().search([("email_normalized", "=", address)], limit=1)
        )
        return self.with_user(SUPERUSER_ID)._make(
            purpose,
            ["email"],
            address,
            partner_id=person.id,
            lang=lang,
            source="form",
            text_hash=text_hash,
            ticked=json.dumps({**evidence, "when": str(now)}, sort_keys=True, default=str),
            user_id=False,
        )

    @api.model
    def _make(self, purpose, channels, address, **values):
        token = secrets.token_urlsafe(32)
        now = fields.Datetime.now()
        request = self.sudo().create(
            {
                "email": address,
                "purpose_id": purpose.id,
                "channels": ",".join(channels),
                "token_hash": self._hash(token),
                "asked": now,
                "user_id": self.env.uid,
                "expires": now + timedelta(days=DAYS),
                "company_id": self.env.company.id,
                **values,
            }
        )
        request._send(token)
        return request

    @api.model
    def _get_waiting(self, partners):
        """Return ``{person id: day}`` of the questions that wait for an answer."""
        waiting = self.sudo().search(
            [
                ("partner_id", "in", partners.ids),
                ("answer", "=", False),
                ("expires", ">", fields.Datetime.now()),
            ],
            order="asked",
        )
        return {one.partner_id.id: format_date(self.env, one.asked) for one in waiting}

    @api.autovacuum
    def _gc_unconfirmed(self):
        """Forget whoever ticked a form and never confirmed: it may not even have been they."""
        late = [("source", "=", "form"), ("answer", "=", False)]
        late += [("expires", "<", fields.Datetime.now() - timedelta(days=DAYS))]
        self.sudo().search(late, limit=GC_UNLINK_LIMIT).unlink()

    @api.model
    def _check_may_be_asked(self, partner, purpose):
        decision = self.env["monaco.permission"]._decide_partners(purpose, "email", partner)
        decision = decision[partner.id]
        never = ("objected", "suppressed", "blacklisted", "limited", "archived", "anonymised")
        if decision.code in (*never, "no_key"):
            raise UserError(
                self.env._(
                    "%(person)s cannot be asked: %(reason)s. They may still agree by themselves.",
                    person=partner.display_name,
                    reason=self.env["monaco.permission"]._explain(decision),
                )
            )
        if decision.code == "consent":
            raise UserError(
                self.env._(
                    "%(person)s has agreed already: %(reason)s.",
                    person=partner.display_name,
                    reason=self.env["monaco.permission"]._explain(decision),
                )
            )
        recent = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("purpose_id", "=", purpose.id),
                ("asked", ">", fields.Datetime.now() - timedelta(days=DAYS)),
            ],
            limit=1,
        )
        if recent:
            raise UserError(
                self.env._(
                    "%(person)s was asked on %(date)s already: ask again from %(again)s on.",
                    person=partner.display_name,
                    date=format_date(self.env, recent.asked),
                    again=format_date(self.env, recent.asked + timedelta(days=DAYS)),
                )
            )

    def _send(self, token):
        """Write to the person, in their language; the message asks, it solicits nothing."""
        person = self.with_context(lang=self.lang or self.partner_id.lang or self.env.lang)
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        # the website's editor marks what it may edit, when somebody of the staff is logged in
        plain = person.with_context(inherit_branding=False, inherit_branding_auto=False)
        body = plain.env["ir.qweb"]._render(
            "crm_monaco.mail_consent_request",
            {
                "asked": person,
                "company": self.company_id.sudo(),
                "url": f"{base}/monaco/consent/{token}",
                "days": DAYS,
            },
        )
        sender = self.company_id.sudo().email_formatted or self.env.user.email_formatted
        self.env["mail.mail"].sudo().create(
            {
                "subject": person.env._("%s: do you agree?", self.company_id.sudo().name),
                "body_html": body,
                "email_from": sender,
                "email_to": self.email,
                "auto_delete": True,
            }
        ).send_after_commit()

    # ------------------------------------------------------------------ answering

    @api.model
    def _hash(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _find(self, token):
        """Return the request of a link; empty for any link that is not, or no longer, one of ours."""
        found = self.sudo().search([("token_hash", "=", self._hash(token or ""))], limit=1)
        person = found.partner_id
        gone = person and (
            person.monaco_state == "anonymised" or person.email_normalized != found.email
        )
        late = found and not found.answer and found.expires < fields.Datetime.now()
        return self.browse() if gone or late else found

    def _get_channels(self):
        """Return ``[(code, name)]`` of what is asked."""
        names = dict(self.env["monaco.permission"]._get_channels())
        known = [code for code, _label in CHANNELS]
        return [(code, names[code]) for code in self.channels.split(",") if code in known]

    def _answer(self, answer, channels, text_hash, **values):
        """Record an answer of the person; return whether anything was recorded.

        A yes is for the text that was shown: when it changed meanwhile, nothing is recorded.
        """
        self.ensure_one()
        self.lock_for_update()
        asked = [code for code, _name in self._get_channels()]
        if answer == "withdraw":
            allowed, said, status = self.answer == "agree", asked, "withdrawn"
        else:
            said = [code for code in asked if code in channels] if answer == "agree" else asked
            allowed = not self.answer and answer in ("agree", "refuse") and bool(said)
            status = "given" if answer == "agree" else "refused"
        lang = values.get("lang")
        if not allowed or (
            answer == "agree" and text_hash != self.purpose_id.text_id._get_hash(lang)
        ):
            return False
        person = self.partner_id or self.partner_id.search(
            [("email_normalized", "=", self.email)], limit=1
        )
        if not person and self.env["monaco.suppression"].sudo()._get_key_fault():
            return False  # there is nothing to recognise them by later
        if self.ticked:
            values["evidence"] = {**values.get("evidence", {}), "form": json.loads(self.ticked)}
        self.env["monaco.consent"].sudo()._record(
            self.purpose_id,
            said,
            status,
            person,
            email=self.email,
            source=self.source,
            user_id=False,
            **values,
        )
        self.sudo().write({"answer": answer, "answered": fields.Datetime.now()})
        return True

    @api.model
    def _monaco_holdings(self):
        return {
            **super()._monaco_holdings(),
            self._name: Holding(link=("partner_id",), exact=(("email", "email"),), delete=True),
        }
