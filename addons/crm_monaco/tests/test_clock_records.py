from importlib import util
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.monaco_clock import KINDS
from . import common

# The authority's own labels, word for word.
LABELS = {
    "identity": (
        "Identité / situation de famille",
        "Nom, nom marital, prénoms, date de naissance, raison sociale",
        "Personnes concernées",
    ),
    "contact": (
        "Adresses et coordonnées",
        "Coordonnées professionnelles",
        "Personnes concernées",
    ),
    "professional": (
        "Formation, diplômes, vie professionnelle",
        "Profession, domaine d'activité, catégorie socio-professionnelle",
        "Personnes concernées",
    ),
    "financial": (
        "Caractéristiques financières",
        "Relevé d'identité postal ou bancaire, numéro de la transaction, numéro de chèque,"
        " numéro de carte bancaire",
        "Personnes et services concernés",
    ),
    "relation": (
        "Autre(s)",
        "Informations relatives à la relation commerciale et aux règlements des factures",
        "Services concernés",
    ),
}


@tagged("-at_install", "post_install")
class TestClockRecords(common.MonacoCase):
    """Every period is a record: for whom, for which data, from when, then what, under which text."""

    def _clock(self, kind, **vals):
        return self.env["monaco.clock"].create(
            {
                "name": kind,
                "kind": kind,
                "company_id": self.company.id,
                "legal_reference": "Registre",
                **vals,
            }
        )

    def test_every_kind_has_its_record(self):
        clocks = self.env["monaco.clock"].search([("company_id", "=", False)])
        self.assertEqual(set(clocks.mapped("kind")), set(KINDS))
        for clock in clocks:
            self.assertTrue(clock.subject and clock.start and clock.action, clock.kind)
            self.assertTrue(clock.legal_reference)
            self.assertFalse(clock.above_ceiling, clock.kind)

    def test_months_of_each(self):
        months = self.env["monaco.clock"]._get_months
        stated = {
            "prospect": 12, "client": 60, "books": 120, "card": 13, "card_deferred": 15,
            "consent": 60, "suppression": 36, "rights": 36, "trace": 12, "staff_account": 3, "cookie": 13,
        }  # fmt: skip
        self.assertEqual({kind: months(kind) for kind in KINDS}, stated)
        self._clock("rights", months=24)
        self.assertEqual(months("rights", self.company), 24)
        self.assertEqual(months("rights"), 36)
        self.assertEqual(months("rights", self.make_company("Une autre")), 36)
        self.env["monaco.clock"].search([("kind", "=", "rights")]).active = False
        self.assertEqual(months("rights", self.company), 0, "nobody set a period")

    def test_ceilings_and_floors(self):
        with self.assertRefused("13"):
            self._clock("card", months=14)
        self._clock("card", months=14, justification="Accord exprès du titulaire")
        with self.assertRefused("36"):
            self._clock("suppression", months=12)
        self._clock("suppression", months=60)

    def test_categories_are_the_register_s_word_for_word(self):
        if "fr_FR" not in dict(self.env["res.lang"].get_installed()):
            self.env["res.lang"]._activate_lang("fr_FR")
            self.env["ir.module.module"].search([("name", "=", "crm_monaco")])._update_translations(
                ["fr_FR"]
            )
        for code, label in LABELS.items():
            category = self.env.ref(f"crm_monaco.data_category_{code}").with_context(lang="fr_FR")
            self.assertEqual(category.code, code)
            found = (category.name, category.detail, category.source)
            self.assertEqual(tuple(text.replace("\xa0", " ") for text in found), label)
        identity = self.env.ref("crm_monaco.data_category_identity").with_context(lang="fr_FR")
        self.assertIn("1 an maximum après le dernier contact", identity.stated_period)
        self.assertEqual(
            self.env["monaco.data.category"].search([("period_confirmed", "=", True)]), identity
        )

    def test_categories_and_their_clocks(self):
        financial = self.env.ref("crm_monaco.data_category_financial")
        self.assertEqual(
            set(financial.clock_ids.mapped("kind")),
            {"prospect", "client", "books", "card", "card_deferred"},
        )

    def test_the_administrator_edits_them_others_read(self):
        admin = new_test_user(
            self.env, "clock_admin", groups="base.group_user,crm_monaco.group_monaco_admin"
        )
        user = new_test_user(
            self.env, "clock_user", groups="base.group_user,crm_monaco.group_monaco_user"
        )
        category = self.env.ref("crm_monaco.data_category_contact")
        clock = self.env.ref("crm_monaco.clock_rights")
        category.with_user(admin).period_confirmed = True
        clock.with_user(admin).months = 30
        for record, vals in ((category, {"code": "x"}), (clock, {"months": 1})):
            with self.assertRaises(AccessError):
                record.with_user(user).write(vals)
        clock.with_user(user).read(["months", "category_ids"])

    # ------------------------------------------------------------------ cards

    def test_cards_follow_their_clock(self):
        person = self.make_person()
        person.company_id = self.company
        card = self.env["monaco.card"].create(
            {"partner_id": person.id, "last4": "4242", "debit_date": self.today}
        )
        deferred = card.copy({"deferred": True})
        after = {months: self.today + relativedelta(months=months) for months in (6, 13, 15)}
        self.assertEqual((card.delete_after, deferred.delete_after), (after[13], after[15]))
        own = self._clock("card", months=6)
        self.assertEqual((card.delete_after, deferred.delete_after), (after[6], after[15]))
        own.active = False
        self.assertEqual(card.delete_after, after[13])
        own.unlink()
        self.env.ref("crm_monaco.clock_card").months = 6
        self.assertEqual(card.delete_after, after[6])

    def test_no_period_of_cards_invents_none(self):
        self.env["monaco.clock"].search([("kind", "=", "card")]).active = False
        card = self.env["monaco.card"].create(
            {"partner_id": self.make_person().id, "last4": "4242", "debit_date": self.today}
        )
        self.assertFalse(card.delete_after)

    # ------------------------------------------------------------------ an older database

    def test_migration_adds_and_keeps(self):
        """The periods an administrator set stay as they are; they learn which data they cover."""
        prospect = self.env.ref("crm_monaco.clock_prospect")
        own = self._clock("client", months=48)
        prospect.write({"months": 6, "legal_reference": "Notre registre"})
        (prospect | own).category_ids = False
        books = self.env.ref("crm_monaco.clock_books")
        books.category_ids = self.env.ref("crm_monaco.data_category_relation")
        self.env.flush_all()
        path = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-migration.py"
        spec = util.spec_from_file_location("post_migration", path)
        module = util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((prospect.months, prospect.legal_reference), (6, "Notre registre"))
        self.assertEqual(len(prospect.category_ids), 5)
        self.assertEqual((own.months, len(own.category_ids)), (48, 5))
        self.assertEqual(books.category_ids.mapped("code"), ["relation"], "the administrator's")
