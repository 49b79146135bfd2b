"""Everything our addons say is said in French, with the same placeholders."""

import sys
from pathlib import Path

from odoo.tests import TransactionCase, tagged

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from i18n import terms, typography


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_term_has_its_french(self):
        self.assertTrue(terms.installed(self.env))
        self.assertEqual(
            terms.judge(self.env), [], "bring them up to date: python tools/i18n/update.py"
        )

    def test_a_missing_term_and_a_lost_placeholder_are_found(self):
        addon = terms.installed(self.env)[0]
        template, french = terms.exported(self.env, addon), terms.exported(self.env, addon)
        for entry in french:
            entry.msgstr = entry.msgid
        self.assertEqual(list(terms.faults(template, french)), [])
        french[-1].msgstr = ""
        self.assertIn("no French", next(iter(terms.faults(template, french))))
        broken = next(entry for entry in french if "%(" in entry.msgid or "%s" in entry.msgid)
        broken.msgstr = "sans rien"
        self.assertIn("placeholders", " ".join(terms.faults(template, french)))

    def test_french_signs_keep_their_hard_blank(self):
        self.assertEqual(
            typography.french("« Oui » : non ?"), "«\u00a0Oui\u00a0»\u00a0: non\u00a0?"
        )
        self.assertEqual(typography.french("%(a)s : b"), "%(a)s\u00a0: b")
