import hashlib
import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, email_normalize
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..engine.holdings import WORK, Holding
from ..engine.strategies import CLEAR
from ..tools import keyring
from ..tools.seal import is_sealed, sealed

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("phone", "Phone"),
    ("post", "Post"),
    ("auto_call", "Automated call"),
]
ANY = ("any", "Every use")
STATUSES = [
    ("given", "Given"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("revoked", "Revoked"),
    ("expired", "Expired"),
    ("objected", "Objection"),
    ("unknown", "Unknown (no proof)"),
]
SOURCES = [
    ("paper", "Paper form"),
    ("call", "Call"),
    ("portal", "Portal"),
    ("form", "Website form"),
    ("double_optin", "Confirmed by e-mail"),
    ("mailing", "Link in a mailing"),
    ("import", "Imported file"),
    ("staff", "Recorded by staff"),
]
# How many months the proof ``%s`` stays once it is over: the period of its company, else the common one
# (Configuration, Retention periods).  NULL where nobody set one: then it stays.
KEPT = """(SELECT coalesce(max(months) FILTER (WHERE company_id = %(row)s.company_id),
                         max(months) FILTER (WHERE company_id IS NULL OR %(row)s.company_id IS NULL))
            FROM monaco_clock WHERE kind = 'consent' AND active)"""


class MonacoConsent(models.Model):
    """What persons said: one line an answer, added and never changed; each with its proof.

    The last line of a person, a purpose and a channel is what holds.  When the person is erased,
    the line stays without them: numbers, the text's hash, a keyed hash of the address by which
    they may be recognised if they come back with it.
    """

    _name = "monaco.consent"
    _inherit = ["monaco.declaration"]
    _description = "Consent"
    _order = "date desc, id desc"
    _rec_name = "purpose_id"
    _log_access = False

    partner_id = fields.Many2one("res.partner", string="Person", readonly=True, ondelete="set null")
    address_digest = fields.Char(readonly=True, groups="crm_monaco.group_monaco_dpo")
    key_id = fields.Char(
        readonly=True, groups="crm_monaco.group_monaco_dpo", index="btree_not_null"
    )
    purpose_id = fields.Many2one(
        "monaco.purpose", required=True, readonly=True, ondelete="restrict", index=True
    )
    channel = fields.Selection([*CHANNELS, ANY], required=True, readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    date = fields.Datetime(string="On", required=True, readonly=True)
    text_id = fields.Many2one(
        "monaco.purpose.text", string="Text Shown", readonly=True, ondelete="restrict"
    )
    text_hash = fields.Char(string="Hash of the Text", readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    source = fields.Selection(SOURCES, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Recorded By", readonly=True, ondelete="set null")
    recorded = fields.Datetime(string="Recorded On", required=True, readonly=True)
    origin = fields.Char(readonly=True, help="Network address, form or document.")
    reason = fields.Char(readonly=True)
    guardian = fields.Char(
        string="Parental Authorisation",
        readonly=True,
        help="Who authorised it, for a minor under 15.",
    )
    authorised = fields.Boolean(string="Authorised by a Parent", readonly=True)
    evidence = fields.Text(string="Proof", readonly=True, help="What happened, as it happened.")
    proof_name = fields.Char(readonly=True)
    proof_hash = fields.Char(string="Hash of the Proof", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    rate = fields.Float(
        string="Rate of Consent (%)",
        readonly=True,
        aggregator="avg",
        help="Among those who were asked: 100 for a yes, 0 for a no.",
    )

    _of_person = models.Index("(partner_id, purpose_id, channel, date DESC, id DESC)")
    _of_address = models.Index("(address_digest) WHERE address_digest IS NOT NULL")

    def init(self):
        """Refuse changes in the database itself, whoever asks.

        Allowed: another contact (a merge, a deletion), emptying what names the person (an erasure),
        deleting what is older than its clock.
        """
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION monaco_consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'TRUNCATE' THEN
                    RAISE EXCEPTION 'consents are append-only';
                ELSIF TG_OP = 'DELETE' THEN
                    IF (OLD.recorded < (now() AT TIME ZONE 'UTC') - make_interval(months => %(kept)s::int))
                       IS NOT TRUE
                    THEN
                        RAISE EXCEPTION 'consents are append-only';
                    END IF;
                    RETURN OLD;
                END IF;
                IF (to_jsonb(NEW) - %(loose)s::text[]) IS DISTINCT FROM (to_jsonb(OLD) - %(loose)s::text[])
                   OR (NEW.origin IS NOT NULL AND NEW.origin IS DISTINCT FROM OLD.origin)
                   OR (NEW.reason IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)
                   OR (NEW.guardian IS NOT NULL AND NEW.guardian IS DISTINCT FROM OLD.guardian)
                   OR (NEW.evidence IS NOT NULL AND NEW.evidence IS DISTINCT FROM OLD.evidence)
                   OR (NEW.proof_name IS NOT NULL AND NEW.proof_name IS DISTINCT FROM OLD.proof_name)
                THEN
                    RAISE EXCEPTION 'consents are append-only';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS monaco_consent_append_only ON monaco_consent;
            CREATE TRIGGER monaco_consent_append_only BEFORE UPDATE OR DELETE ON monaco_consent
                FOR EACH ROW EXECUTE FUNCTION monaco_consent_append_only();
            DROP TRIGGER IF EXISTS monaco_consent_no_truncate ON monaco_consent;
            CREATE TRIGGER monaco_consent_no_truncate BEFORE TRUNCATE ON monaco_consent
                FOR EACH STATEMENT EXECUTE FUNCTION monaco_consent_append_only();
            ALTER TABLE monaco_consent ENABLE ALWAYS TRIGGER monaco_consent_append_only;
            ALTER TABLE monaco_consent ENABLE ALWAYS TRIGGER monaco_consent_no_truncate;
            """,
                kept=self._get_kept("OLD"),
                loose=[
                    *("partner_id", "user_id", "origin", "reason"),
                    *("guardian", "evidence", "proof_name"),
                ],
            )
        )

    @staticmethod
    def _get_kept(row):
        """Return the expression of the months that the proof ``row`` is kept, read from the periods."""
        return SQL(KEPT, row=SQL.identifier(row) if row != "OLD" else SQL(row))

    # ------------------------------------------------------------------ writing

    @api.model_create_multi
    def create(self, vals_list):
        """Refused but to the product itself: what persons said comes with its proof."""
        if not is_sealed(self):
            raise UserError(self.env._("Record a consent with its button: it keeps the proof."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: consents are append-only."""
        raise UserError(
            self.env._("What a person said cannot be changed: record what they say now.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(self.env._("What a person said cannot be deleted."))

    @api.model
    def _record(self, purpose, channels, status, partner=None, email=None, **values):
        """Add what a person said, one line a channel; return the lines.

        :param purpose: ``monaco.purpose``, or its code
        :param channels: codes of :data:`CHANNELS`, or ``["any"]`` where no channel is meant
        :param partner: the person; without one, whoever has ``email``
        :param values: ``source``; ``date``, ``lang``, ``origin``, ``reason``, ``guardian``, ``text``,
            ``evidence`` (a dict), ``proof`` (pair of a file's name and bytes)
        """
        if isinstance(purpose, str):
            purpose = self.env["monaco.purpose"]._get(purpose)
        now = fields.Datetime.now()
        date = values.get("date") or now
        if date > now:
            raise ValidationError(self.env._("A consent is recorded once it was given."))
        status = self._check_proof(status, values)
        partner = partner or self.env["res.partner"]
        email = email_normalize(email or partner.sudo().email or "", strict=False)
        lang = values.get("lang") or partner.lang or self.env.lang or "en_US"
        text = values.get("text") or purpose.sudo().text_id
        name, content = values.get("proof") or (None, None)
        row = {
            "partner_id": partner.id,
            "purpose_id": purpose.id,
            "status": status,
            "date": date,
            "recorded": now,
            "text_id": text.id,
            "text_hash": text._get_hash(lang) if text else False,
            "lang": lang,
            "source": values["source"],
            "user_id": values.get("user_id", self.env.uid),
            "origin": values.get("origin"),
            "reason": values.get("reason"),
            "guardian": values.get("guardian"),
            "authorised": bool(values.get("guardian")),
            "evidence": json.dumps(
                values.get("evidence") or {}, sort_keys=True, default=str, ensure_ascii=False
            ),
            "proof_name": name,
            "proof_hash": hashlib.sha256(content).hexdigest() if content else False,
            "company_id": partner.sudo().company_id.id,
            "rate": 100.0 if status == "given" else 0.0,
            **self._get_address(email),
        }
        lines = sealed(self.sudo()).create([{**row, "channel": channel} for channel in channels])
        if content:
            self.env["ir.attachment"].sudo().create(
                [
                    {"name": name, "raw": content, "res_model": self._name, "res_id": line.id}
                    for line in lines
                ]
            )
        if status == "given" and purpose.marketing and email and "email" in channels:
            # the person's later word prevails over Odoo's own list
            self.env["mail.blacklist"].sudo().search([("email", "=", email)]).action_archive()
        return lines.with_env(self.env)

    @api.model
    def _check_proof(self, status, values):
        """Return ``unknown`` for an import without proof, which permits nothing.

        :raise ValidationError: a paper form without its scan, or a revocation without a reason
        """
        if status == "given" and not values.get("proof"):
            if values["source"] == "import" and not values.get("evidence"):
                return "unknown"
            if values["source"] == "paper":
                raise ValidationError(self.env._("Attach the signed form: it is the proof."))
        if status == "revoked" and not (values.get("reason") or "").strip():
            raise ValidationError(self.env._("Write down the reason."))
        return status

    @api.model
    def _get_address(self, email):
        """Return the keyed hash by which the person is recognised later, empty without a key."""
        try:
            ring = self.env["monaco.suppression"].sudo()._get_keyring()
        except keyring.KeyFault:
            return {}
        return (
            {"address_digest": ring.digest("email", email), "key_id": ring.current} if email else {}
        )

    @api.model
    def _get_used_keys(self):
        """Return the ids of the keys that hashed an address here, by a loose scan of their index."""
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE used AS (
                       SELECT min(key_id) AS id FROM monaco_consent WHERE key_id IS NOT NULL
                        UNION ALL
                       SELECT (SELECT min(key_id) FROM monaco_consent WHERE key_id > used.id)
                         FROM used WHERE used.id IS NOT NULL
                   ) SELECT id FROM used WHERE id IS NOT NULL"""
            )
        )
        return {row[0] for row in rows}

    @api.autovacuum
    def _gc_attach(self):
        """Show, on a contact made since, what its address said before there was one (a form, a link).

        What held already holds: the decision knows the bare address.
        """
        try:
            ring = self.env["monaco.suppression"].sudo()._get_keyring()
        except keyring.KeyFault:
            return
        fresh = self.env["res.partner"].sudo()
        recent = fields.Datetime.now() - relativedelta(days=3)
        fresh = fresh.search_fetch(
            [("email_normalized", "!=", False), ("write_date", ">", recent)], ["email_normalized"]
        )
        digests, persons = [], []
        for person in fresh:
            for key in ring.ids:
                digests.append(ring.digest("email", person.email_normalized, key))
                persons.append(person.id)
        self.env.cr.execute(
            SQL(
                """UPDATE monaco_consent c SET partner_id = known.pid
                     FROM (SELECT digest, min(pid) FROM unnest(%s::text[], %s::int[]) AS row_(digest, pid)
                            GROUP BY digest) AS known(digest, pid)
                    WHERE c.partner_id IS NULL AND c.address_digest = known.digest""",
                digests,
                persons,
            )
        )
        self.invalidate_model(["partner_id"], flush=False)

    @api.autovacuum
    def _gc_consents(self):
        """Delete lines that others followed, or whose person is gone, when no claim can rest on them."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM monaco_consent c WHERE c.id IN (
                       SELECT c.id FROM monaco_consent c
                        CROSS JOIN LATERAL (
                              SELECT (now() AT TIME ZONE 'UTC') - interval '1 day'
                                     - make_interval(months => %(kept)s::int) AS old) clock
                         LEFT JOIN res_partner p ON p.id = c.partner_id
                        WHERE c.recorded < clock.old AND (
                              p.id IS NULL
                              OR p.monaco_state = 'anonymised' AND p.write_date < clock.old
                              OR EXISTS (SELECT FROM monaco_consent next
                                          WHERE next.partner_id = c.partner_id AND next.recorded < clock.old
                                            AND next.purpose_id = c.purpose_id AND next.channel = c.channel
                                            AND (next.date, next.id) > (c.date, c.id)))
                        LIMIT %(limit)s)""",
                kept=self._get_kept("c"),
                limit=GC_UNLINK_LIMIT,
            )
        )
        deleted = self.env.cr.rowcount
        if deleted:
            self.invalidate_model(flush=False)
        return deleted, deleted == GC_UNLINK_LIMIT

    @api.model
    def _monaco_holdings(self):
        names = ("origin", "reason", "guardian", "evidence", "proof_name")
        return {
            **super()._monaco_holdings(),
            self._name: Holding(
                link=("partner_id",),
                fields={
                    **dict.fromkeys(names, CLEAR),
                    **dict.fromkeys(("address_digest", "key_id", "text_hash", "lang"), WORK),
                    "proof_hash": WORK,
                },
                rest=WORK,
            ),
        }
