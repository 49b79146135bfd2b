from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_monaco.engine.eraser import Eraser

from .books import BooksCase

KEPT = ("name", "complete_name", "street", "street2", "zip", "city", "country_id", "vat", "ref")
GONE = (
    "email",
    "email_normalized",
    "phone",
    "phone_sanitized",
    "function",
    "industry_id",
    "csp_id",
    "birthdate_date",
    "married_name",
    "comment",
    "website",
    "barcode",
    "category_id",
    "bank_ids",
    "monaco_card_ids",
    "message_ids",
    "activity_ids",
    "message_follower_ids",
    "image_1920",
    "user_id",
)


@tagged("-at_install", "post_install")
class TestReduce(BooksCase):
    """Five years after the contract, whom the books alone hold keeps what the vouchers bear, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.retention_on()

    def _make_client(self, name="Andréa Réduite", years=8, **vals):
        """Return a client of long ago with everything a file may hold."""
        client = self.make_person(
            name,
            self.years(years + 1),
            **{
                "email": f"{name.split()[-1].lower()}@example.com",
                "phone": "+377 98 98 12 34",
                "street": "1 avenue des Essais",
                "street2": "Bâtiment B",
                "zip": "98000",
                "city": "Monaco",
                "country_id": self.env.ref("base.mc").id,
                "ref": "C0042",
                **vals,
            },
        )
        return client, self.make_invoice(client, years)

    def _fill(self, client):
        """Add what an erasure would take: notes, cards, leads, messages, files."""
        image = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        client.write(
            {
                "function": "Capitaine",
                "birthdate_date": "1970-02-28",
                "married_name": "Essai",
                "comment": "Aime le bleu",
                "website": "https://andrea.example.com",
                "industry_id": self.env["res.partner.industry"].create({"name": "Yachts"}).id,
                "csp_id": self.env["monaco.csp"].search([], limit=1).id,
                "category_id": [Command.create({"name": "À rappeler"})],
                "image_1920": image,
                "user_id": self.env.uid,
            }
        )
        self.env["res.partner.bank"].create(
            {"partner_id": client.id, "acc_number": "MC5811222000010123456789030"}
        )
        self.env["monaco.card"].create(
            {"partner_id": client.id, "last4": "4242", "debit_date": self.today}
        )
        client.message_post(body="Elle préfère le mardi", message_type="comment")
        client.activity_schedule("mail.mail_activity_data_todo", summary="Rappeler Andréa")
        self.make_file(client, "passeport.pdf")
        lead = self.make_lead(client, self.years(8), email_from=client.email, phone=client.phone)
        elsewhere = self.make_person("Quelqu'un D'autre")
        message = elsewhere.message_post(
            body=f"Vu avec {client.email}", message_type="comment", author_id=client.id
        )
        colleague = elsewhere.message_post(
            body=f"Son adresse : {client.email}", message_type="comment"
        )
        self.set_columns(message, date=self.ago(years=8))
        return lead, message, colleague

    def test_only_what_the_vouchers_bear(self):
        client, move = self._make_client()
        lead, message, colleague = self._fill(client)
        kept = {name: client[name] for name in KEPT}
        rows = self.read_rows(move), self.read_rows(move.line_ids)
        self.assertEqual(self.bucket(client), ("reduce", "invoice_books"))
        run = self.run_nightly()
        self.assertEqual(run.reduce_count, 1)
        self.assertEqual((client.monaco_state, client.active), ("archived", False))
        self.assertEqual(client.monaco_reduced_on, self.today)
        self.assertEqual({name: client[name] for name in KEPT}, kept)
        for name in GONE:
            self.assertFalse(client.with_context(active_test=False)[name], name)
        self.assertFalse(
            self.env["ir.attachment"]
            .with_context(skip_res_field_check=True)
            .search([("res_model", "=", "res.partner"), ("res_id", "=", client.id)])
        )
        self.assertFalse(lead.partner_id, "a lead leads to nobody any more")
        self.assertFalse(lead.email_from or lead.phone or lead.contact_name)
        self.assertFalse(message.author_id)
        self.assertFalse(message.body)
        self.assertNotIn("example.com", colleague.body)
        self.assertIn("Son adresse", colleague.body)
        self.assertEqual(
            (self.read_rows(move), self.read_rows(move.line_ids)), rows, "byte for byte"
        )
        journal = self.get_journal(client)
        self.assertEqual(journal.mapped("action"), ["reduce"])
        self.assertEqual(self.env["monaco.journal"]._verify_chain(), [])

    def test_reduced_once(self):
        client, _move = self._make_client()
        self.run_nightly()
        self.assertEqual(self.bucket(client), ("keep", "invoice_books"))
        self.assertEqual(self.recheck(client, "reduce"), "already_reduced")
        self.run_nightly()
        self.assertEqual(self.get_journal(client).mapped("action"), ["reduce"])
        self.assertEqual(self.env["monaco.retention"]._fingerprint(), self.preview().fingerprint)
        # reducing the reduced is success
        run = self.env["monaco.run"].sudo().search([], limit=1)
        worker = self._get_worker(run)
        self.assertEqual(worker._act("reduce", client.ids), (client.ids, {}))
        self.assertEqual(client.street, "1 avenue des Essais")

    def _get_worker(self, run):
        return run._get_executor(Eraser(self.env, {"anonymised": "Anonymisé"}))

    def test_not_before_the_five_years(self):
        client, _move = self._make_client(years=4)
        self.assertEqual(self.bucket(client), (None, None))
        self.assertEqual(self.recheck(client, "reduce"), "new_contact")

    def test_archived_in_time_then_reduced_on_the_day(self):
        client, move = self._make_client()
        soon = self.ago(years=5, days=-10).date()
        self.set_columns(move, invoice_date=soon, date=soon)
        self.run_nightly()
        self.assertEqual((client.monaco_state, client.monaco_reduced_on), ("archived", False))
        self.assertTrue(client.phone, "ten days are left")
        day = self.ago(years=5).date()
        self.set_columns(move, invoice_date=day, date=day)
        self.run_nightly()
        self.assertEqual(client.monaco_reduced_on, self.today)
        self.assertFalse(client.phone)
        self.assertEqual(set(self.get_journal(client).mapped("action")), {"archive", "reduce"})

    def test_any_other_hold_keeps_everything(self):
        client, _move = self._make_client()
        hold = self.env["monaco.manual.hold"].create(
            {
                "partner_id": client.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Malfaçon",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(self.bucket(client), ("keep", "dispute"))
        self.assertEqual(self.recheck(client, "reduce"), "dispute")
        self.run_nightly()
        self.assertTrue(client.email)
        hold.action_end("Réglé")
        self.run_nightly()
        self.assertFalse(client.email)
        self.assertEqual(client.name, "Andréa Réduite")

    def test_a_new_order_between_preview_and_run(self):
        client, _move = self._make_client()
        run = self.preview()
        self.assertEqual(self.get_line(run, client).bucket, "reduce")
        self.make_invoice(client, years=1)
        run._approve()
        self.run_nightly()
        line = self.get_line(run, client)
        self.assertEqual((line.state, line.reason), ("skipped", "new_contact"))
        self.assertTrue(client.email)

    def test_whoever_comes_back_is_reduced_again_in_their_time(self):
        client, _move = self._make_client()
        self.run_nightly()
        self.assertFalse(client.email)
        later = self.make_invoice(client, years=0)
        self.run_nightly()
        self.assertEqual((client.monaco_state, client.active), ("active", True))
        client.email = "revenue@example.com"
        # time passes: the second contract is over too
        day = self.ago(years=5).date()
        self.set_columns(client, monaco_reduced_on=self.ago(years=6).date())
        self.set_columns(later, invoice_date=day, date=day)
        self.assertEqual(self.bucket(client), ("reduce", "invoice_books"))
        self.run_nightly()
        self.assertFalse(client.email)

    def test_addresses_the_vouchers_bear_and_the_others(self):
        client, move = self._make_client()
        borne = self.make_person(
            "Chez Andréa", parent_id=client.id, type="delivery", street="2 rue Livrée", phone="123"
        )
        loose = self.make_person(
            "Sa Maison", parent_id=client.id, type="other", street="3 rue Secrète"
        )
        self.set_columns(move, partner_shipping_id=borne.id)
        self.run_nightly()
        self.assertEqual((borne.street, borne.phone), ("2 rue Livrée", False))
        self.assertFalse(borne.active or borne.monaco_state)
        self.assertFalse(loose.street)
        self.assertNotIn("Maison", loose.name)

    def test_a_company_and_the_contact_its_invoices_name(self):
        company, _move = self._make_client("Essais SARL", is_company=True)
        contact = self.make_person(
            "Dominique Contact", self.years(9), parent_id=company.id, email="d@example.com"
        )
        self.make_invoice(contact)
        other = self.make_person("Sacha Muet", self.years(9), parent_id=company.id)
        self.run_nightly()
        self.assertEqual(
            (company.monaco_reduced_on, contact.monaco_reduced_on), (self.today, self.today)
        )
        self.assertFalse(contact.email)
        self.assertEqual((contact.name, contact.parent_id), ("Dominique Contact", company))
        self.assertErased(other)

    def test_an_account_the_books_refer_to_is_emptied(self):
        client, _move = self._make_client()
        bank = self.env["res.partner.bank"].create(
            {"partner_id": client.id, "acc_number": "MC5811222000010123456789030"}
        )
        refund = self.make_invoice(client, move_type="out_refund")
        self.set_columns(refund, partner_bank_id=bank.id)
        self.run_nightly()
        self.assertEqual(client.monaco_reduced_on, self.today)
        self.assertEqual(refund.partner_bank_id, bank)
        self.assertNotIn("MC58", f"{bank.acc_number} {bank.sanitized_acc_number}")
        self.assertFalse(bank.active)

    def test_files_of_vouchers_stay_and_the_others_go(self):
        client, move = self._make_client()
        xml = f"<Invoice><Email>{client.email}</Email></Invoice>".encode()
        voucher = self.make_file(move, "facture.xml", xml, mimetype="application/xml")
        message = client.message_post(body="Votre facture", attachment_ids=voucher.ids)
        self.set_columns(voucher, res_model="account.move", res_id=move.id)
        mine = self.make_file(client, "notes.txt", b"Andrea")
        self.run_nightly()
        self.assertFalse(message.exists())
        self.assertFalse(mine.exists())
        self.assertEqual(voucher.raw, xml, "a voucher is what it was when it was made")

    def test_brought_back_and_said(self):
        client, _move = self._make_client()
        user = new_test_user(
            self.env, "reduce_dpo", groups="base.group_user,crm_monaco.group_monaco_dpo"
        )
        self.run_nightly()
        said = client.with_user(user).with_context(lang="en_US").monaco_next_step
        self.assertIn("Reduced on", said)
        client.action_monaco_restore("Question du client")
        self.assertTrue(client.active)
        self.assertEqual(self.bucket(client), ("keep", "invoice_books"), "a week of respite")


@tagged("-at_install", "post_install")
class TestReduceRequest(BooksCase):
    """A client who asks to be erased, and whom the books alone hold, keeps what the vouchers bear."""

    def _make_client(self, **vals):
        client = self.make_person(
            "Andréa Demande",
            self.years(3),
            email="andrea.demande@example.com",
            phone="+377 98 98 12 34",
            street="1 avenue des Essais",
            **vals,
        )
        return client, self.make_invoice(client, years=1)

    def _ask(self, persons):
        run = self.env["monaco.run"]._prepare_request(persons)
        run.action_approve()
        return run

    def test_the_books_alone(self):
        """Long before the five years are over; and no refresh takes what went for a new act."""
        client, move = self._make_client()
        lead = self.make_lead(client, self.years(0, months=2))
        rows = self.read_rows(move)
        run = self.env["monaco.run"]._prepare_request(client)
        self.assertEqual((run.erase_count, run.reduce_count, run.keep_count), (0, 1, 0))
        run.action_approve()
        self.assertFalse(self.company.monaco_retention_on)
        self.run_nightly()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.get_line(run, client).state, "done")
        self.assertEqual(self.get_journal(client).mapped("action"), ["reduce"])
        self.assertEqual((client.name, client.street), ("Andréa Demande", "1 avenue des Essais"))
        self.assertFalse(client.email or client.phone or lead.partner_id)
        self.assertEqual(self.read_rows(move), rows)
        for _night in range(2):
            self.refresh()
            self.assertEqual((client.monaco_state, client.active), ("archived", False))
        self.assertEqual(client.monaco_reduced_on, self.today)
        # at the end of the five years there is nothing new to say, then the books release them
        self.assertEqual(client.monaco_kind, "client")
        self.assertGreater(client.monaco_deadline, self.today)

    def test_anything_else_keeps_and_the_preview_says_so(self):
        client, _move = self._make_client()
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": client.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Malfaçon",
                "company_id": self.company.id,
            }
        )
        free = self.make_prospect("Libre Demande", self.years(0, months=2))
        run = self._ask(client | free)
        self.assertEqual((run.erase_count, run.reduce_count, run.keep_count), (1, 0, 1))
        line = self.get_line(run, client)
        self.assertEqual((line.bucket, line.ground, line.state), ("keep", "dispute", "kept"))
        self.run_nightly()
        self.assertEqual(run.state, "done")
        self.assertTrue(client.email)
        self.assertErased(free)

    def test_a_hold_that_comes_before_the_run_keeps(self):
        client, _move = self._make_client()
        run = self._ask(client)
        self.make_invoice(client, years=0, invoice_date_due=self.today)
        self.set_columns(
            self.env["account.move"].search([("partner_id", "=", client.id)], limit=1),
            payment_state="not_paid",
        )
        self.run_nightly()
        self.assertEqual(self.get_line(run, client).reason, "invoice_open")
        self.assertTrue(client.email)

    def test_a_portal_user_who_closes_their_account(self):
        user = new_test_user(
            self.env, "ferme.livres@example.com", groups="base.group_portal",
            email="ferme.livres@example.com", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        self.make_invoice(user.partner_id, years=1)
        user.with_user(user).sudo()._deactivate_portal_user()
        run = self.env["monaco.run"].search([("reason", "=", "request")])
        self.assertEqual(self.get_line(run, user.partner_id).bucket, "reduce")
        told = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", user.partner_id.id)], limit=1
        )
        self.assertIn("book", told.body.lower())
