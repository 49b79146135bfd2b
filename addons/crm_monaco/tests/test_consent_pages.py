import base64
import re
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ..tools.objection_token import objection_url
from .test_permission import PermissionCase


@tagged("-at_install", "post_install")
class TestConsentPages(PermissionCase, HttpCase):
    """The links persons get: GET shows, POST acts, anything else changes and reveals nothing."""

    def ask(self, person, channels=("email", "sms")):
        """Ask a person; return the path of their link, as their mail has it."""
        self.env["monaco.consent.request"]._ask(person, channels=channels)
        mail = self.env["mail.mail"].search([("email_to", "=", person.email_normalized)], limit=1)
        return re.search(r"/monaco/consent/[\w-]+", mail.body_html).group()

    def words(self, person):
        self.env.invalidate_all()
        return person.monaco_consent_ids.sorted("id").mapped("status")

    def text_of(self, page):
        return re.search(r'name="text" value="(\w+)"', page.text).group(1)

    def post(self, path, **data):
        return self.url_open(path, data=data)

    # ------------------------------------------------------------------ the question

    def test_journey(self):
        person = self.person(phone="+37799990001")
        path = self.ask(person)
        for method in ("GET", "HEAD"):
            page = self.opener.request(method, self.base_url() + path)
            self.assertEqual(page.status_code, 200)
        self.assertEqual(self.words(person), [], "opening the link is no answer")
        page = self.url_open(path)
        self.assertNotIn("checked", page.text, "nothing is ticked for them")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        text = self.text_of(page)
        self.post(path, answer="agree", text=text)
        self.assertEqual(self.words(person), [], "no channel was chosen")
        self.post(path, answer="agree", text="0" * 64, channel="email")
        self.assertEqual(self.words(person), [], "not the text that was shown")
        self.post(path, answer="agree", text=text, channel=["email"])
        self.assertEqual(self.words(person), ["given"])
        line = person.monaco_consent_ids
        self.assertEqual((line.channel, line.source), ("email", "double_optin"))
        self.assertEqual(line.text_hash, text)
        self.assertFalse(line.user_id)
        self.assertIn("127.0.0.1", line.origin)
        self.assertTrue(self.decide(person).allowed)
        self.assertFalse(self.decide(person, "sms").allowed)
        # replayed
        self.post(path, answer="agree", text=text, channel=["sms"])
        self.post(path, answer="refuse")
        self.assertEqual(self.words(person), ["given"])
        # as short as giving
        self.post(path, answer="withdraw")
        self.assertFalse(self.decide(person).allowed)
        self.post(path, answer="withdraw")
        self.post(path, answer="agree", text=text, channel=["email"])
        self.assertEqual(self.words(person).count("withdrawn"), 2, "once a channel asked")
        self.assertFalse(self.decide(person).allowed)

    def test_one_channel_needs_no_box(self):
        """The button itself says yes to the only thing asked; of several, each is ticked."""
        path = self.ask(self.person("Single"), channels=("email",))
        page = self.url_open(path).text
        self.assertNotIn('type="checkbox"', page)
        self.assertRegex(page, r'type="hidden"\s+name="channel"\s+value="email"')
        self.assertIn('type="checkbox"', self.url_open(self.ask(self.person("Several"))).text)

    def test_the_page_says_why_nothing_was_recorded(self):
        path = self.ask(self.person("Why"))
        text = self.text_of(self.url_open(path))
        self.assertIn("Tick at least one way", self.post(path, answer="agree", text=text).text)
        page = self.post(path, answer="agree", text="0" * 64, channel="email").text
        self.assertIn("The text has changed", page)

    def test_refusal(self):
        person = self.person()
        path = self.ask(person)
        self.post(path, answer="refuse")
        self.assertEqual(set(self.words(person)), {"refused"})
        self.post(path, answer="withdraw")
        self.assertEqual(set(self.words(person)), {"refused"})

    def test_new_text_while_the_page_is_open(self):
        person = self.person()
        path = self.ask(person)
        text = self.text_of(self.url_open(path))
        self.env["monaco.purpose.text"].create(
            {"purpose_id": self.prospecting.id, "body": "Something else"}
        )
        page = self.post(path, answer="agree", text=text, channel="email")
        self.assertEqual(self.words(person), [])
        self.assertIn("Something else", page.text)
        self.post(path, answer="agree", text=self.text_of(page), channel="email")
        self.assertEqual(self.words(person), ["given"])

    def test_minor(self):
        person = self.person(birthdate_date=self.today - relativedelta(years=13))
        path = self.ask(person)
        text = self.text_of(self.url_open(path))
        self.post(path, answer="agree", text=text, channel="email")
        self.assertEqual(self.words(person), [])
        self.post(path, answer="agree", text=text, channel="email", guardian="A parent")
        self.assertTrue(self.decide(person).allowed)

    def test_links_that_are_not_valid_look_alike(self):
        person = self.person()
        path = self.ask(person)
        request = self.env["monaco.consent.request"].sudo().search([], limit=1)
        other = self.person("Other")
        moved = self.ask(other)
        other.email = "moved@example.com"
        strange = [
            moved,
            path[:-1],
            path + "x",
            "/monaco/consent/" + request.token_hash,
            "/monaco/consent/" + "a" * 43,
            "/monaco/consent/%00%ff",
            "/monaco/consent/é'--<script>",
            "/monaco/consent/" + "x" * 5000,
            "/monaco/objection",
            "/monaco/objection?d=&t=",
            "/monaco/objection?d=abc&t=def",
        ]
        pages = set()
        for one in strange:
            for answer in (None, {"answer": "agree", "channel": "email", "scope": "all"}):
                page = self.url_open(one, data=answer)
                self.assertEqual(page.status_code, 404, one)
                pages.add(re.sub(r"csrf_token[^,]*|data-[\w-]+=\"[^\"]*\"", "", self._main(page)))
        self.assertEqual(len(pages), 1, "they look alike")
        with patch.object(fields.Datetime, "now", lambda: real_now() + timedelta(days=31)):
            self.assertEqual(self.url_open(path).status_code, 404, "expired")
        self.assertEqual(self.words(person) + self.words(other), [])
        for method in ("PUT", "DELETE", "PATCH"):
            page = self.opener.request(method, self.base_url() + path, data={"answer": "agree"})
            self.assertEqual(page.status_code, 405)
        self.assertEqual(self.words(person), [])

    def _main(self, page):
        return re.search(r"<main>.*</main>", page.text, re.DOTALL).group()

    def test_asked_once(self):
        person = self.person()
        self.ask(person)
        with self.assertRefused("already"):
            self.ask(person)
        objector = self.person("Objector")
        self.permission._object(objector, ["email"])
        with self.assertRefused("cannot be asked"):
            self.ask(objector)
        with self.assertRefused("no e-mail"):
            self.ask(self.person("Mute", email=False))

    # ------------------------------------------------------------------ the objection

    def path_of(self, email):
        return objection_url(self.env, email).replace(self.base_url(), "").split("/monaco", 1)[1]

    def test_objection(self):
        person = self.person("Firm", is_company=True)
        path = "/monaco" + self.path_of(person.email_normalized)
        for method in ("GET", "HEAD"):
            self.opener.request(method, self.base_url() + path)
        self.post(path, scope="nonsense")
        self.assertTrue(self.decide(person).allowed)
        self.post(path, **{"List-Unsubscribe": "One-Click"})
        self.assertFalse(self.decide(person).allowed)
        self.assertTrue(self.decide(person, "post").allowed)
        self.post(path, scope="all")
        self.assertFalse(self.decide(person, "post").allowed)
        forged = path.replace("&t=", "&t=0")
        self.assertEqual(self.url_open(forged).status_code, 404)
        data = base64.urlsafe_b64encode(b"1:firm@example.com").decode()
        self.assertEqual(self.url_open(f"/monaco/objection?d={data}&t=0").status_code, 404)

    def test_objection_of_a_bare_address(self):
        path = "/monaco" + self.path_of("nobody@example.org")
        self.post(path, scope="email")
        row = [(1, None, "nobody@example.org", None)]
        self.assertEqual(self.permission._decide("prospecting", "email", row)[1].code, "suppressed")

    # ------------------------------------------------------------------ the portal

    def test_portal(self):
        user = new_test_user(
            self.env, "portal_consent", groups="base.group_portal", email="portal@example.com"
        )
        person = user.partner_id
        self.authenticate("portal_consent", "portal_consent")
        page = self.url_open("/my/consents")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.words(person), [])
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        text = self.text_of(page)
        data = {"line": "prospecting-email", "answer": "agree", "text": text}
        self.assertEqual(self.post("/my/consents", **data).status_code, 400, "forged form")
        self.assertEqual(self.words(person), [])
        self.post("/my/consents", csrf_token=token, **{**data, "line": "contract-email"})
        self.post("/my/consents", csrf_token=token, **{**data, "line": "nonsense"})
        self.assertEqual(self.words(person), [])
        self.post("/my/consents", csrf_token=token, **data)
        self.assertEqual(self.words(person), ["given"])
        self.assertTrue(self.decide(person).allowed)
        receipt = self.url_open("/my/consents/receipt")
        self.assertTrue(receipt.content.startswith(b"%PDF"))
        self.post("/my/consents", csrf_token=token, **{**data, "answer": "withdraw"})
        self.assertFalse(self.decide(person).allowed)
        self.post("/my/consents", csrf_token=token, **data)
        self.assertTrue(self.decide(person).allowed, "their later word prevails")
        self.post("/my/consents", csrf_token=token, answer="object")
        self.assertFalse(self.decide(person, "post").allowed)

    def test_portal_is_not_public(self):
        page = self.url_open("/my/consents", allow_redirects=False)
        self.assertIn(page.status_code, (302, 303))


