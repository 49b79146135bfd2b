import tempfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..engine.ledger import Ledger
from ..models.monaco_ledger import BEHIND
from ..tools import keyring
from . import common


@tagged("-at_install", "post_install")
class TestSuppressionLedger(common.MonacoCase):
    """What an objection wrote outlives the restore of an older backup, and names nobody on the way."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.list = self.env["monaco.suppression"].sudo()
        self.retention = self.env["monaco.retention"]
        key = patch.object(type(self.list), "_get_key_path", lambda _self: self.folder / "keys")
        self.startPatcher(key)
        self.env.cr.execute("DELETE FROM monaco_suppression")
        self.env.cr.execute("DELETE FROM monaco_consent")
        self.ledger = Ledger(self.folder / "ledger", "db")
        self.startPatcher(
            patch.object(type(self.retention), "_get_ledger", lambda _self, path=None: self.ledger)
        )
        self.purpose = self.env["monaco.purpose"]._get("prospecting")

    def _object(self, email="plus.rien@example.com"):
        self.list._add(self.purpose, None, [email])
        self.env.cr.postcommit.run()  # a test never commits

    def _restore(self):
        self.env.cr.execute("DELETE FROM monaco_suppression")
        self.list.invalidate_model()

    def _allowed(self, email="plus.rien@example.com"):
        decided = self.env["monaco.permission"]._decide(
            "prospecting", "email", [("one", None, email, None)]
        )
        return decided["one"].code

    def test_written_again_and_once(self):
        self._object()
        self.assertEqual(self._allowed(), "suppressed")
        told = (self.folder / "ledger").read_text()
        self.assertNotIn("plus.rien", told)
        self.assertEqual(len(self.ledger.read()), 1)
        self._restore()
        self.assertNotEqual(self._allowed(), "suppressed")
        entries = self.ledger.read()
        self.assertEqual(len(self.retention._find_suppressions(entries)), 1)
        self.assertEqual(self.retention._replay_suppressions(entries), (1, 0))
        self.assertEqual(self._allowed(), "suppressed")
        self.assertEqual(self.retention._replay_suppressions(entries), (0, 0))
        self.assertFalse(self.retention._prepare_replay(self.ledger), "nobody is erased for it")

    def test_the_dashboard_says_so_until_it_is_made_good(self):
        self._object()
        self._restore()
        self.retention._reconcile_ledger()
        get_param = self.env["ir.config_parameter"].get_param
        self.assertEqual(get_param(BEHIND), "0 1")
        alarms = self.env["monaco.dashboard"]._get_alarms(True)
        self.assertEqual(alarms[0]["level"], "danger")
        self.assertIn("replay", alarms[0]["text"])
        self.retention._replay_suppressions(self.ledger.read())
        self.retention._reconcile_ledger()
        self.assertFalse(get_param(BEHIND))

    def test_what_is_over_or_was_hashed_anew_is_not_written_again(self):
        person = self.make_person("Plus Rien", email="plus.rien@example.com")
        self.env.flush_all()
        self._object()
        old = self.list.search([]).digest
        self.env.cr.execute("SELECT 1")
        self.list.action_rotate_key()
        self.env.cr.postcommit.run()
        self.assertNotEqual(self.list.search([]).digest, old)
        self.assertFalse(self.retention._find_suppressions(self.ledger.read()))
        self._restore()
        entries = self.ledger.read()
        self.assertEqual(self.retention._replay_suppressions(entries), (1, 0))
        self.assertNotEqual(self.list.search([]).digest, old)
        self.assertEqual(self._allowed(person.email), "suppressed")
        self._restore()
        for entry in entries:
            if entry.get("row"):
                entry["row"][-1] = str(fields.Date.today() - timedelta(days=1))
        self.assertEqual(self.retention._replay_suppressions(entries), (0, 0))

    def test_without_its_key_it_is_counted_and_not_written(self):
        self._object()
        self._restore()
        (self.folder / "keys").unlink()
        entries = self.ledger.read()
        self.assertEqual(self.retention._replay_suppressions(entries), (0, 1))
        keyring.add(self.folder / "keys")  # another key
        self.assertEqual(self.retention._replay_suppressions(entries), (0, 1))
        self.assertFalse(
            self.list.search([]), "the list would stop all marketing: it is told instead"
        )

    def test_an_older_objection_does_not_replace_a_later_one(self):
        self._object()
        entries = self.ledger.read()
        later = fields.Datetime.now() + timedelta(hours=1)
        self.set_columns(self.list.search([]), date=later)
        self.assertEqual(self.retention._replay_suppressions(entries), (0, 0))
        self.assertEqual(self.list.search([]).date, later.replace(microsecond=0))
