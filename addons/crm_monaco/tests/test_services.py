from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


class ServicesCase(TransactionCase):
    """A company where services are strictly separated, a prospect, a stranger, and one user a service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Comptoir séparé"})
        cls.prospect = cls.env["res.partner"].create(
            {
                "name": "Zoé Prospect",
                "email": "zoe@prospect.example",
                "phone": "+37799990001",
                "birthdate_date": "1980-02-03",
                "function": "Architecte",
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Terrasse", "partner_id": cls.prospect.id, "company_id": cls.company.id}
        )
        cls.stranger = cls.env["res.partner"].create({"name": "Personne d'Autre"})
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": "MC5811222000010123456789030", "partner_id": cls.prospect.id}
        )
        cls.company.monaco_services_strict = True

    @classmethod
    def make_user(cls, login, service=None, groups="base.group_user"):
        user = new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[fields.Command.set(cls.company.ids)],
        )
        if service:
            cls.env["monaco.service.assignment"].create({"user_id": user.id, "service": service})
        return user

    def visible(self, user, records):
        return records.with_user(user).search([("id", "in", records.ids)])


@tagged("-at_install", "post_install")
class TestServices(ServicesCase):
    """Who is in which service, and what that shows of a person."""

    def test_plain_odoo_until_switched_on(self):
        self.company.monaco_services_strict = False
        user = self.make_user("plain")
        self.assertEqual(self.visible(user, self.stranger), self.stranger)
        self.company.monaco_services_strict = True
        self.assertFalse(self.visible(user, self.stranger))
        self.assertFalse(self.visible(user, self.prospect))
        colleague = self.make_user("colleague").partner_id
        self.assertEqual(self.visible(user, colleague), colleague, "colleagues stay")

    def test_sales_sees_prospects_without_bank_or_birth_date(self):
        user = self.make_user("sales", "sales")
        self.assertEqual(self.visible(user, self.prospect + self.stranger), self.prospect)
        person = self.prospect.with_user(user)
        self.assertEqual(person.function, "Architecte")
        with self.assertRaises(AccessError):
            person.read(["birthdate_date"])
        self.assertEqual(person.read(["bank_ids"])[0]["bank_ids"], [])
        with self.assertRaises(AccessError):
            self.bank.with_user(user).read(["acc_number"])
        self.prospect.active = False
        self.assertFalse(
            self.visible(user, self.prospect.with_context(active_test=False)), "nobody archived"
        )

    def test_sales_enters_a_contact_and_sees_it(self):
        user = self.make_user("sales", "sales")
        Form(self.env["res.partner"].with_user(user))  # nothing hidden fails on the empty form
        person = self.env["res.partner"].with_user(user).create({"name": "Nouvelle Rencontre"})
        person.invalidate_recordset()
        self.assertEqual(person.name, "Nouvelle Rencontre")
        self.assertEqual(self.visible(user, person), person)

    def test_nobody_in_a_service_sees_their_flags(self):
        user = self.make_user("sales", "sales")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(user).search([("monaco_for_sales", "=", True)])

    def test_two_services_are_a_union(self):
        user = self.make_user("two", "sales")
        self.env["monaco.service.assignment"].create({"user_id": user.id, "service": "maintenance"})
        self.assertEqual(self.visible(user, self.prospect), self.prospect)
        self.assertEqual(self.prospect.with_user(user).display_name, "Zoé Prospect")
        with self.assertRaises(AccessError):
            self.bank.with_user(user).read(["acc_number"])

    def test_maintenance_sees_itself_and_pseudonyms(self):
        user = self.make_user("maintenance", "maintenance")
        everybody = self.env["res.partner"].with_context(active_test=False)
        odoobot = self.env.ref("base.partner_root")
        self.assertEqual(everybody.with_user(user).search([]), odoobot | user.partner_id)
        self.assertFalse(self.env["crm.lead"].with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            self.lead.with_user(user).read(["name"])
        self.assertFalse(self.env["crm.lead"].with_user(user).has_access("create"))
        shown = self.prospect.with_user(user).sudo().display_name
        self.assertNotIn("Zoé", shown)
        self.assertIn(str(self.prospect.id), shown)
        self.assertNotIn("Zoé", self.lead.with_user(user).sudo().partner_id.display_name)
        self.assertEqual(self.prospect.display_name, "Zoé Prospect")

    def test_maintenance_can_enter_and_sees_the_health_alone(self):
        """OdooBot's greeting opened a conversation that they may not read: the first page was refused."""
        user = self.make_user("maintenance", "maintenance")
        user.with_user(user)._on_webclient_bootstrap()
        menus = self.env["ir.ui.menu"].with_user(user)
        roots = menus.browse(menus._visible_menu_ids()).filtered(lambda menu: not menu.parent_id)
        self.assertEqual(roots, self.env.ref("crm_monaco.monaco_health_root_menu"))

    def test_nobody_unseen_is_suggested_as_recipient(self):
        """A thread that is shared with somebody unseen opens all the same."""
        user = self.make_user("sales", "sales")
        self.lead.message_subscribe(self.stranger.ids)
        lead = self.lead.with_user(user)
        suggested = lead._message_get_suggested_recipients(additional_partners=self.stranger)
        self.assertNotIn(self.stranger.id, [row["partner_id"] for row in suggested])
        self.assertIn(self.prospect.id, [row["partner_id"] for row in suggested])

    def test_maintenance_never_has_the_settings(self):
        with self.assertRaises(ValidationError):
            self.make_user("maintenance", "maintenance", groups="base.group_system")

    def test_maintenance_never_gets_the_settings_by_another_way(self):
        user = self.make_user("maintenance", "maintenance")
        system, service = (
            self.env.ref("base.group_system"),
            self.env.ref("crm_monaco.group_service_maintenance"),
        )
        club = self.env["res.groups"].create({"name": "Club", "user_ids": user.ids})
        for power in (system, self.env.ref("base.group_erp_manager")):
            ways = (
                lambda power=power: power.write({"user_ids": [fields.Command.link(user.id)]}),
                lambda power=power: club.write({"implied_ids": [fields.Command.link(power.id)]}),
                lambda power=power: power.write({"implied_by_ids": [fields.Command.link(club.id)]}),
                lambda power=power: service.write({"implied_ids": [fields.Command.link(power.id)]}),
                lambda power=power: user.write({"group_ids": [fields.Command.link(power.id)]}),
                lambda power=power: self.env["res.groups"].create(
                    {"name": "Bis", "user_ids": user.ids, "implied_ids": power.ids}
                ),
            )
            for number, way in enumerate(ways):
                with (
                    self.subTest(way=number),
                    self.assertRaises(ValidationError),
                    self.cr.savepoint(),
                ):
                    way()
                self.env.invalidate_all()
        self.assertFalse(user.has_group("base.group_system"))
        # and whoever has them does not become maintenance
        boss = self.make_user("boss", groups="base.group_user,base.group_system")
        with self.assertRaises(ValidationError):
            service.write({"user_ids": [fields.Command.link(boss.id)]})

    def test_window_opens_named_records_and_closes_by_itself(self):
        user = self.make_user("maintenance", "maintenance")
        until = fields.Datetime.now() + timedelta(hours=1)
        window = self.env["monaco.window"]._open(user, self.prospect, "ticket 12", until)
        self.env["monaco.window"]._open(user, self.lead, "ticket 12", until)
        self.assertEqual(self.visible(user, self.prospect + self.stranger), self.prospect)
        self.assertEqual(self.lead.with_user(user).read(["name"])[0]["name"], "Terrasse")
        with self.assertRaises(AccessError):
            self.prospect.with_user(user).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.stranger.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            window.with_user(user).action_close()
        self.patch(fields.Datetime, "now", lambda: until + timedelta(seconds=1))
        self.assertFalse(self.visible(user, self.prospect), "no action was needed")
        self.assertFalse(self.env["crm.lead"].with_user(user).has_access("read"))

    def test_only_who_is_in_charge_opens_a_window(self):
        user, sales = self.make_user("maintenance", "maintenance"), self.make_user("sales", "sales")
        chief = self.make_user("chief", groups="base.group_user,crm_monaco.group_monaco_dpo")
        vals = {
            "user_id": user.id,
            "reason": "ticket 12",
            "until": fields.Datetime.now() + timedelta(hours=1),
        }
        wizard = self.env["monaco.window.open"].with_context(
            active_model="res.partner", active_ids=self.prospect.ids
        )
        with self.assertRaises(AccessError):
            wizard.with_user(sales).create(vals)
        wizard.with_user(chief).create(vals).action_open()
        self.assertEqual(self.visible(user, self.prospect), self.prospect)
        mine = self.env["monaco.window"].with_user(user).search([])
        self.assertEqual(mine.given_by_id, chief)
        self.assertIn("Zoé Prospect", mine.records)
        with self.assertRaises(UserError):
            wizard.with_user(chief).create({**vals, "user_id": sales.id}).action_open()
        with self.assertRaises(UserError):
            wizard.with_user(chief).create(
                {**vals, "until": fields.Datetime.now() + timedelta(days=30)}
            ).action_open()

    def test_overview_tells_who_sees_what(self):
        chief = self.make_user("chief", groups="base.group_user,crm_monaco.group_monaco_admin")
        sales, outside = self.make_user("sales", "sales"), self.make_user("outside")
        page = self.env["monaco.service.overview"].with_user(chief).create({})
        self.assertIn(sales.name, page.table_html)
        self.assertIn(outside.name, page.warnings_html)
        self.assertIn(outside.name, page.simulation_html)
        rows = {row["user"]: row["counts"][0] for row in page._get_simulation()}
        self.assertEqual(*rows[chief.name], "the administrator loses nothing")
        with self.assertRaises(AccessError):
            self.env["monaco.service.overview"].with_user(sales).create({})

    def test_overview_warns_of_each_thing_that_undoes_the_services(self):
        chief = self.make_user("chief", groups="base.group_user,crm_monaco.group_monaco_admin")
        page = self.env["monaco.service.overview"].with_user(chief).create({})

        def warned(words, name):
            return any(words in line and name in line for line in page._get_warnings())

        user = self.make_user("somebody")
        self.assertTrue(warned("In no service", "somebody"))
        self.env["monaco.service.assignment"].create({"user_id": user.id, "service": "sales"})
        self.assertFalse(warned("In no service", "somebody"))
        for power in ("base.group_system", "base.group_erp_manager", "base.group_allow_export"):
            self.assertFalse(warned("technical rights", "somebody"), power)
            user.group_ids += self.env.ref(power)
            self.assertTrue(warned("technical rights", "somebody"), power)
            user.group_ids -= self.env.ref(power)
        self.make_user("unwritten", groups="crm_monaco.group_service_sales")
        self.assertTrue(warned("nobody wrote down", "unwritten"))
        self.assertFalse(warned("nobody wrote down", "somebody"))
        club = self.env["res.groups"].create({"name": "Club ouvert"})
        self.assertFalse(warned("Given to every new user", "Club ouvert"))
        self.env.ref("base.default_user_group").implied_ids += club
        self.assertTrue(warned("Given to every new user", "Club ouvert"))
        self.assertTrue(warned("second factor", "somebody"))

    def test_many_are_counted_not_all_named(self):
        names = self.env["monaco.service.overview"]._get_names
        few, many = [f"user {number}" for number in range(6)], [f"u{n}" for n in range(200)]
        self.assertEqual(names(few + few), ", ".join(few))
        self.assertIn("u5", names(many))
        self.assertNotIn("u6", names(many))
        self.assertIn("194", names(many))

    def test_simulation_tells_what_would_be_lost(self):
        self.company.monaco_services_strict = False
        chief = self.make_user("chief", groups="base.group_user,crm_monaco.group_monaco_admin")
        outside = self.make_user("outside")
        page = self.env["monaco.service.overview"].with_user(chief).create({})
        now, then = {row["user"]: row["counts"][0] for row in page._get_simulation()}[outside.name]
        self.assertGreater(now, then)
        self.company.monaco_services_strict = True
        self.assertEqual(
            self.env["res.partner"].with_user(outside).search_count([("active", "=", True)]), then
        )

    def test_no_service_hides_what_a_name_is_made_of(self):
        for service in self.env["monaco.service"]._get_services().values():
            for name, hidden in service.hidden.items():
                if name in self.env:
                    model = self.env[name]
                    needed = {"name", "display_name", "complete_name", model._rec_name}
                    needed |= set(model._rec_names_search or ())
                    self.assertFalse(hidden & needed, (service.code, name))

    def test_window_without_a_reason_is_refused(self):
        user = self.make_user("maintenance", "maintenance")
        with self.assertRaises(ValidationError):
            self.env["monaco.window"]._open(
                user, self.prospect, " ", fields.Datetime.now() + timedelta(hours=1)
            )

    def test_refusal_names_nobody(self):
        user = self.make_user("sales", "sales")
        # developer mode, where Odoo names the records that it refuses
        self.patch(type(user), "has_group", lambda *args: True)
        with self.assertRaises(AccessError) as refusal:
            self.stranger.with_user(user).check_access("read")
        self.assertNotIn("Personne", str(refusal.exception))

    # ------------------------------------------------------------------ assignments

    def test_access_begins_and_ends_at_the_date(self):
        user = self.make_user("leaver")
        today = fields.Date.context_today(self.env.user)
        rows = self.env["monaco.service.assignment"]
        planned = rows.create(
            {"user_id": user.id, "service": "sales", "since": today + timedelta(days=1)}
        )
        self.assertEqual(planned.state, "planned")
        self.assertFalse(self.visible(user, self.prospect))
        planned.since = today
        self.assertEqual(self.visible(user, self.prospect), self.prospect)
        planned.write({"since": today - timedelta(days=9), "until": today - timedelta(days=1)})
        self.assertEqual(planned.state, "ended")
        self.assertFalse(self.visible(user, self.prospect))
        self.company.monaco_services_strict = False
        self.assertFalse(self.visible(user, self.prospect), "who left sees nobody, strict or not")

    def test_scheduled_action_ends_what_is_over(self):
        user = self.make_user("leaver", "sales")
        row = self.env["monaco.service.assignment"].search([("user_id", "=", user.id)])
        yesterday = fields.Date.context_today(self.env.user) - timedelta(days=1)
        self.env.cr.execute(
            "UPDATE monaco_service_assignment SET since = %s, until = %s WHERE id = %s",
            [yesterday, yesterday, row.id],
        )
        self.env.invalidate_all()
        self.assertTrue(user.has_group("crm_monaco.group_service_sales"))
        with self.enter_registry_test_mode():
            self.env.ref("crm_monaco.ir_cron_services").method_direct_trigger()
        self.assertFalse(user.has_group("crm_monaco.group_service_sales"))
        self.assertFalse(user.has_group("sales_team.group_sale_salesman"))

    def test_who_may_assign(self):
        admin = self.make_user("chief", groups="base.group_user,crm_monaco.group_monaco_admin")
        user, sales = self.make_user("new"), self.make_user("sales", "sales")
        rows = self.env["monaco.service.assignment"]
        row = rows.with_user(admin).create({"user_id": user.id, "service": "sales"})
        self.assertEqual(row.given_by_id, admin)
        with self.assertRaises(AccessError):
            rows.with_user(admin).create({"user_id": admin.id, "service": "dpo"})
        with self.assertRaises(AccessError):
            rows.with_user(sales).create({"user_id": sales.id, "service": "admin"})
        with self.assertRaises(AccessError):
            row.with_user(admin).write({"user_id": admin.id})
        with self.assertRaises(AccessError):
            row.with_user(admin).unlink()

    def test_who_may_separate(self):
        user = self.make_user("boss", groups="base.group_user,base.group_system")
        with self.assertRaises(AccessError):
            self.company.with_user(user).write({"monaco_services_strict": False})

    def test_nothing_empty_is_left_on_the_screens(self):
        """A tab that held one hidden field goes with it, a button that counted one too; others stay."""
        view = self.env["ir.ui.view"].create(
            {
                "name": "tabs",
                "model": "res.partner",
                "arch": """<form><button name="create_company" type="object" icon="fa-calendar"><field
                    name="birthdate_date" /></button><button name="open_commercial_entity" type="object"><field
                    name="name" /></button>
                    <notebook><page string="Gone"><group><field name="birthdate_date" /></group></page>
                    <page string="Stays"><field name="birthdate_date" /><field name="name" /></page>
                    </notebook></form>""",
            }
        )
        for login, gone in (("sales", True), ("none", False)):
            user = self.make_user(login, login if gone else "")
            arch = (
                self.env["res.partner"].with_user(user).get_views([(view.id, "form")])["views"]
            )["form"]["arch"]
            self.assertEqual("Gone" not in arch and "fa-calendar" not in arch, gone)
            self.assertIn("Stays", arch)
            self.assertIn("open_commercial_entity", arch)

    def test_hidden_fields_are_absent_from_the_screens(self):
        user = self.make_user("sales", "sales")
        views = (
            self.env["res.partner"].with_user(user).get_views([(False, "form"), (False, "search")])
        )
        for view in views["views"].values():
            for name in ("bank_ids", "birthdate_date"):
                self.assertNotIn(name, view["arch"])
        self.assertFalse(
            views["models"]["res.partner"]["fields"].keys() & {"bank_ids", "birthdate_date"}
        )