real_now = fields.Datetime.now


@tagged("-at_install", "post_install")
class TestConsentByStaff(PermissionCase):
    """Recorded from paper or a call, imported from a file."""

    def wizard(self, person, user=None, **vals):
        vals = {"status": "given", "source": "call", "email": True, **vals}
        wizard = self.env["monaco.consent.wizard"].with_user(user or self.env.user)
        return wizard.create({"partner_id": person.id, **vals})

    def test_record(self):
        user = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman_all_leads,base.group_user"
        )
        person = self.person()
        self.wizard(person, user).action_record()
        line = person.monaco_consent_ids
        self.assertEqual((line.status, line.source, line.user_id), ("given", "call", user))
        self.assertIn(user.name, line.evidence)
        self.wizard(person, user, status="objected").action_record()
        self.assertFalse(self.decide(person).allowed)
        with self.assertRefused("channels"):
            self.wizard(person, email=False).action_record()
        with self.assertRefused("signed form"):
            self.wizard(person, source="paper").action_record()
        self.wizard(
            person, source="paper", proof=base64.b64encode(b"scan"), proof_name="scan.pdf"
        ).action_record()
        self.assertEqual(person.monaco_consent_ids[0].proof_name, "scan.pdf")
        stranger = new_test_user(self.env, "stranger", groups="base.group_user")
        with self.assertRefused():
            self.wizard(person, stranger).action_record()

    def test_nothing_is_ticked(self):
        fresh = self.env["monaco.consent.wizard"].new({})
        self.assertFalse(any(fresh[code] for code in fresh._get_codes()))
        self.assertFalse(fresh.status)

    def load(self, text, encoding="utf-8"):
        wizard = self.env["monaco.consent.import"].create(
            {"file": base64.b64encode(text.encode(encoding)), "file_name": "old.csv"}
        )
        wizard.action_import()
        return wizard.outcome

    def test_import(self):
        with_proof, without = self.person("Proof"), self.person("None")
        outcome = self.load(
            "Email;Channel;Date;Proof\n"
            "Proof@Example.com;email;2024-03-01;Formulaire signé n° 12\n"
            "none@example.com;email;01/03/2024;\n"
            "stranger@example.org;email;2024-03-01;x\n"
            "not an address;email;2024-03-01;x\n"
            "proof@example.com;pigeon;2024-03-01;x\n"
            "proof@example.com;email;2999-01-01;x\n"
            "proof@example.com;email;soon;x\n",
            "cp1252",
        )
        self.assertIn("With proof: 1", outcome)
        self.assertIn("Without proof: 1", outcome)
        self.assertIn("Left out: 5", outcome)
        self.assertTrue(self.decide(with_proof).allowed)
        self.assertFalse(self.decide(without).allowed)
        self.assertEqual(without.monaco_consent_ids.status, "unknown")
        self.assertEqual(with_proof.monaco_consent_ids.date.year, 2024)

    def test_import_as_people_keep_their_tables(self):
        person = self.person("Table")
        for text, encoding in (
            ("E-mail;Canal;Date;Preuve\ntable@example.com;Téléphone;03/11/2025;été\n", "cp1252"),
            ("Courriel\tCanal\tDate\tPreuve\ntable@example.com\tSMS\t03/11/2025\tx\n", "utf-16"),
            (
                '\ufeffpreuve,date,canal,e-mail\n"a, b",2025-11-03,Courrier,table@example.com\n',
                "utf-8",
            ),
        ):
            self.assertIn("With proof: 1", self.load(text, encoding))
        self.assertEqual(set(person.monaco_consent_ids.mapped("channel")), {"phone", "sms", "post"})
        called = person.monaco_consent_ids.filtered(lambda line: line.channel == "phone")
        self.assertIn("été", called.evidence)
        self.assertIn("été", called.proof_words)

    def test_import_means_the_day_where_the_user_is(self):
        person = self.person("Day")
        self.env.user.tz = "Europe/Monaco"
        self.load("email,channel,date,proof\nday@example.com,email,2025-11-03,x\n")
        self.assertEqual(str(person.monaco_consent_ids.date), "2025-11-02 23:00:00")

    def test_import_twice_and_what_is_left_out(self):
        person = self.person("Twice")
        text = "email,channel,date,proof\ntwice@example.com,email,2025-11-03,x\nx@y,email,soon,p\n"
        self.load(text)
        outcome = self.load(text)
        self.assertIn("Imported before: 1", outcome)
        self.assertEqual(len(person.monaco_consent_ids), 1)
        wizard = self.env["monaco.consent.import"].search([], order="id desc", limit=1)
        lines = base64.b64decode(wizard.left_out).decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "email;channel;date;proof;What is wrong")
        self.assertTrue(lines[1].startswith("x@y;email;soon;p;"), lines)

    def test_import_for_a_purpose_without_channels(self):
        person = self.person("Loyal")
        wizard = self.env["monaco.consent.import"].create(
            {
                "file": base64.b64encode(b"email,date,proof\nloyal@example.com,2025-11-03,x\n"),
                "purpose_id": self.env["monaco.purpose"]._get("loyalty").id,
            }
        )
        wizard.action_import()
        permission = self.env["monaco.permission"]
        decided = permission._decide_partners("loyalty", "any", person)
        self.assertTrue(decided[person.id].allowed, wizard.outcome)

    def test_an_objection_on_paper_keeps_its_date_and_its_paper(self):
        person, day = self.person("Letter"), fields.Datetime.now() - timedelta(days=3)
        self.wizard(
            person,
            source="paper",
            status="objected",
            date=day,
            proof=base64.b64encode(b"letter"),
            proof_name="lettre.pdf",
        ).action_record()
        line = person.monaco_consent_ids
        self.assertEqual((line.status, line.proof_name), ("objected", "lettre.pdf"))
        self.assertEqual(line.date, day)
        self.assertIn("lettre.pdf", line.proof_words)
        self.assertFalse(self.decide(person).allowed)

    def test_whoever_agreed_is_not_asked_again(self):
        person = self.person("Asked")
        self.wizard(person, source="call").action_record()
        with self.assertRefused("agreed already"):
            person.action_monaco_ask_consent()

    def test_import_of_something_else(self):
        for text in ("", "a,b\n1,2\n", "\x00\x01\x02", "email\nx@example.com"):
            with self.assertRefused():
                self.load(text)
