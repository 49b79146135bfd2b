from odoo.tests import tagged

from odoo.addons.crm_monaco.tests.common import MonacoCase


@tagged("-at_install", "post_install")
class TestDataRecycle(MonacoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.held, cls.free = (
            cls.make_prospect(name, cls.years(3)) for name in ("Recyclée Tenue", "Recyclée Libre")
        )
        cls.env["monaco.manual.hold"].create(
            {
                "partner_id": cls.held.id,
                "type_id": cls.env.ref("crm_monaco.hold_type_legal_hold").id,
                "reason": "Essai",
            }
        )
        cls.env.flush_all()

    def _make_rule(self, model, action, mode="manual"):
        return self.env["data_recycle.model"].create(
            {
                "name": "Essai",
                "res_model_id": self.env["ir.model"]._get_id(model),
                "recycle_action": action,
                "recycle_mode": mode,
                "domain": "[('name', 'ilike', 'Recyclée')]",
            }
        )

    def test_held_persons_stay(self):
        for model in ("crm.lead", "res.partner"):
            for action in ("archive", "unlink"):
                with self.subTest(model=model, action=action):
                    rule = self._make_rule(model, action)
                    rule.action_recycle_records()
                    lines = rule.recycle_record_ids
                    told = lines.action_validate()
                    left = rule.recycle_record_ids
                    self.assertEqual(told["tag"], "display_notification")
                    self.assertEqual(len(left), 1)
                    record = self.env[model].browse(left.res_id)
                    self.assertTrue(record.active)
                    self.assertEqual(
                        record.partner_id if model == "crm.lead" else record, self.held
                    )
                    rule.unlink()
                    if action == "archive":
                        everybody = self.env[model].with_context(active_test=False)
                        everybody.search(
                            [("name", "ilike", "Recyclée"), ("active", "=", False)]
                        ).active = True
        self.assertFalse(self.free.exists())

    def test_automatic_rule_goes_on(self):
        rule = self._make_rule("res.partner", "unlink", "automatic")
        rule._recycle_records()
        self.assertTrue(self.held.exists())
        self.assertFalse(self.free.exists())
        rule._recycle_records()
        self.assertEqual(rule.recycle_record_ids.res_id, self.held.id)
