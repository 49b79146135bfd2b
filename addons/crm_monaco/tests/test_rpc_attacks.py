import inspect
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_guards import ENGINE_VALUES, GuardCase

# What users of the file may call; everything else is the person in charge's alone.
USERS_MAY = {
    ("mailing.mailing", "action_monaco_count"),  # whoever writes mailings
    ("crm.lead", "action_monaco_solicit"),
    ("crm.lead", "action_monaco_note_exchange"),
    ("res.partner", "action_monaco_solicit"),
    ("res.partner", "action_monaco_let_go"),
    ("res.partner", "action_monaco_keep_on_list"),
    ("res.partner", "action_monaco_open_exchange"),
    ("monaco.exchange", "action_confirm"),
    ("monaco.hold", "action_open_document"),
    ("monaco.dashboard", "get_dashboard"),
    ("monaco.release", "action_open"),
    ("monaco.consent.wizard", "action_record"),
    ("res.partner", "action_monaco_ask_consent"),
    ("res.partner", "action_monaco_consent_receipt"),
}
ARGUMENTS = {"reason": "Essai", "channel": "phone", "message": "x", "domain": []}
PREFIX = "odoo.addons.crm_monaco"


class AttackCase(GuardCase, HttpCase):
    """Attackers with keys of their own, and a file worth attacking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._make_user("interne", "base.group_user")
        cls.reader = cls._make_user("fichier", "crm_monaco.group_monaco_user")
        cls.strangers = (cls.portal, cls.plain)
        cls.staff = (cls.reader, cls.sales, cls.admin)
        cls.person = cls.make_prospect("Cible Unique", cls.years(2), email="cible@example.com")
        cls.lead = cls.env["crm.lead"].search([("partner_id", "=", cls.person.id)])
        cls.held = cls.make_prospect("Cible Tenue", cls.years(2))
        cls.hold = cls.env["monaco.manual.hold"].create(
            {
                "partner_id": cls.held.id,
                "type_id": cls.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Essai",
                "company_id": cls.company.id,
            }
        )
        cls.archived = cls.make_prospect("Cible Rangée", cls.years(1))
        cls.run_ = cls.env["monaco.run"].sudo()._prepare(cls.company)
        cls.set_columns(cls.archived, monaco_state="archived", active=False)
        soon = fields.Datetime.now() + timedelta(hours=1)
        cls.keys = {
            user: cls.env(user=user)["res.users.apikeys"].sudo()._generate("rpc", "essai", soon)
            for user in (*cls.strangers, *cls.staff, cls.dpo)
        }
        cls.env.flush_all()

    def ids_of(self, model):
        """Return ids of records of ``model`` that exist, made above rights."""
        own = {
            "res.partner": self.archived,
            "crm.lead": self.lead,
            "monaco.run": self.run_,
            "monaco.run.line": self.run_.line_ids[:1],
            "monaco.manual.hold": self.hold,
            "res.company": self.company,
        }
        if model in own:
            return own[model].ids
        values = {
            "monaco.reason": {"action": "restore", "reason": "Essai"},
            "monaco.exchange": {},
            "monaco.setup": {"company_id": self.company.id},
            "monaco.rows": {"run_id": self.run_.id},
            # somebody else's: anybody may have one of their own
            "mail.compose.message": {"composition_mode": "mass_mail", "model": "res.partner"},
            "sms.composer": {"composition_mode": "mass", "res_model": "res.partner", "body": "x"},
        }
        records = self.env[model].sudo()
        if model in values:
            return records.create(values[model]).ids
        if records._abstract or not records._auto:
            return [1]
        return records.search([], limit=1).ids or [1]

    def state(self):
        """Return everything that a decision changes."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT (SELECT md5(string_agg(concat_ws('|', id, name, active, monaco_state, monaco_deadline,
                                                       monaco_restored_on, monaco_let_go), ',' ORDER BY id))
                         FROM res_partner),
                      (SELECT md5(string_agg(concat_ws('|', id, state, approved_by_id, wave), ',' ORDER BY id))
                         FROM monaco_run),
                      (SELECT md5(string_agg(concat_ws('|', run_id, state, count), ',' ORDER BY run_id, state))
                         FROM (SELECT run_id, state, count(*) FROM monaco_run_line GROUP BY 1, 2) x),
                      (SELECT count(*) FROM monaco_journal), (SELECT count(*) FROM monaco_solicitation),
                      (SELECT count(*) FROM monaco_hold), (SELECT count(*) FROM monaco_batch),
                      (SELECT md5(string_agg(concat_ws('|', id, state, date_end, reason), ',' ORDER BY id))
                         FROM monaco_manual_hold),
                      (SELECT md5(string_agg(concat_ws('|', id, monaco_retention_on, monaco_two_persons,
                                                       monaco_archive_days), ',' ORDER BY id)) FROM res_company),
                      (SELECT count(*) FROM crm_lead), (SELECT count(*) FROM mail_mail)"""
        )
        return self.env.cr.fetchone()

    # ------------------------------------------------------------------ doors

    def json2(self, user, model, method, **values):
        """Call ``/json/2`` with the user's key; return ``(status, body)``."""
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(values),
            headers={
                "Authorization": f"bearer {self.keys[user]}",
                "Content-Type": "application/json",
            },
        )
        return answer.status_code, answer.json()

    def jsonrpc(self, user, model, method, *args, **kwargs):
        """Call ``/jsonrpc`` with the user's key as password; return ``(result, name of the error)``."""
        arguments = [
            self.env.cr.dbname,
            user.id,
            self.keys[user],
            model,
            method,
            list(args),
            kwargs,
        ]
        return self._post("/jsonrpc", service="object", method="execute_kw", args=arguments)

    def web(self, model, method, *args, **kwargs):
        """Call as the web client of whoever is logged in."""
        address = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(address, model=model, method=method, args=list(args), kwargs=kwargs)

    def _post(self, address, **params):
        answer = self.url_open(
            address,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        error = answer.get("error")
        return answer.get("result"), error and error["data"]["name"].rsplit(".", 1)[-1]


@tagged("-at_install", "post_install")
class TestRpcAttacks(AttackCase):
    maxDiff = None
    """Whatever our addons let be called from outside, read from the registry: nothing can be forgotten.

    One class: the file worth attacking is made once.
    """

    def public_methods(self):
        """Yield ``(model, method, function)`` of the public methods that our addons bring."""
        for name in sorted(self.env.registry.models):
            cls = type(self.env[name])
            for method in sorted(set(dir(cls))):
                if method.startswith("_"):
                    continue
                makers = [one for one in cls.__mro__ if method in one.__dict__]
                if not makers or not all(
                    one.__module__.startswith(PREFIX)
                    for one in makers
                    if one.__module__ != "odoo.api"
                ):
                    continue  # Odoo's, or an extension of Odoo's: tested door by door below
                if any(
                    method in one.__dict__
                    for one in cls.__mro__
                    if one.__module__.startswith("odoo.orm")
                ):
                    continue
                function = getattr(cls, method)
                if inspect.isfunction(function) and getattr(function, "__module__", "").startswith(
                    PREFIX
                ):
                    yield name, method, function

    def call(self, user, model, method, function):
        names = list(inspect.signature(function).parameters)[1:]
        unknown = set(names) - set(ARGUMENTS)
        self.assertFalse(unknown, f"{model}.{method}: say what to call it with in ARGUMENTS")
        values = {name: ARGUMENTS[name] for name in names}
        if not hasattr(function, "_api_model"):
            values["ids"] = self.ids_of(model)
        context = {"active_model": "res.partner", "active_ids": self.person.ids}
        return self.json2(user, model, method, context=context, **values)

    def test_every_one_refuses(self):
        found = list(self.public_methods())
        self.assertGreater(len(found), 25, "the registry was not read")
        names = {(model, method) for model, method, _function in found}
        self.assertIn(("monaco.run", "action_approve"), names)
        self.assertIn(("res.partner", "action_monaco_restore"), names)
        before, let_through = self.state(), []
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2"):
            for model, method, function in found:
                users = self.strangers
                if (model, method) not in USERS_MAY:
                    users += self.staff
                for user in users:
                    status, body = self.call(user, model, method, function)
                    if status != 403:
                        let_through.append(
                            f"{model}.{method} by {user.login}: {status} {body}"[:200]
                        )
        self.assertEqual("\n".join(let_through), "")
        self.assertEqual(self.state(), before)

    def test_what_users_may_they_may(self):
        """The list above tells the truth: a name that nobody may call any more is taken off it."""
        known = {(model, method) for model, method, _function in self.public_methods()}
        self.assertFalse(
            {one for one in USERS_MAY if one[0] in self.env} - known, "not a public method any more"
        )
        for method in ("action_monaco_solicit", "action_monaco_let_go"):
            self.assertEqual(
                self.json2(self.sales, "res.partner", method, ids=self.person.ids)[0], 200
            )

    def test_private_methods_cannot_be_called(self):
        private = [
            (name, method)
            for name in sorted(self.env.registry.models)
            for method, function in inspect.getmembers(type(self.env[name]), inspect.isfunction)
            if method.startswith("_") and (function.__module__ or "").startswith(PREFIX)
        ]
        self.assertGreater(len(private), 100)
        for name, method in private:
            with self.assertRaises(AccessError):
                get_public_method(self.env[name], method)
        before = self.state()
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2"):
            for model, method in (
                ("monaco.run", "_approve"),
                ("monaco.retention", "_cron_retention"),
                ("monaco.journal", "init"),
                ("monaco.rows", "_foresee"),
                ("ir.actions.server", "_refuse_monaco"),
            ):
                for user in (self.dpo, self.admin):
                    self.assertEqual(self.json2(user, model, method)[0], 403, method)
                    self.assertEqual(self.jsonrpc(user, model, method, [])[1], "AccessError")
        self.assertEqual(self.state(), before)

    def test_without_a_key(self):
        for header in ({}, {"Authorization": "bearer " + "0" * 40}):
            answer = self.url_open(
                "/json/2/monaco.run/action_approve",
                data=json.dumps({"ids": self.run_.ids}),
                headers={"Content-Type": "application/json", **header},
            )
            self.assertIn(answer.status_code, (401, 403))
        self.assertEqual(self.run_.state, "preview")

    # ------------------------------------------------------------------ every door

    def test_decisions(self):
        attacks = (
            ("monaco.run", "action_approve", [self.run_.ids]),
            ("monaco.run", "action_cancel", [self.run_.ids]),
            ("monaco.run", "write", [self.run_.ids, {"state": "approved"}]),
            ("monaco.run", "web_save", [self.run_.ids, {"state": "approved"}, {}]),
            ("monaco.run", "create", [[{"state": "approved", "today": "2030-01-01"}]]),
            ("monaco.run", "copy", [self.run_.ids]),
            ("monaco.run", "name_create", ["x"]),
            ("monaco.run", "load", [["state"], [["approved"]]]),
            ("monaco.run", "unlink", [self.run_.ids]),
            ("monaco.journal", "search_read", []),
            ("monaco.journal", "formatted_read_group", [[], ["ground"], ["__count"]]),
            ("monaco.journal", "export_data", [[1], ["res_id"]]),
            ("monaco.run.line", "search_read", []),
            ("monaco.hold", "unlink", [self.held.monaco_hold_ids.ids]),
            ("monaco.manual.hold", "write", [self.hold.ids, {"state": "ended"}]),
            ("monaco.manual.hold", "write", [self.hold.ids, {"date_end": "2020-01-01"}]),
            ("monaco.manual.hold", "unlink", [self.hold.ids]),
            ("res.company", "write", [self.company.ids, {"monaco_retention_on": True}]),
            ("res.partner", "write", [self.person.ids, {"monaco_state": "anonymised"}]),
            ("res.partner", "write", [self.held.ids, {"monaco_hold_ids": [[5]]}]),
            ("res.partner", "write", [self.archived.ids, {"active": True}]),
            ("res.partner", "unlink", [self.held.ids]),
            ("monaco.reason", "create", [[{"action": "restore", "reason": "x"}]]),
        )
        before = self.state()
        for user in (*self.strangers, *self.staff):
            self.authenticate(user.login, user.login)
            for model, method, args in attacks:
                with self.subTest(user=user.login, model=model, method=method):
                    with mute_logger("odoo.http", "odoo.sql_db", "odoo.models"):
                        answers = (
                            self.jsonrpc(user, model, method, *args),
                            self.web(model, method, *args),
                        )
                    for result, error in answers:
                        if method == "load" and not error:
                            self.assertFalse(result["ids"])
                        else:
                            self.assertIn(error, ("AccessError", "UserError", "ValidationError"))
        self.assertEqual(self.state(), before)

    def test_wizard_with_forged_records(self):
        """Even whoever has somebody's wizard gets no further: what acts checks."""
        wizards = self.env["monaco.reason"].sudo()
        actions = {
            "restore": self.archived,
            "end_hold": self.hold,
            "exclude": self.run_.line_ids[:1],
        }
        before = self.state()
        for action, records in actions.items():
            wizard = wizards.create({"action": action, "reason": "Forgé"})
            context = {"active_ids": records.ids, "active_model": records._name}
            for user in (*self.strangers, *self.staff):
                with mute_logger("odoo.http"):
                    answer = self.jsonrpc(
                        user, "monaco.reason", "action_confirm", wizard.ids, context=context
                    )
                self.assertEqual(answer[1], "AccessError", (action, user.login))
                with self.assertRaises(AccessError):
                    wizard.with_user(user).sudo(False).with_context(**context).action_confirm()
                # … nor does the code below the wizard, called with the wizard's rights lent
                self.env.flush_all()
        self.assertEqual(self.state(), before)

    def test_wizards_of_others(self):
        mine = (
            self.env["monaco.exchange"].with_user(self.sales).create({"note": "Il veut un devis"})
        )
        other = self._make_user("vente2", "sales_team.group_sale_manager")
        other_dpo = self._make_user("dpo2", "crm_monaco.group_monaco_dpo")
        context = {"active_model": "res.partner", "active_ids": self.person.ids}
        for user in (other, other_dpo):
            for method, args in (
                ("read", [["note"]]),
                ("write", [{"note": "x"}]),
                ("action_confirm", []),
            ):
                with self.assertRefused():
                    self.rpc(user, "monaco.exchange", method, mine.ids, *args, context=context)
        setup = self.env["monaco.setup"].with_user(self.dpo).create({})
        for method in ("action_next", "action_finish"):
            with self.assertRefused():
                self.rpc(other_dpo, "monaco.setup", method, setup.ids)
        self.assertEqual(self.run_.state, "preview")

    def test_exchange_with_persons_out_of_reach(self):
        other = self.make_company("Autre maison")
        foreign = self.make_prospect("Ailleurs", self.years(2), other, company_id=other.id)
        before = self.state()
        for ids, model in (
            (foreign.ids, "res.partner"),
            (self.archived.ids, "res.partner"),
            ((self.person | foreign).ids, "res.partner"),
            ([999999999], "res.partner"),
            (self.person.ids, "res.users"),
            ([], "res.partner"),
        ):
            context = {"active_ids": ids, "active_model": model}
            with self.assertRefused():
                wizard = self.env["monaco.exchange"].with_user(self.reader).create({})
                self.rpc(
                    self.reader, "monaco.exchange", "action_confirm", wizard.ids, context=context
                )
        self.assertEqual(self.state(), before)

    # ------------------------------------------------------------------ contexts, commands, aggregates, server actions

    def test_context(self):
        tricks = {f"default_{name}": value for name, value in ENGINE_VALUES.items()}
        for context in (
            *({name: value} for name, value in tricks.items()),
            {"default_monaco_previous_id": self.archived.id},
        ):
            with self.assertRefused():
                self.rpc(self.sales, "res.partner", "name_create", "Neuve", context=context)
        context = {"active_test": False, "monaco_wave": 1, "monaco_reason": "x", "su": True}
        before = self.state()
        for user in self.staff:
            for model, method, args in (
                ("monaco.run", "action_preview", []),
                ("monaco.run", "action_approve", [self.run_.ids]),
                ("monaco.manual.hold", "action_end", [self.hold.ids]),
                ("res.partner", "action_monaco_restore", [self.archived.ids, "x"]),
            ):
                with self.assertRefused():
                    self.rpc(user, model, method, *args, context=context)
        self.assertEqual(self.state(), before)
        # whoever is in charge is asked for a reason, whatever the context says of the company
        other = self.make_company("Autre maison")
        with self.assertRefused():
            action = self.rpc(
                self.dpo,
                "monaco.run",
                "action_preview",
                context={"allowed_company_ids": other.ids},
            )
            self.assertNotIn(other, self.env["monaco.run"].browse(action["res_id"]).company_ids)

    def test_commands_through_relations(self):
        child = self.make_person("Enfant", parent_id=self.person.id)
        hold = self.held.monaco_manual_hold_ids
        attacks = (
            (self.person, {"child_ids": [(1, child.id, {"monaco_state": "archived"})]}),
            (self.person, {"child_ids": [(0, 0, {"name": "x", "monaco_deadline": "2099-01-01"})]}),
            (self.held, {"monaco_manual_hold_ids": [(2, hold.id)]}),
            (self.held, {"monaco_manual_hold_ids": [(3, hold.id)]}),
            (self.held, {"monaco_manual_hold_ids": [(5,)]}),
            (self.held, {"monaco_manual_hold_ids": [(6, 0, [])]}),
            (self.held, {"monaco_manual_hold_ids": [(1, hold.id, {"state": "ended"})]}),
        )
        before = self.state()
        for user in self.staff:
            for record, values in attacks:
                with self.assertRefused():
                    self.rpc(user, "res.partner", "write", record.ids, values)
        # the person in charge neither: a hold is ended, with a reason
        for record, values in attacks:
            with self.assertRefused():
                self.rpc(self.dpo, "res.partner", "write", record.ids, values)
        self.assertEqual(self.state(), before)

    def test_no_oracle_for_the_portal(self):
        """Neither a filter nor a group nor an order nor an export tells the portal what it may not read."""
        own = self.portal.partner_id
        names = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if name.startswith("monaco_")
        ]
        self.assertGreater(len(names), 12)
        attacks = []
        for name in names:
            field = self.env["res.partner"]._fields[name]
            domain = [(name, "!=", False)]
            attacks += [
                ("res.partner", "read", [own.ids, [name]]),
                ("res.partner", "search_count", [domain]),
                ("res.users", "search_count", [[(f"partner_id.{name}", "!=", False)]]),
                ("res.users", "search_count", [domain]),
                ("res.partner", "search_count", [[("parent_id", "any", domain)]]),
                ("res.partner", "export_data", [own.ids, [name]]),
            ]
            if field.store and field.column_type:
                attacks += [
                    ("res.partner", "formatted_read_group", [[], [name], ["__count"]]),
                    ("res.partner", "search", [[], 0, None, f"{name} desc"]),
                ]
        for model, method, args in attacks:
            with self.subTest(model=model, method=method, args=args), self.assertRefused():
                self.rpc(self.portal, model, method, *args)
        for name in names:
            self.assertNotIn(name, self.rpc(self.portal, "res.partner", "fields_get"))

    def _server_action(self, model, **values):
        return self.env["ir.actions.server"].create(
            {"name": "Détour", "model_id": self.env["ir.model"]._get(model).id, **values}
        )

    def _run_action(self, user, action, record):
        context = {
            "active_model": record._name,
            "active_id": record.id,
            "active_ids": record.ids,
        }
        self.rpc(user, "ir.actions.server", "run", action.ids, context=context)

    def test_server_actions(self):
        """Odoo runs “update the record” above everybody's rights; not on what the engine decides."""
        writes = (
            (
                self.person,
                "monaco_state",
                {"selection_value": ("res.partner", "monaco_state", "anonymised")},
            ),
            (self.person, "monaco_deadline", {"value": "2099-01-01"}),
            (self.lead, "partner_id.monaco_deadline", {"value": "2099-01-01"}),
            (self.run_, "state", {"selection_value": ("monaco.run", "state", "approved")}),
            (
                self.run_.line_ids[:1],
                "run_id.state",
                {"selection_value": ("monaco.run", "state", "approved")},
            ),
            (self.company, "monaco_retention_on", {"update_boolean_value": "true"}),
            (self.person, "company_id.monaco_retention_on", {"update_boolean_value": "true"}),
            (self.hold, "state", {"selection_value": ("monaco.manual.hold", "state", "ended")}),
            (self.held, "monaco_hold_ids", {"update_m2m_operation": "clear"}),
            (self.archived, "active", {"update_boolean_value": "true"}),
            (
                self.portal,
                "monaco_state",
                {"selection_value": ("res.partner", "monaco_state", "archived")},
            ),
        )
        self.person.company_id = self.company
        before = self.state()
        for record, path, values in writes:
            with self.subTest(model=record._name, path=path):
                if "selection_value" in values:
                    model, fname, value = values["selection_value"]
                    selection = self.env["ir.model.fields.selection"].search(
                        [
                            ("field_id.model", "=", model),
                            ("field_id.name", "=", fname),
                            ("value", "=", value),
                        ]
                    )
                    self.assertTrue(selection)
                    values = {"selection_value": selection.id}
                action = self._server_action(
                    record._name, state="object_write", update_path=path, **values
                )
                with self.assertRefused("server action|not"):
                    self._run_action(self.admin, action, record)
        code = self._server_action(
            "res.partner",
            state="code",
            code="records.write({'monaco_state': 'anonymised'}); env['monaco.run'].search([]).action_approve()",
        )
        with self.assertRefused():
            self._run_action(self.admin, code, self.person)
        create = self._server_action(
            "res.partner",
            state="object_create",
            crud_model_id=self.env["ir.model"]._get("monaco.run").id,
            value="x",
        )
        with self.assertRefused("server action"):
            self._run_action(self.admin, create, self.person)
        self.assertEqual(self.state(), before)

    def test_server_actions_on_the_rest_still_run(self):
        action = self._server_action(
            "res.partner",
            state="object_write",
            update_path="comment",
            html_value="<p>vu</p>",
            evaluation_type="value",
        )
        self._run_action(self.admin, action, self.person)
        self.assertIn("vu", self.person.comment)
        clock = self.env.ref("crm_monaco.clock_prospect")
        action = self._server_action(
            "monaco.clock",
            state="object_write",
            update_path="months",
            value="11",
            evaluation_type="value",
        )
        self._run_action(self.admin, action, clock)
        self.assertEqual(clock.months, 11)
        active = self._server_action(
            "res.partner", state="object_write", update_path="active", update_boolean_value="false"
        )
        self._run_action(self.admin, active, self.person)
        self.assertFalse(self.person.active)

    # ------------------------------------------------------------------ a neutralised copy

    def test_nothing_runs_nothing_leaves(self):
        self.retention_on()
        self.run_._approve()
        self.env["ir.config_parameter"].sudo().set_param("database.is_neutralized", True)
        seller = self._make_user("vendeuse", "sales_team.group_sale_salesman")
        near = self.make_prospect(
            "Bientôt", self.years(1) - self.years(0, days=20), user_id=seller.id
        )
        self.refresh()
        self.assertTrue(near.monaco_due_soon)
        system = self._make_user("systeme", "base.group_system,crm_monaco.group_monaco_dpo")
        before = self.state()
        for name in ("ir_cron_retention", "ir_cron_digest"):
            cron = self.env.ref(f"crm_monaco.{name}")
            with self.enter_registry_test_mode(), mute_logger("odoo.addons.base.models.ir_cron"):
                cron.with_user(system).method_direct_trigger()
        self.assertEqual(self.state(), before)
        self.assertEqual(self.run_.state, "approved")
        limited = self.env["monaco.manual.hold"].create(
            {
                "partner_id": self.person.id,
                "type_id": self.env.ref("crm_monaco.hold_type_limitation").id,
                "reason": "Demande",
            }
        )
        self.assertTrue(limited)
        self.assertFalse(
            self.env["mail.mail"].search(
                [("model", "=", "monaco.manual.hold"), ("res_id", "=", limited.id)]
            ),
            "nobody is told of what happens in a copy",
        )
        limited.action_end("Essai")
        self.env["ir.config_parameter"].sudo().set_param("database.is_neutralized", False)
        self.run_nightly()
        self.assertErased(self.person)  # it is being a copy, and nothing else, that held it
