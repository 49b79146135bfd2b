import io
import re
from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..report import paper
from .test_guards import GuardCase
from .test_run import RunCase

try:
    import pypdf
except ImportError:  # Odoo accepts its ancestor too
    pypdf = None

NAMES = ("Zéphyrine Abricotier", "Gonzague Mirabellier", "Ostalie Groseiller", "Firmin Cassissier")


class CertificateCase(RunCase, GuardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if pypdf is None:
            raise SkipTest("pypdf reads the PDF")
        cls.company.write(
            {"street": "12 quai de l'Hôpital", "zip": "98000", "city": "Monaco", "vat": False}
        )
        cls.company.name = "Œuvres & Façades <d'Été>"

    def make_run(self):
        """Return a sealed run: two anonymised, one archived, one kept, one who wrote again, one excluded."""
        old, near = self.years(1), self.years(1) - common_days(10)
        self.persons = [
            self.make_prospect(name, old, email=f"{name.split()[1].lower()}@example.com")
            for name in NAMES[:2]
        ]
        self.persons.append(self.make_prospect(NAMES[2], near))
        held = self.make_prospect(NAMES[3], old)
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": held.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Désaccord avec Firmin",
            }
        )
        back = self.make_prospect("Revenue Pruneraie", old)
        excluded = self.make_prospect("Exclue Myrtillier", old)
        self.make_lead(
            self.env["res.partner"], old, email_from="piste@example.net", name="Piste seule"
        )
        self.persons += [held, back, excluded]
        self.retention_on()
        run = self.preview()
        self.get_line(run, excluded).action_exclude("Demandé par Exclue Myrtillier elle-même")
        run._approve()
        run.approved_by_id = self.dpo
        self.make_lead(back)
        self.run_nightly()
        self.assertEqual(run.state, "done")
        return run

    def read_pdf(self, pdf):
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        text = "\n".join(page.extract_text() for page in reader.pages)
        return reader, re.sub(r"[\s\u00a0\u202f]+", " ", text)


def common_days(days):
    return RunCase.years(0, days=days)


