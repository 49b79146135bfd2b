from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

FIELDS = (
    "married_name",
    "birthdate_date",
    "csp_id",
    "monaco_collection_source_id",
    "monaco_collection_date",
    "monaco_card_ids",
)


@tagged("-at_install", "post_install")
@freeze_time("2025-06-15 10:00:00")
class TestIdentity(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.sales = new_test_user(
            cls.env,
            "identity_sales",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
        )
        cls.partner = cls.Partner.create({"name": "Claude Identité"})

    # Identity

    def test_seeds(self):
        self.assertEqual(
            self.env["monaco.csp"]
            .search([])
            .filtered(lambda c: c.get_external_id()[c.id])
            .mapped("code"),
            list("12345678"),
        )
        self.assertTrue(self.env.ref("crm_monaco.collection_source_third_party").indirect)
        self.assertFalse(self.env.ref("crm_monaco.collection_source_person").indirect)

    def test_birth_date(self):
        self.partner.birthdate_date = "1900-01-01"
        self.partner.birthdate_date = "2025-06-15"
        self.partner.birthdate_date = False
        with self.assertRaisesRegex(ValidationError, "Claude Identité is in the future"):
            self.partner.birthdate_date = "2025-06-16"
        with self.assertRaisesRegex(ValidationError, "before 1900"):
            self.partner.birthdate_date = "1899-12-31"

    def test_collection_date_not_in_the_future(self):
        self.partner.monaco_collection_date = "2025-06-15"
        with self.assertRaisesRegex(
            ValidationError, "date of collection of Claude Identité is in the future"
        ):
            self.partner.monaco_collection_date = "2026-01-01"

    def test_collection_date_is_today_when_typed_in(self):
        partner = self.Partner.with_user(self.sales).create({"name": "Typed"})
        self.assertEqual(str(partner.monaco_collection_date), "2025-06-15")
        given = self.Partner.with_user(self.sales).create(
            {"name": "Given", "monaco_collection_date": "2024-02-03"}
        )
        self.assertEqual(str(given.monaco_collection_date), "2024-02-03")
        emptied = self.Partner.with_user(self.sales).create(
            {"name": "Emptied", "monaco_collection_date": False}
        )
        self.assertFalse(emptied.monaco_collection_date)
        form = Form(self.Partner.with_user(self.sales))
        self.assertEqual(str(form.monaco_collection_date), "2025-06-15")

    def test_collection_date_is_not_invented(self):
        self.assertFalse(self.Partner.create({"name": "By the system"}).monaco_collection_date)
        importing = self.Partner.with_user(self.sales).with_context(import_file=True)
        result = importing.load(["name"], [["From a file"]])
        self.assertTrue(result["ids"])
        self.assertFalse(self.Partner.browse(result["ids"]).monaco_collection_date)

    def test_copy_is_collected_today(self):
        self.partner.monaco_collection_date = "2024-02-03"
        copy = self.partner.with_user(self.sales).copy()
        self.assertEqual(str(copy.monaco_collection_date), "2025-06-15")

    def test_copy_by_who_may_not_see_the_fields(self):
        """Odoo reads every field that can be copied: one that is hidden must not forbid the copy."""
        user = new_test_user(
            self.env, "identity_copier", groups="base.group_user,base.group_partner_manager"
        )
        self.partner.write({"married_name": "Dupont", "street": "1 rue Grimaldi"})
        copy = self.partner.with_user(user).copy({"name": "Copied"})
        self.assertEqual(copy.sudo().street, "1 rue Grimaldi")
        self.assertFalse(copy.sudo().married_name, "whoever does not see it hands it to nobody")
        given = self.partner.with_user(self.sales).copy({"married_name": "Durand"})
        self.assertEqual(given.married_name, "Durand")
        self.assertEqual(self.partner.with_user(self.sales).copy().married_name, "Dupont")

    def test_creation_by_who_may_not_see_the_fields(self):
        user = new_test_user(
            self.env, "identity_plain", groups="base.group_user,base.group_partner_manager"
        )
        partner = self.Partner.with_user(user).create({"name": "Typed by another"})
        self.assertEqual(str(partner.sudo().monaco_collection_date), "2025-06-15")
        manager = new_test_user(
            self.env, "identity_erp", groups="base.group_erp_manager,base.group_partner_manager"
        )
        created = (
            self.env["res.users"]
            .with_user(manager)
            .create({"name": "Colleague", "login": "identity_colleague"})
        )
        self.assertTrue(created.partner_id)

    # Rights

    def test_every_field_has_groups(self):
        for name in FIELDS:
            self.assertTrue(self.Partner._fields[name].groups, name)
        self.assertTrue(self.env["res.partner.bank"]._fields["acc_number_masked"].groups)

    def test_portal_and_public_see_none(self):
        for login, group in (
            ("identity_portal", "base.group_portal"),
            ("identity_public", "base.group_public"),
        ):
            user = new_test_user(self.env, login, groups=group)
            own = user.partner_id.with_user(user)
            with self.subTest(user=login):
                self.assertFalse(set(FIELDS) & set(own.fields_get()))
                for name in FIELDS:
                    with self.assertRaises(AccessError):
                        own.read([name])
                    with self.assertRaises(AccessError):
                        own.search([(name, "!=", False)])
                    with self.assertRaises(AccessError):
                        own.write({name: False})
                for model in ("monaco.csp", "monaco.collection.source", "res.partner.bank"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])

    def test_sales_read_and_write(self):
        partner = self.partner.with_user(self.sales)
        partner.write(
            {
                "married_name": "Durand",
                "birthdate_date": "1980-05-04",
                "csp_id": self.env.ref("crm_monaco.csp_3").id,
                "monaco_collection_source_id": self.env.ref("crm_monaco.collection_source_fair").id,
            }
        )
        self.assertIn(
            partner, partner.search([("married_name", "=", "Durand"), ("csp_id.code", "=", "3")])
        )
        with self.assertRaises(AccessError):
            partner.read(["monaco_card_ids"])
        with self.assertRaises(AccessError):
            self.env["monaco.csp"].with_user(self.sales).create({"code": "9", "name": "X"})

    def test_views_by_group(self):
        plain = new_test_user(self.env, "identity_plain", groups="base.group_user")
        dpo = new_test_user(
            self.env, "identity_dpo", groups="base.group_user,crm_monaco.group_monaco_dpo"
        )
        for user, page, bank in (
            (plain, False, False),
            (self.sales, True, False),
            (dpo, True, True),
        ):
            form = etree.fromstring(self.Partner.with_user(user).get_view(view_type="form")["arch"])
            self.assertEqual(bool(form.xpath("//page[@name='monaco_identity']")), page)
            self.assertEqual(bool(form.xpath("//group[@name='monaco_bank']")), bank)
            self.assertEqual(bool(form.xpath("//field[@name='monaco_card_ids']")), bank)
            search = etree.fromstring(
                self.Partner.with_user(user).get_view(view_type="search")["arch"]
            )
            self.assertEqual(bool(search.xpath("//filter[@name='group_monaco_csp']")), page)
