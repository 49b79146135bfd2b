import os
import stat
import tempfile
from unittest.mock import patch

import psycopg2
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.monaco_suppression import MonacoSuppression
from ..tools import keyring
from .common import MonacoCase

ALL = ("email", "sms", "phone", "post", "auto_call")


class PermissionCase(MonacoCase):
    """Persons of every kind, and a key of their own in a folder of their own."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.key_path = os.path.join(folder.name, "keys", "suppression.keys")
        # the list of this database may have been written with its own key
        self.env.cr.execute("DELETE FROM monaco_suppression")
        patcher = patch.object(MonacoSuppression, "_get_key_path", lambda model: self.key_path)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.permission = self.env["monaco.permission"]
        self.prospecting = self.env["monaco.purpose"]._get("prospecting")

    def decide(self, partner, channel="email", purpose="prospecting", **options):
        return self.permission._decide_partners(purpose, channel, partner, **options)[partner.id]

    def consent(self, partner, status="given", channels=("email",), **values):
        values = {"source": "portal", "evidence": {"said": "yes"}, **values}
        purpose = values.pop("purpose", "prospecting")
        return self.env["monaco.consent"]._record(purpose, channels, status, partner, **values)

    def person(self, name="Camille", **vals):
        vals = {"email": f"{name.lower().replace(' ', '.')}@example.com", **vals}
        return self.env["res.partner"].create({"name": name, **vals})


@tagged("-at_install", "post_install")
class TestPermission(PermissionCase):
    """One function says who may be reached, and why."""

    def test_consumer_without_consent(self):
        person = self.person()
        for channel, allowed in (
            ("email", False),
            ("sms", False),
            ("auto_call", False),
            ("phone", True),
            ("post", True),
        ):
            self.assertEqual(self.decide(person, channel).allowed, allowed, channel)
        self.assertEqual(self.decide(person).code, "no_consent")

    def test_consent_by_channel(self):
        person = self.person()
        self.consent(person)
        self.assertEqual(self.decide(person).code, "consent")
        self.assertFalse(self.decide(person, "sms").allowed, "consent to mail is none to SMS")
        self.assertFalse(self.decide(person, "any", "loyalty").allowed)

    def test_last_word_holds(self):
        person = self.person()
        for status, allowed in (
            ("given", True),
            ("withdrawn", False),
            ("given", True),
            ("revoked", False),
            ("given", True),
            ("refused", False),
            ("given", True),
            ("expired", False),
        ):
            self.consent(person, status, reason="an error")
            self.assertEqual(self.decide(person).allowed, allowed, status)

    def test_backdated_consent_does_not_undo_an_objection(self):
        person = self.person()
        self.permission._object(person, ["email"])
        self.consent(person, date=fields.Datetime.now() - relativedelta(days=3))
        self.assertFalse(self.decide(person).allowed)

    def test_consent_cannot_be_given_tomorrow(self):
        with self.assertRefused():
            self.consent(self.person(), date=fields.Datetime.now() + relativedelta(days=1))

    def test_professional_until_objection(self):
        company = self.person("Maison", is_company=True)
        contact = self.person("Employee", parent_id=company.id)
        forced = self.person("Doctor", monaco_audience="professional")
        person = self.person("Forced Consumer", parent_id=company.id, monaco_audience="consumer")
        for one in (company, contact, forced):
            self.assertEqual(self.decide(one, "sms").code, "professional")
        self.assertFalse(self.decide(person).allowed)
        self.permission._object(contact, ["email"])
        self.assertEqual(self.decide(contact).code, "suppressed")
        self.assertTrue(self.decide(contact, "phone").allowed, "one channel only is muted")

    def test_minor_needs_both(self):
        young = self.person("Young", birthdate_date=self.today - relativedelta(years=14))
        self.assertEqual(self.decide(young, "post").code, "minor")
        self.consent(young)
        self.assertEqual(self.decide(young).code, "minor", "the parent must authorise it")
        self.consent(young, guardian="A parent")
        self.assertTrue(self.decide(young).allowed)
        old = self.person("Old", birthdate_date=self.today - relativedelta(years=15))
        self.consent(old)
        self.assertTrue(self.decide(old).allowed)

    def test_archived_limited_anonymised_never(self):
        for state in ("archived", "anonymised"):
            person = self.person(state)
            self.consent(person)
            self.set_columns(person, monaco_state=state)
            for channel in ALL:
                self.assertEqual(self.decide(person, channel).code, state)
        person = self.person("Limited")
        self.consent(person)
        kind = self.env.ref("crm_monaco.hold_type_limitation", raise_if_not_found=False)
        kind = kind or self.env["monaco.hold.type"].search([("code", "=", "limitation")])
        self.env["monaco.manual.hold"].create(
            {"partner_id": person.id, "type_id": kind.id, "reason": "asked"}
        )
        self.assertEqual(self.decide(person).code, "limited")
        twin = self.person("Twin", email=person.email)
        self.assertEqual(self.decide(twin).code, "limited", "the same person by another contact")

    def test_objection_reaches_every_contact_with_the_address(self):
        person, twin = self.person("One"), self.person("Two", email="one@example.com")
        self.consent(twin)
        self.permission._object(person)
        for one in (person, twin):
            for channel in ALL:
                self.assertFalse(self.decide(one, channel).allowed)

    def test_suppression_outlives_the_person_and_a_later_consent_prevails(self):
        person = self.person("Gone")
        self.permission._object(person)
        person.unlink()
        back = self.person("Back", email="GONE@example.com ")
        self.assertEqual(self.decide(back).code, "suppressed")
        bare = self.permission._decide(
            "prospecting", "email", [(1, None, "Gone@Example.com", None)]
        )
        self.assertEqual(bare[1].code, "suppressed")
        self.consent(back)
        self.assertEqual(self.decide(back).code, "consent")
        self.assertFalse(self.decide(back, "sms").allowed)

    def test_list_names_nobody(self):
        self.permission._object(self.person("Secret", phone="+37799990001"))
        self.env.cr.execute("SELECT row_to_json(s)::text FROM monaco_suppression s")
        rows = [row[0] for row in self.env.cr.fetchall()]
        self.assertEqual(len(rows), 2)
        self.assertNotIn("secret", "".join(rows).lower())
        self.assertNotIn("99990001", "".join(rows))

    def test_blacklist_counts(self):
        person = self.person()
        self.consent(person, date=fields.Datetime.now() - relativedelta(days=3))
        self.env["mail.blacklist"]._add(person.email)
        self.assertEqual(self.decide(person).code, "blacklisted")
        self.consent(person)
        self.assertTrue(self.decide(person).allowed)
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", person.email)]))

    def test_new_text_asks_again(self):
        person = self.person()
        line = self.consent(person)
        text = self.env["monaco.purpose.text"]
        text.create({"purpose_id": self.prospecting.id, "body": "A word", "ask_again": False})
        self.assertTrue(self.decide(person).allowed)
        new = text.create({"purpose_id": self.prospecting.id, "body": "Another text"})
        self.assertEqual(self.decide(person).code, "former_text")
        self.assertNotEqual(line.text_id, new)
        self.assertEqual(line.text_hash, line.text_id._get_hash(line.lang))
        self.consent(person)
        self.assertTrue(self.decide(person).allowed)
        with self.assertRefused():
            new.body = "Changed afterwards"

    def test_unknown_permits_nothing(self):
        person = self.person()
        line = self.consent(person, source="import", evidence=None)
        self.assertEqual(line.status, "unknown")
        self.assertFalse(self.decide(person).allowed)

    def test_every_reason_is_a_sentence(self):
        person = self.person()
        self.consent(person)
        self.assertIn("20", self.permission._explain(self.decide(person)))
        for code, text in self.permission._get_reasons().items():
            self.assertNotEqual(code, text)
            text % {"date": "1", "source": "2", "document": "3"}

    def test_contract_purposes_need_documents(self):
        person = self.person()
        self.assertEqual(self.decide(person, "email", "contract").code, "no_document")

    def test_empty_purpose_is_prospecting(self):
        person = self.person()
        for purpose in (False, "", "nonsense"):
            self.assertEqual(self.decide(person, "email", purpose).code, "no_consent")

    def test_internal_users_are_reached(self):
        user = new_test_user(self.env, "colleague", groups="base.group_user")
        self.assertEqual(self.decide(user.partner_id).code, "outside")

    def test_queries_do_not_grow(self):
        persons = self.env["res.partner"].create(
            [{"name": f"P{i}", "email": f"p{i}@example.com"} for i in range(300)]
        )
        self.decide(persons[:1])
        counts = []
        for some in (persons[:10], persons):
            self.env.flush_all()
            some.mapped("email_normalized")
            before = self.env.cr.sql_log_count
            self.permission._decide_partners("prospecting", "email", some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLess(counts[0], 20)


@tagged("-at_install", "post_install")
class TestConsentProof(PermissionCase):
    """What persons said is added, never changed, by any door."""

    def test_nobody_writes_by_remote_call(self):
        user = new_test_user(
            self.env, "dpo", groups="crm_monaco.group_monaco_dpo,base.group_partner_manager"
        )
        line = self.consent(self.person())
        values = {
            "purpose_id": self.prospecting.id,
            "channel": "email",
            "status": "given",
            "date": fields.Datetime.now(),
            "recorded": fields.Datetime.now(),
            "source": "portal",
        }
        for model in (self.env["monaco.consent"], self.env["monaco.consent"].with_user(user)):
            for context in ({}, {"monaco_seal": True}, {"monaco_seal": "object"}):
                with self.assertRaises(UserError):
                    model.with_context(**context).create(values)
        for one in (line, line.with_user(user)):
            with self.assertRaises(UserError):
                one.write({"status": "refused"})
            with self.assertRaises(UserError):
                one.unlink()
        suppression = self.env["monaco.suppression"].sudo()
        with self.assertRefused():
            suppression.create({"kind": "email", "digest": "x", "key_id": "y"})
        self.permission._object(self.person("Other"))
        with self.assertRefused():
            suppression.search([], limit=1).write({"digest": "z"})
        with self.assertRefused():
            suppression.search([], limit=1).unlink()

    def test_database_refuses(self):
        self.consent(self.person())
        self.env.flush_all()
        for statement in (
            "UPDATE monaco_consent SET status = 'refused'",
            "UPDATE monaco_consent SET date = now()",
            "UPDATE monaco_consent SET evidence = 'other'",
            "UPDATE monaco_consent SET proof_hash = 'other'",
            "DELETE FROM monaco_consent",
            "TRUNCATE monaco_consent",
        ):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_erasure_leaves_a_line_that_names_nobody(self):
        person = self.person("Erased Person")
        line = self.consent(
            person, origin="192.0.2.1", guardian="A parent", proof=("form.txt", b"signed by Erased")
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "monaco.consent"), ("res_id", "=", line.id)]
        )
        self.assertEqual(len(attachment), 1)
        from ..engine.eraser import Eraser

        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        self.env.invalidate_all()
        self.assertTrue(line.exists())
        self.assertFalse(line.origin or line.guardian or line.evidence or line.proof_name)
        self.assertFalse(attachment.exists())
        self.assertTrue(line.text_hash)
        self.assertTrue(line.proof_hash)

    def test_merge_keeps_the_proof(self):
        first, second = self.person("First"), self.person("Second", email="first@example.com")
        line = self.consent(second)
        self.env["base.partner.merge.automatic.wizard"]._merge((first | second).ids, first)
        self.env.invalidate_all()
        self.assertEqual(line.partner_id, first)
        self.assertTrue(self.decide(first).allowed)

    def test_paper_needs_its_scan_and_revocation_its_reason(self):
        with self.assertRefused():
            self.consent(self.person(), source="paper")
        with self.assertRefused():
            self.consent(self.person("B"), "revoked", reason=" ")


@tagged("-at_install", "post_install")
class TestSuppressionKey(PermissionCase):
    """The key is outside the database; without it nothing marketing leaves and the rest works."""

    def test_first_key_is_made_for_its_owner_alone(self):
        self.permission._object(self.person())
        self.assertEqual(stat.S_IMODE(os.stat(self.key_path).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.key_path)).st_mode), 0o700)

    def test_missing_key(self):
        person = self.person()
        self.consent(person)
        self.permission._object(self.person("Objector"))
        os.rename(self.key_path, self.key_path + ".away")
        for channel in ALL:
            self.assertEqual(self.decide(person, channel).code, "no_key")
        self.assertFalse(os.path.exists(self.key_path), "no second key over an old list")
        alarms = self.env["monaco.dashboard"]._get_alarms(True)
        self.assertEqual(alarms[0]["level"], "danger")
        # an objection is never lost: the key will write it when it is back
        another, gone = self.person("Another"), self.person("Leaving")
        self.permission._object(another, ["email"])
        self.assertEqual(another.monaco_consent_ids.mapped("status"), ["objected"])
        self.assertTrue(self.env["mail.blacklist"].search([("email", "=", another.email)]))
        run = self.env["monaco.run"]._prepare_request(gone)
        with self.assertRefused("key"):
            run.action_approve()
        # the rest works
        self.assertTrue(self.person("New").exists())
        self.consent(self.person("Newer"))
        # the key is back
        os.link(self.key_path + ".away", self.key_path)
        suppression = self.env["monaco.suppression"].sudo()
        for _time in range(2):
            suppression._gc_late_objections()
            self.assertEqual(len(suppression.search([("channel", "=", "email")])), 1)
        self.env["mail.blacklist"].search([]).action_archive()
        self.assertFalse(self.decide(another).allowed)
        another.unlink()
        self.assertEqual(self.decide(self.person("Another")).code, "suppressed")
        run.action_approve()
        self.assertEqual(self.decide(gone).code, "suppressed")

    def test_wrong_key_and_open_file(self):
        person = self.person()
        self.consent(person)
        self.permission._object(self.person("Objector"))
        with open(self.key_path) as file:
            right = file.read()
        os.chmod(self.key_path, 0o644)
        self.assertEqual(self.decide(person).code, "no_key")
        for wrong in ("00" * 32, "not hexadecimal", "", "abcd"):
            with open(self.key_path, "w") as file:
                file.write(wrong)
            os.chmod(self.key_path, 0o600)
            self.assertEqual(self.decide(person).code, "no_key", wrong)
        with open(self.key_path, "w") as file:
            file.write(right)
        self.assertTrue(self.decide(person).allowed)

    def test_key_of_the_environment(self):
        with patch.dict(os.environ, {keyring.VARIABLE: "ab" * 32}):
            self.permission._object(self.person())
            self.assertFalse(os.path.exists(self.key_path))
            with self.assertRefused():
                self.env["monaco.suppression"].sudo().action_rotate_key()

    def test_rotation(self):
        person, gone = self.person(), self.person("Gone")
        self.permission._object(person | gone)
        gone.unlink()
        suppression = self.env["monaco.suppression"].sudo()
        old = suppression._get_keyring().current
        suppression.action_rotate_key()
        ring = suppression._get_keyring()
        self.assertNotEqual(ring.current, old)
        keys = suppression.search([]).mapped("key_id")
        self.assertIn(ring.current, keys, "who is in the file is hashed anew")
        self.assertIn(old, keys, "who is gone keeps the old key")
        self.assertFalse(self.decide(person).allowed)
        self.assertEqual(self.decide(self.person("Gone")).code, "suppressed")

    def test_period_is_a_record(self):
        clock = self.env["monaco.clock"].search([("kind", "=", "suppression")])
        clock.months = 60
        self.permission._object(self.person())
        line = self.env["monaco.suppression"].sudo().search([], limit=1)
        self.assertEqual(line.until, self.today + relativedelta(months=60))
        clock.active = False
        self.permission._object(self.person("Other"))
        line = self.env["monaco.suppression"].sudo().search([], limit=1)
        self.assertEqual(line.until, self.today + relativedelta(months=36), "the law's least")

    def test_clock(self):
        self.permission._object(self.person())
        self.env.cr.execute("UPDATE monaco_suppression SET until = CURRENT_DATE - 1")
        self.env["monaco.suppression"]._gc_suppressions()
        self.assertFalse(self.env["monaco.suppression"].sudo().search([]))

    def test_expiry_of_the_file_writes_nothing(self):
        self.retention_on()
        person = self.make_prospect(age=relativedelta(years=3), email="expired@example.com")
        from ..engine.eraser import Eraser

        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        self.assertFalse(self.env["monaco.suppression"].sudo().search([]))


@tagged("-at_install", "post_install")
class TestObjection(PermissionCase):
    """What follows an objection."""

    def requests(self, person):
        return (
            self.env["monaco.run.line"]
            .sudo()
            .search([("res_id", "=", person.id), ("run_id.reason", "=", "request")])
        )

    def test_one_channel_is_muted(self):
        person = self.make_prospect(email="a@example.com")
        self.permission._object(person, ["email"])
        self.assertFalse(self.requests(person))

    def test_all_prospecting_prepares_the_erasure(self):
        person = self.make_prospect(email="a@example.com")
        self.permission._object(person)
        self.assertEqual(self.requests(person).bucket, "erase")
        self.permission._object(person)
        self.assertEqual(len(self.requests(person)), 1, "asked once")

    def test_channel_after_channel(self):
        person = self.make_prospect(email="a@example.com")
        for channel in ALL:
            self.assertFalse(self.requests(person))
            self.permission._object(person, [channel])
        self.assertTrue(self.requests(person))

    def test_colleagues_stay(self):
        user = new_test_user(self.env, "colleague", groups="base.group_user")
        self.permission._object(user.partner_id)
        self.assertFalse(self.requests(user.partner_id))
