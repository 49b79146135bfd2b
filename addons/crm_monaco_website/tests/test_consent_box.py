import json
import re
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_monaco.tests.test_permission import PermissionCase


@tagged("-at_install", "post_install")
class TestConsentBox(PermissionCase, HttpCase):
    """A box that is ticked asks by e-mail; only the confirmation counts, and nobody learns who is in the file."""

    def setUp(self):
        super().setUp()
        self.env["ir.model"]._get("crm.lead").sudo().website_form_access = True
        self.text = self.call("text", lang="en-US")
        self.requests = self.env["monaco.consent.request"].sudo()

    def call(self, name, **params):
        page = self.url_open(
            f"/monaco/consent/{name}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        )
        return page.json()["result"]

    def tick(self, email, **params):
        return self.call(
            "tick", **{"email": email, "text": self.text["hash"], "lang": "en_US", **params}
        )

    def send(self, email, ticked=True, **vals):
        data = {"name": "A question", "contact_name": "Alix", "email_from": email, **vals}
        if ticked:
            data.update(monaco_consent=self.text["hash"], monaco_consent_lang="en_US")
        return self.url_open("/website/form/crm.lead", data=data)

    def link(self, email):
        mail = self.env["mail.mail"].sudo().search([("email_to", "=", email)], limit=1)
        return re.search(r"/monaco/consent/[\w-]+", mail.body_html).group()

    def decide_address(self, email):
        self.env.invalidate_all()
        return self.permission._decide("prospecting", "email", [(0, None, email, None)])[0]

    def test_form(self):
        email = "alix@example.org"
        done = self.send(email)
        self.assertTrue(done.json()["id"])
        lead = self.env["crm.lead"].browse(done.json()["id"])
        self.assertNotIn("monaco", lead.description or "", "the box is no text of the lead")
        asked = self.requests.search([("email", "=", email)])
        self.assertEqual((asked.source, asked.lang, asked.channels), ("form", "en_US", "email"))
        self.assertFalse(self.decide_address(email).allowed, "a box proves nothing yet")
        path = self.link(email)
        page = self.url_open(path)
        self.assertNotIn("checkbox", page.text)
        self.assertFalse(self.decide_address(email).allowed, "nor does opening the link")
        self.url_open(path, data={"answer": "agree", "text": self.text["hash"], "channel": "email"})
        self.assertEqual(self.decide_address(email).code, "consent")
        line = self.env["monaco.consent"].search([], limit=1)
        self.assertEqual((line.source, line.status, line.lang), ("form", "given", "en_US"))
        self.assertEqual(line.text_id, self.prospecting.text_id)
        self.assertEqual(line.text_hash, self.text["hash"])
        proof = json.loads(line.evidence)
        self.assertEqual(proof["form"]["form"], "crm.lead")
        self.assertEqual(proof["form"]["address"], "127.0.0.1")
        self.assertTrue(proof["form"]["when"])
        self.assertIn("127.0.0.1", line.origin)
        # a contact made afterwards has the proof
        person = self.person("Alix", email=email)
        self.assertTrue(self.decide(person).allowed)
        self.env.flush_all()
        self.env["monaco.consent"]._gc_attach()
        self.assertEqual(person.monaco_consent_ids, line)
        self.url_open(path, data={"answer": "withdraw"})
        self.assertFalse(self.decide_address(email).allowed)

    def test_not_ticked(self):
        self.send("alix@example.org", ticked=False)
        self.assertFalse(self.requests.search([("email", "=", "alix@example.org")]))

    def test_refused_form_asks_nobody(self):
        for model in ("res.users", "nonsense"):
            page = self.url_open(
                f"/website/form/{model}",
                data={"email": "a@example.org", "monaco_consent": self.text["hash"]},
            )
            self.assertIn("error", page.json())
        self.send("no address")
        self.assertFalse(self.requests.search([("source", "=", "form")]))

    def test_known_and_unknown_get_the_same_answer(self):
        known = self.person("Known")
        objector = self.person("Objector")
        self.permission._object(objector)
        consenting = self.person("Consenting")
        self.consent(consenting)
        addresses = [p.email for p in known | objector | consenting] + ["nobody@example.org"]
        for send in (self.send, self.tick):
            answers = {
                re.sub(r"\d+", "N", str(done if done is True else done.text))
                for done in map(send, addresses)
            }
            self.assertEqual(len(answers), 1)
        asked = self.requests.search([("source", "=", "form")])
        self.assertEqual(
            sorted(asked.mapped("email")), sorted(addresses), "once each, whoever they are"
        )
        self.assertFalse(self.decide(objector).allowed, "nobody can agree in their place")

    def test_nobody_is_flooded(self):
        for _time in range(5):
            self.tick("victim@example.org")
            self.send("victim@example.org")
        self.assertEqual(self.requests.search_count([("email", "=", "victim@example.org")]), 1)
        for day in range(1, 8):
            self.env.cr.execute(
                "UPDATE monaco_consent_request SET asked = asked - interval '1 day 1 hour'"
            )
            self.env.invalidate_all()
            self.tick("victim@example.org")
            found = self.requests.search_count([("email", "=", "victim@example.org")])
            self.assertEqual(found, min(day + 1, 3))

    def test_captcha_where_the_website_asks_for_one(self):
        """Google's answer alone is played: its server is not part of the house."""
        email = "robot@example.org"
        params = self.env["ir.config_parameter"].sudo()
        params.set_param("enable_recaptcha", True)
        params.set_param("recaptcha_private_key", "secret")
        params.set_param("recaptcha_min_score", "0.5")
        asked = []

        def answer(_self, _ip, token, action=False):
            asked.append((token, action))
            return "is_human" if token == "person" else "wrong_token"

        with patch.object(self.registry["ir.http"], "_verify_recaptcha_token", answer):
            self.assertIs(self.tick(email), False)
            self.assertIs(self.tick(email, recaptcha_token_response="robot"), False)
            self.assertFalse(self.requests.search([("email", "=", email)]))
            self.assertIs(self.tick(email, recaptcha_token_response="person"), True)
        self.assertTrue(self.requests.search([("email", "=", email)]))
        self.assertEqual([action for _token, action in asked], ["monaco_consent"] * 3)

    def test_captcha_of_any_addon(self):
        """Turnstile extends the same method of Odoo."""
        http = self.registry["ir.http"]
        refuse = patch.object(
            http, "_verify_request_recaptcha_token", side_effect=ValidationError("no")
        )
        with refuse as asked:
            self.assertIs(self.tick("a@example.org"), False)
            asked.assert_called_once_with("monaco_consent")
        self.assertFalse(self.requests.search([("email", "=", "a@example.org")]))

    def test_nonsense(self):
        for params in (
            {"email": None},
            {"email": 1},
            {"email": ["a"]},
            {"email": "x" * 5000 + "@example.org"},
        ):
            self.assertIs(self.tick(**params), True)
        self.assertIs(self.tick("a\0@example.org"), True)
        self.assertIs(self.tick("a@example.org", text="0" * 64), True)
        self.assertIs(self.tick("a@example.org", text={"a": 1}), True)
        self.assertIs(self.tick("a@example.org, b@example.org"), True)
        self.assertIs(self.tick("a@example.org", lang="../../etc"), True)
        self.assertEqual(
            self.requests.search([("source", "=", "form")]).mapped("email"), ["a@example.org"]
        )

    def test_portal_user_with_their_own_address(self):
        user = new_test_user(
            self.env, "at.home", groups="base.group_portal", email="home@example.org"
        )
        self.authenticate("at.home", "at.home")
        self.tick("someone.else@example.org")
        self.assertFalse(user.partner_id.monaco_consent_ids)
        self.tick("HOME@example.org ")
        line = user.partner_id.monaco_consent_ids
        self.assertEqual((line.status, line.source, line.user_id), ("given", "form", user))
        self.assertTrue(self.decide(user.partner_id).allowed)

    def test_unconfirmed_is_forgotten(self):
        self.tick("a@example.org")
        self.requests._gc_unconfirmed()
        self.assertTrue(self.requests.search([("email", "=", "a@example.org")]))
        self.env.cr.execute(
            "UPDATE monaco_consent_request SET expires = now() - interval '31 days'"
        )
        self.env.invalidate_all()
        self.requests._gc_unconfirmed()
        self.assertFalse(self.requests.search([("email", "=", "a@example.org")]))
