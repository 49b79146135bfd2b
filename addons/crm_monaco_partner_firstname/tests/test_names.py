from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_monaco.engine.eraser import Eraser


@tagged("post_install", "-at_install")
class TestNames(TransactionCase):
    def test_split_names_go_with_the_person(self):
        """No part of a split name survives, and the name does not come back when it is recomputed."""
        person = self.env["res.partner"].create({"firstname": "Honorine", "lastname": "Grimaldon"})
        self.assertIn("Honorine", person.name)
        self.env.flush_all()
        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        person.invalidate_recordset()
        self.assertFalse(person.firstname)
        person._compute_name()
        for fname in ("name", "complete_name", "lastname", "display_name"):
            self.assertNotIn("Grimaldon", person[fname] or "")
            self.assertNotIn("Honorine", person[fname] or "")
        self.assertTrue(person.name)

    def test_words_of_the_register(self):
        fields = self.env["res.partner"].fields_get(["firstname", "lastname"], ["string"])
        self.assertEqual(fields["lastname"]["string"], "Birth Name")
        self.assertEqual(fields["firstname"]["string"], "First Names")

    def test_words_of_the_register_in_french(self):
        """Also in a language that is switched on later: OCA's addon says its own words first."""
        partner = self.env["res.partner"]
        names = ["firstname", "lastname"]
        if not self.env["res.lang"].search([("code", "=", "fr_FR")]):
            self.env["base.language.install"].create(
                {"lang_ids": [(6, 0, self.env.ref("base.lang_fr").ids)]}
            ).lang_install()
        self.env["ir.module.module"]._load_module_terms(
            ["partner_firstname", "crm_monaco_partner_firstname"], ["fr_FR"]
        )
        self.env.registry.clear_cache("stable")
        fields = partner.with_context(lang="fr_FR").fields_get(names, ["string"])
        self.assertEqual(fields["firstname"]["string"], "Prénoms")
        self.assertEqual(fields["lastname"]["string"], "Nom de naissance")
