from odoo import api, models
from odoo.tools import format_date

from ..engine.permission import Facts
from ..tools import keyring
from .monaco_consent import CHANNELS, SOURCES

# What an address that is on the suppression list is told, unless they agreed since.
STANDING = frozenset({"objected", "suppressed", "blacklisted"})


class MonacoPermission(models.AbstractModel):
    """May these persons be reached for this purpose by this channel?  One function answers.

    ``_decide`` decides, ``_explain`` says why in a sentence, ``_object`` records an objection.
    """

    _name = "monaco.permission"
    _description = "Permission"

    @api.model
    def _decide(self, purpose, channel, rows, similar=False):
        """Decide for a set of persons, by a handful of queries whatever their number.

        :param purpose: ``monaco.purpose`` or its code; empty or unknown is prospecting
        :param channel: a code of ``CHANNELS``, or ``any``
        :param rows: iterable of ``(key, partner id, e-mail, E.164 phone)``; each of the last three may
            be empty: whoever has exactly that address is the person
        :param similar: the message is about products similar to those already sold (soft opt-in)
        :return: ``{key: Decision(allowed, code, args)}``
        """
        if not isinstance(purpose, models.BaseModel):
            purpose = self.env["monaco.purpose"]._get(purpose)
        try:
            ring = self.env["monaco.suppression"].sudo()._get_keyring()
        except keyring.KeyFault:
            ring = None
        return Facts(self.env, purpose.sudo(), channel, rows, ring, similar).decide()

    @api.model
    def _decide_partners(self, purpose, channel, partners, similar=False):
        """Decide for contacts; return ``{id: Decision}``."""
        rows = [
            (partner.id, partner.id, partner.email_normalized, partner.phone_sanitized)
            for partner in partners.sudo()
        ]
        return self._decide(purpose, channel, rows, similar)

    @api.model
    def _explain(self, decision):
        """Return the reason of a decision as one sentence in the user's language."""
        return self._get_explain()(decision)

    @api.model
    def _get_explain(self):
        """Return :meth:`_explain` for many decisions: their words are looked up once."""
        reasons, known = self._get_reasons(), {}
        sources = dict(
            self.env["monaco.consent"]._fields["source"]._description_selection(self.env)
        )

        def explain(decision):
            name = (decision.code, *decision.args.items())
            if name not in known:
                args = dict(decision.args)
                if args.get("date"):
                    args["date"] = format_date(self.env, args["date"])
                if args.get("source"):
                    args["source"] = sources.get(args["source"], args["source"]).lower()
                known[name] = reasons.get(decision.code, decision.code) % args
            return known[name]

        return explain

    @api.model
    def _get_reasons(self):
        """Return ``{code: sentence}``; bridges that decide more add theirs."""
        return {
            "consent": self.env._("consent of %(date)s (%(source)s)"),
            "soft_optin": self.env._(
                "soft opt-in: %(document)s of %(date)s, similar products, opt-out offered"
            ),
            "professional": self.env._("professional, until they object"),
            "until_objection": self.env._("allowed until the person objects"),
            "outside": self.env._("not in the file of clients and prospects"),
            "legitimate": self.env._("legitimate interest, until the person objects"),
            "applies": self.env._("applies since %(date)s"),
            "no_document": self.env._("no document makes this purpose apply"),
            "no_consent": self.env._("no consent"),
            "former_text": self.env._("consent to a former text: ask again"),
            "minor": self.env._(
                "under 15: the minor's own consent and a parent's authorisation are needed"
            ),
            "objected": self.env._("objection of %(date)s"),
            "withdrawn": self.env._("consent withdrawn on %(date)s"),
            "refused": self.env._("refused on %(date)s"),
            "revoked": self.env._("consent revoked on %(date)s"),
            "suppressed": self.env._("on the suppression list since %(date)s"),
            "blacklisted": self.env._("on the blacklist since %(date)s"),
            "archived": self.env._("archived: never"),
            "anonymised": self.env._("anonymised: never"),
            "limited": self.env._("limitation (art. 15): stored only"),
            "no_address": self.env._("no address or number"),
            "no_key": self.env._(
                "the key of the suppression list is missing or wrong: nothing may leave"
            ),
        }

    # ------------------------------------------------------------------ objection

    @api.model
    def _object(self, partners, channels=None, email=None, phone=None, **values):
        """Record that persons object to prospecting, at once and without a reason (art. 17).

        :param partners: the persons; whoever has exactly ``email`` or ``phone`` is meant too
        :param channels: codes; every channel when empty
        :param values: ``source``, ``date``, ``origin``, ``evidence``, ``proof``, ``lang`` of the lines written
        """
        everybody = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = everybody.browse(partners.ids)
        if email:
            partners |= everybody.search([("email_normalized", "=", email)])
        if phone:
            partners |= everybody.search([("phone_sanitized", "=", phone)])
        emails = {email, *partners.mapped("email_normalized")} - {False, None}
        if emails:
            partners |= everybody.search([("email_normalized", "in", list(emails))])
        phones = {phone, *partners.mapped("phone_sanitized")} - {False, None}
        purpose = self.env["monaco.purpose"]._get("prospecting")
        if self.env["monaco.suppression"].sudo()._get_key_fault():
            # nothing marketing leaves now; Odoo's lists and the lines below remember until the key is back
            self._object_without_key(channels, emails, phones)
        else:
            self.env["monaco.suppression"].sudo()._add(
                purpose, channels, emails, phones, date=values.get("date")
            )
        said = channels or [code for code, _label in CHANNELS]
        values = {"source": "staff", **values}
        for partner in partners:
            self.env["monaco.consent"]._record(purpose, said, "objected", partner, **values)
        if not partners and email:
            self.env["monaco.consent"]._record(purpose, said, "objected", email=email, **values)
        partners._monaco_follow_objection()

    @api.model
    def _object_by_link(self, channels, email=None, phone=None, **values):
        """Record an objection that comes by a link; one that stands already adds nothing, however often."""
        if not self._is_objecting(channels or [code for code, _label in CHANNELS], email, phone):
            nobody = self.env["res.partner"]
            self._object(nobody, channels, email=email, phone=phone, user_id=False, **values)

    @api.model
    def _is_objecting(self, channels, email, phone):
        """Return whether the address is on the suppression list for all of these channels, and still counts."""
        suppression = self.env["monaco.suppression"].sudo()
        if suppression._get_key_fault():
            return False
        ring, purpose = suppression._get_keyring(), self.env["monaco.purpose"]._get("prospecting")
        emails, phones = {email} - {None}, {phone} - {None}
        return all(
            suppression._find(ring, purpose, code, emails, phones)
            and self._decide(purpose, code, [(0, None, email, phone)])[0].code in STANDING
            for code in channels
        )

    @api.model
    def _object_without_key(self, channels, emails, phones):
        if not channels or "email" in channels:
            for email in emails:
                self.env["mail.blacklist"].sudo()._add(email)
        if phones and (not channels or {"sms", "phone", "auto_call"} & set(channels)):
            self.env["phone.blacklist"].sudo()._add(list(phones))

    @api.model
    def _get_channels(self):
        """Return ``[(code, name)]`` of the channels in the user's language."""
        names = dict(self.env["monaco.consent"]._fields["channel"]._description_selection(self.env))
        return [(code, names[code]) for code, _label in CHANNELS]

    @api.model
    def _get_source_codes(self):
        return [code for code, _label in SOURCES]