@tagged("-at_install", "post_install")
class TestCertificate(CertificateCase):
    """The certificate tells counts, grounds, periods and heads, in French, and names nobody."""

    def test_what_it_says(self):
        run = self.make_run()
        reader, text = self.read_pdf(run.with_user(self.dpo)._get_certificate())
        for words in (
            "Certificat d'archivage et d'anonymisation",
            "Œuvres & Façades <d'Été>",
            "12 quai de l'Hôpital",
            "98000 Monaco",
            f"n° {run.id}",
            self.dpo.name,
            run.head,
            run.previous_head,
            "1 an",
            "art. 2044",
            "le sceau correspond au journal",
        ):
            self.assertIn(words, text)
        # planned, done, left, failed, excluded
        self.assertRegex(text, r"Anonymiser 5 3 1 0 1")
        self.assertRegex(text, r"Archiver 1 1 0 0 0")
        self.assertRegex(text, r"Conserver 1 – 1 – –")
        self.assertIn("Anonymisés (contacts : 2, pistes sans contact : 1).", text)
        dispute = self.env.ref("crm_monaco.hold_type_dispute").with_context(lang="fr_FR")
        self.assertIn(re.sub(r"[\s\u00a0\u202f]+", " ", dispute.legal_reference), text)
        self.assertEqual(reader.metadata.author, self.company.name)
        self.assertAlmostEqual(float(reader.pages[0].mediabox.width), 595, delta=1)

    def test_names_nobody(self):
        run = self.make_run()
        pdf = run._get_certificate()
        reader, text = self.read_pdf(pdf)
        inside = text + str(reader.metadata)
        for name in (
            *NAMES,
            "Revenue Pruneraie",
            "Exclue Myrtillier",
            "Désaccord",
            "Piste seule",
        ):
            for word in name.split():
                self.assertNotIn(word, inside)
        self.assertNotIn("@", inside)

    def test_fonts_are_embedded(self):
        run = self.make_run()
        reader, _text = self.read_pdf(run._get_certificate())
        fonts = {
            str(font.get_object()["/BaseFont"]): font.get_object()
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        self.assertTrue(fonts)
        for name, font in fonts.items():
            self.assertIn("/FontFile2", font.get("/FontDescriptor", {}), name)

    def test_periods_are_those_of_the_run(self):
        run = self.make_run()
        self.env.ref("crm_monaco.clock_prospect").months = 7
        _reader, text = self.read_pdf(run._get_certificate())
        self.assertNotIn("7 mois", text)
        run.periods = False
        _reader, text = self.read_pdf(run._get_certificate())
        self.assertIn("7 mois", text)
        self.assertIn("en vigueur le jour de l'impression", text)

    def test_touched_journal_shows(self):
        run = self.make_run()
        self.set_columns(run.batch_ids[:1], digest="0" * 64)
        _reader, text = self.read_pdf(run._get_certificate())
        self.assertIn("NE CORRESPOND PAS", text)

    def test_only_what_is_over(self):
        run = self.preview()
        with self.assertRaisesRegex(UserError, "sealed"):
            run._get_certificate()
        run.action_cancel()
        with self.assertRaisesRegex(UserError, "sealed"):
            run.action_certificate()

    def test_long_labels_and_several_pages(self):
        kind = self.env.ref("crm_monaco.hold_type_dispute")
        run = self.make_run()
        long = "Référence-" + "interminable" * 30 + " & <b>texte</b> qui n'en finit pas. " * 60
        kind.with_context(lang="fr_FR").legal_reference = long
        kind.legal_reference = long
        for number in range(12):
            self.env["monaco.clock"].create(
                {
                    "name": f"Horloge {number}",
                    "kind": ("prospect", "client", "books")[number % 3],
                    "months": 6,
                    "legal_reference": "Texte très long " * 20,
                    "active": False,
                }
            )
        clocks = self.env["monaco.clock"].with_context(active_test=False).search([])
        run.periods = [{"id": clock.id, "months": 6, "company": False} for clock in clocks]
        reader, text = self.read_pdf(run._get_certificate())
        self.assertGreater(len(reader.pages), 2)
        self.assertIn(f"Page 1 sur {len(reader.pages)}", text)
        self.assertIn("<b>texte</b>", text, "what is given is text, never markup")
        self.assertEqual(text.count("finit"), 60)

    def test_a_cell_longer_than_a_page(self):
        document = paper.Paper("Titre", "Auteur", "Pied", "Page %(page)s / %(pages)s")
        table = document.table(["A", "B"], [["court", "long " * 3000]], (0.5, 0.5))
        document.section("Partie", table)
        reader, text = self.read_pdf(document.pdf())
        self.assertGreater(len(reader.pages), 2)
        self.assertEqual(text.count("long"), 3000)


@tagged("-at_install", "post_install")
class TestCertificateDoor(CertificateCase, HttpCase):
    """The button and its address: the person in charge of these companies, nobody else."""

    def test_person_in_charge(self):
        run = self.make_run()
        action = self.rpc(self.dpo, "monaco.run", "action_certificate", run.ids)
        self.authenticate(self.dpo.login, self.dpo.login)
        answer = self.url_open(action["url"], timeout=60)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn(run.head, self.read_pdf(answer.content)[1])

    # the page that refuses asks for bundles; Debian's Odoo lacks one of their files
    @mute_logger("odoo.addons.base.models.assetsbundle")
    def test_nobody_else(self):
        run = self.make_run()
        other = self.make_company("Autre maison")
        stranger = self._make_user("dpo_ailleurs", "crm_monaco.group_monaco_dpo")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for user in (self.sales, self.admin, self.portal, stranger):
            with self.assertRefused():
                self.rpc(user, "monaco.run", "action_certificate", run.ids)
            self.authenticate(user.login, user.login)
            answer = self.url_open(f"/crm_monaco/run/{run.id}/certificate")
            self.assertEqual(answer.status_code, 403, user.login)
        self.authenticate(self.dpo.login, self.dpo.login)
        self.assertEqual(self.url_open("/crm_monaco/run/999999999/certificate").status_code, 404)
