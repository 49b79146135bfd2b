from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..engine import fates, holdings
from ..engine.eraser import Eraser
from ..engine.strategies import Keep


@tagged("post_install", "-at_install")
class TestErasureFate(TransactionCase):
    """What is shown of erasure is what erasure does."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        self.in_charge = new_test_user(
            self.env,
            "fate_dpo",
            groups="base.group_user,base.group_allow_export,crm_monaco.group_monaco_dpo",
        )
        self.fates = self.env["monaco.erasure.fate"].with_user(self.in_charge)

    def fate(self, model, field, rows="own"):
        found = self.fates.search(
            [("model", "=", model), ("field", "=", field), ("rows", "=", rows)]
        )
        self.assertEqual(len(found), 1)
        return found

    def test_each_declared_model_is_listed(self):
        listed = {row[0] for row in self.fates._read_group([], ["model"])}
        self.assertFalse(holdings.read(self.env).keys() - listed)

    def test_what_is_listed_happens(self):
        person = self.env["res.partner"].create(
            {
                "name": "Fatima Listed",
                "function": "Sailor",
                "country_id": self.env.ref("base.mc").id,
            }
        )
        lead = self.env["crm.lead"].create({"name": "Offer", "partner_id": person.id})
        activity = person.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.env.flush_all()
        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        self.assertEqual(self.fate("res.partner", "function").fate, "clear")
        self.assertFalse(person.function)
        self.assertEqual(self.fate("res.partner", "name").fate, "replace")
        self.assertEqual(person.name, f"Anonymised #{person.id}")
        kept = self.fate("res.partner", "country_id")
        self.assertEqual((kept.fate, kept.reason), ("keep", "statistics"))
        self.assertTrue(person.country_id)
        self.assertEqual(self.fate("res.partner", "active").fate, "set")
        self.assertFalse(person.active)
        self.assertEqual(self.fate("crm.lead", "partner_id").reason, "number")
        self.assertEqual(lead.partner_id, person)
        self.assertEqual(self.fate("mail.activity", False).fate, "delete")
        self.assertFalse(activity.exists())
        self.assertEqual(self.fate("mail.message", "body", "wrote").fate, "clear")

    def test_what_stays_has_a_reason(self):
        for one in fates.read(self.env):
            if one.fate == "keep":
                self.assertTrue(one.reason, f"{one.model}.{one.field} stays, and nobody says why")

    def test_field_of_nobody_is_shown(self):
        catalogue = holdings.CATALOGUE["res.partner"].fields
        self.addCleanup(catalogue.update, {"color": catalogue.pop("color")})
        color = self.fate("res.partner", "color")
        self.assertEqual((color.fate, color.origin), ("clear", "undeclared"))
        self.assertTrue(color.field_label)

    def test_reason_of_an_addon_is_told(self):
        catalogue = holdings.CATALOGUE["res.partner"].fields
        self.addCleanup(catalogue.update, {"lang": catalogue["lang"]})
        catalogue["lang"] = Keep("the parrot speaks it")
        lang = self.fate("res.partner", "lang")
        self.assertEqual((lang.reason, lang.note), ("other", "the parrot speaks it"))

    def test_grouped_and_exported(self):
        groups = self.fates.formatted_read_group([], ["fate"], ["__count"])
        counts = {group["fate"]: group["__count"] for group in groups}
        self.assertEqual(sum(counts.values()), self.fates.search_count([]))
        self.assertTrue({"keep", "clear", "replace", "delete", "identifiers"} <= counts.keys())
        rows = self.fates.search([("fate", "=", "keep")], limit=5)
        exported = rows.export_data(["model", "field", "fate", "reason"])["datas"]
        self.assertEqual(len(exported), 5)
        self.assertTrue(all(row[3] for row in exported))

    def test_in_the_words_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.model"]._get("res.partner").with_context(lang="fr_FR").name = "Le contact"
        self.env.flush_all()
        self.env.registry.clear_cache()
        french = self.fates.with_context(lang="fr_FR")
        self.assertEqual(
            french.search([("model", "=", "res.partner")], limit=1).model_name, "Le contact"
        )

    def test_only_for_those_in_charge(self):
        user = new_test_user(
            self.env, "fate_user", groups="base.group_user,crm_monaco.group_monaco_user"
        )
        with self.assertRaises(AccessError):
            self.fates.with_user(user).search([])
        with self.assertRaises(AccessError):
            self.fates.search([], limit=1).unlink()
