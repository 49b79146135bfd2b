from dateutil.relativedelta import relativedelta
from psycopg2.errors import RaiseException

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_permission import PermissionCase


@tagged("-at_install", "post_install")
class TestConsentClock(PermissionCase):
    """How long a proof stays is the administrator's, under the law; the database holds to it too."""

    def setUp(self):
        super().setUp()
        self.clock = self.env.ref("crm_monaco.clock_consent")
        self.consents = self.env["monaco.consent"]
        self.first = self.said(relativedelta(years=5, days=2))

    def said(self, before, **vals):
        """Write a proof of long ago as the product would have, then; its person is gone."""
        row = {
            "purpose_id": self.prospecting.id,
            "channel": "email",
            "status": "given",
            "source": "portal",
            "date": fields.Datetime.now() - before,
            **vals,
        }
        row["recorded"] = row["date"]
        self.env.cr.execute(
            f"INSERT INTO monaco_consent ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})"
            " RETURNING id",
            list(row.values()),
        )
        return self.consents.browse(self.env.cr.fetchone()[0])

    def clean(self):
        self.env.flush_all()
        self.consents._gc_consents()
        self.env.invalidate_all()

    def delete(self, line):
        """Try what the database allows to whoever goes round the product."""
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM monaco_consent WHERE id = %s", [line.id])

    def test_five_years(self):
        young = self.said(relativedelta(years=5, days=-2))
        self.clean()
        self.assertFalse(self.first.exists())
        self.assertTrue(young.exists())
        with self.assertRaises(RaiseException):
            self.delete(young)

    def test_longer(self):
        self.clock.write({"months": 72, "justification": "A claim is pending"})
        self.clean()
        self.assertTrue(self.first.exists())
        with self.assertRaises(RaiseException):
            self.delete(self.first)

    def test_shorter_for_a_stated_reason_alone(self):
        young = self.said(relativedelta(years=3))
        for reason in (False, " "):
            with self.assertRefused("60"):
                self.clock.write({"months": 24, "justification": reason})
        self.clock.write({"months": 24, "justification": "Counsel's advice of 3 May"})
        with self.assertRefused("Justification"):
            self.clock.justification = False
        self.clean()
        self.assertFalse(young.exists())

    def test_a_company_s_own_period(self):
        other = self.make_company("Une autre")
        mine, theirs, shared = (
            self.said(relativedelta(years=6), company_id=company.id or None)
            for company in (self.company, other, other.browse())
        )
        self.env["monaco.clock"].create(
            {
                "name": "Ours",
                "kind": "consent",
                "company_id": other.id,
                "months": 120,
                "justification": "Litigation",
                "legal_reference": "Art. 6",
            }
        )
        self.clean()
        self.assertFalse(mine.exists())
        self.assertTrue(theirs.exists())
        self.assertTrue(shared.exists(), "what is shared is kept as long as anybody keeps it")

    def test_a_company_cannot_untie_a_firm_floor(self):
        with self.assertRefused("36"):
            self.env["monaco.clock"].create(
                {
                    "name": "Ours",
                    "kind": "suppression",
                    "company_id": self.company.id,
                    "months": 1,
                    "floor_firm": False,
                    "justification": "We like to",
                    "legal_reference": "None",
                }
            )

    def test_without_a_period_everything_stays(self):
        self.clock.active = False
        self.clean()
        self.assertTrue(self.first.exists())
        with self.assertRaises(RaiseException):
            self.delete(self.first)

    def test_the_administrator_alone(self):
        user = new_test_user(self.env, "c.admin", groups="crm_monaco.group_monaco_admin")
        self.clock.with_user(user).write({"months": 66, "justification": "A claim is pending"})
        self.assertEqual(self.env["monaco.clock"]._get_months("consent"), 66)

    def test_what_still_holds_stays(self):
        person = self.person("Holds")
        old = self.said(relativedelta(years=9), partner_id=person.id)
        self.clean()
        self.assertTrue(old.exists(), "the last word of somebody in the file")
        self.said(relativedelta(years=5, days=-1), partner_id=person.id)
        self.clean()
        self.assertTrue(old.exists(), "it was followed less than five years ago")
