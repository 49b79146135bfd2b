from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from odoo.addons.crm_monaco.tests import common
from odoo.addons.crm_monaco_mass_mailing.models.link_tracker_click import SCANNER_SECONDS


@tagged("-at_install", "post_install")
class TestMassMailingContract(common.MonacoContractCase):
    """Mailings keep the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_mass_mailing"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mailing = cls.make_mailing("Offre de printemps")
        cls.newsletter = cls.make_mailing("La lettre", monaco_solicitation=False)

    @classmethod
    def make_mailing(cls, subject, **vals):
        return cls.env["mailing.mailing"].create(
            {
                "subject": subject,
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Bonjour</p>",
                **vals,
            }
        )

    def get_act_makers(self):
        return {
            "mailing": lambda person, at: self._make_trace(person, at),
            "mailing_reply": lambda person, at: self._make_trace(
                person, self.ago(years=20), trace_status="reply", reply_datetime=at
            ),
            "click": lambda person, at: self._make_click(person, self.ago(years=20), at),
        }

    def get_solicitation_makers(self):
        return {"mailing": lambda person, at: self._make_trace(person, at)}

    # ------------------------------------------------------------------ makers

    def _make_trace(self, record, at, **vals):
        return self.env["mailing.trace"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "email": record.email_normalized,
                "mass_mailing_id": self.mailing.id,
                "trace_status": "sent",
                "sent_datetime": at,
                **vals,
            }
        )

    def _make_click(self, record, sent, at, url="https://www.example.com/offre", **vals):
        trace = self._make_trace(record, sent, trace_status="open", **vals)
        link = self.env["link.tracker"].search_or_create(
            [{"url": url, "title": "Offre", "mass_mailing_id": self.mailing.id}]
        )
        click = self.env["link.tracker.click"].create(
            {"link_id": link.id, "mailing_trace_id": trace.id}
        )
        return self.set_columns(click, create_date=at)

    def _make_person(self):
        return self.make_prospect(
            age=relativedelta(months=10), email=f"{self._testMethodName}@example.com"
        )

    def assertUnchanged(self, person, make):
        """What ``make`` does to the person neither restarts nor shortens their year."""
        before = self.get_clock(person)
        make()
        after = self.get_clock(person)
        self.assertEqual(
            (after["last_contact"], after["deadline"]), (before["last_contact"], before["deadline"])
        )

    # ------------------------------------------------------------------ what reached whom

    def test_what_did_not_arrive_is_no_solicitation(self):
        for status in ("outgoing", "process", "pending", "bounce", "error", "cancel"):
            with self.subTest(status):
                person = self._make_person()
                self.assertUnchanged(
                    person,
                    lambda person=person, status=status: [
                        self._make_trace(person, self.ago(days=days), trace_status=status)
                        for days in (120, 90)
                    ],
                )

    def test_test_mail_is_no_solicitation(self):
        person = self._make_person()
        self.assertUnchanged(
            person,
            lambda: [
                self._make_trace(person, self.ago(days=days), is_test_trace=True)
                for days in (120, 90)
            ],
        )

    def test_newsletter_they_asked_for_is_no_solicitation(self):
        person = self._make_person()
        self.assertUnchanged(
            person,
            lambda: [
                self._make_trace(person, self.ago(days=days), mass_mailing_id=self.newsletter.id)
                for days in (120, 90)
            ],
        )

    def test_a_new_mailing_is_a_solicitation_until_told_otherwise(self):
        self.assertTrue(self.mailing.monaco_solicitation)

    def test_two_unanswered_end_the_file(self):
        person = self._make_person()
        self._make_trace(person, self.ago(days=60))
        self._make_trace(person, self.ago(days=40))
        self.assertEqual(self.get_clock(person)["clock"], "solicitations")
        self.assertEqual(self.bucket(person), ("erase", "solicitations"))

    def test_bounce_learnt_later_gives_the_year_back(self):
        person = self._make_person()
        before = self.get_deadline(person)
        self._make_trace(person, self.ago(days=60))
        trace = self._make_trace(person, self.ago(days=40))
        self.assertLess(self.get_deadline(person), before)
        trace.set_bounced()
        self.assertEqual(self.get_deadline(person), before)

    def test_lead_and_mailing_contact_by_exact_address(self):
        person = self._make_person()
        address = person.email
        lead = self.env["crm.lead"].create({"name": "Salon", "email_from": f"Essai <{address}>"})
        self.backdate(lead, relativedelta(months=10))
        contact = self.env["mailing.contact"].create({"name": "Essai", "email": address.upper()})
        near = self.env["mailing.contact"].create({"name": "Autre", "email": f"x{address}"})
        before = self.get_deadline(person)
        self._make_trace(near, self.ago(days=100))
        self._make_trace(near, self.ago(days=60))
        self.assertEqual(self.get_deadline(person), before, "another address is another person")
        self._make_trace(lead, self.ago(days=100))
        self._make_trace(contact, self.ago(days=60))
        self.assertEqual(self.get_clock(person)["clock"], "solicitations")

    # ------------------------------------------------------------------ what the person does

    def test_open_is_no_contact(self):
        person = self._make_person()
        trace = self._make_trace(person, self.ago(days=20))
        self.assertUnchanged(person, trace.set_opened)

    def test_click_through_a_mailing_contact(self):
        person = self._make_person()
        contact = self.env["mailing.contact"].create({"name": "Essai", "email": person.email})
        self._make_click(contact, self.ago(days=20), self.ago(days=19))
        self.assertEqual(self.get_clock(person)["last_contact"], self.ago(days=19).date())

    def test_link_scanner_is_no_contact(self):
        person, sent = self._make_person(), self.ago(days=20)
        scanned = sent + relativedelta(seconds=SCANNER_SECONDS - 1)
        self.assertUnchanged(person, lambda: self._make_click(person, sent, scanned))
        # the scanner came first, then the person
        self._make_click(person, sent, sent + relativedelta(seconds=SCANNER_SECONDS))
        self.assertEqual(self.get_clock(person)["last_contact"], sent.date())

    def test_opt_out_click_is_no_contact(self):
        person = self._make_person()
        for url in (
            "https://www.example.com/mailing/12/unsubscribe?document_id=3",
            "https://www.example.com/mailing/my",
            "https://www.example.com/fr/unsubscribe_from_list",
        ):
            with self.subTest(url):
                self.assertUnchanged(
                    person,
                    lambda url=url: self._make_click(
                        person, self.ago(days=20), self.ago(days=9), url
                    ),
                )
        self._make_click(
            person,
            self.ago(days=20),
            self.ago(days=9),
            "https://www.example.com/my-unsubscribed-tips",
        )
        self.assertEqual(self.get_clock(person)["last_contact"], self.ago(days=9).date())

    def test_odoo_does_not_track_its_own_opt_out(self):
        """If it did, an opt-out would count as a click on an offer."""
        mailing = self.make_mailing(
            "Liens",
            body_html='<p><a href="https://www.example.com/offre">o</a><a href="/unsubscribe_from_list">x</a></p>',
        )
        html = mailing._render_field(
            "body_html", self._make_person().ids, options={"post_process": True}
        )
        self.assertIn("/unsubscribe_from_list", next(iter(html.values())))
        urls = self.env["link.tracker"].search([("mass_mailing_id", "=", mailing.id)]).mapped("url")
        self.assertFalse([url for url in urls if "unsubscribe" in url])

    # ------------------------------------------------------------------ answers by mail

    def _receive(self, person, headers=""):
        trace = self._make_trace(person, self.ago(days=20), message_id="<monaco-1@example.com>")
        self.env["mail.thread"].message_process(
            "res.partner",
            f"From: {person.email}\nTo: info@example.com\nSubject: Re: offre\nMessage-Id: <a-1@example.com>\n"
            f"References: <monaco-1@example.com>\n{headers}\nMerci\n",
        )
        return trace

    def test_answer_by_mail_is_a_contact(self):
        person = self._make_person()
        trace = self._receive(person)
        self.assertEqual(trace.trace_status, "reply")
        self.assertEqual(self.get_clock(person)["last_contact"], self.today)

    def test_answering_machine_is_no_contact(self):
        for headers in (
            "Auto-Submitted: auto-replied\n",
            "X-Autoreply: yes\n",
            "Precedence: auto_reply\n",
        ):
            with self.subTest(headers):
                person = self.make_prospect(
                    age=relativedelta(months=10), email=f"absent{len(headers)}@example.com"
                )
                before = self.get_clock(person)["last_contact"]
                with self.cr.savepoint():
                    trace = self._receive(person, headers)
                    self.assertNotEqual(trace.trace_status, "reply")
                    self.assertEqual(self.get_clock(person)["last_contact"], before)
                    trace.message_id = False
                    self.env["mail.message"].search(
                        [("message_id", "=", "<a-1@example.com>")]
                    ).unlink()
        person = self._make_person()
        self.assertEqual(self._receive(person, "Auto-Submitted: no\n").trace_status, "reply")
