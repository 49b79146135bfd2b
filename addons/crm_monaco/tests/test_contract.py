from odoo.tests import new_test_user, tagged

from . import common


@tagged("-at_install", "post_install")
class TestCoreContract(common.MonacoContractCase):
    """The core's own declarations keep the contract that it asks of the bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco"
    holds_that_are_contacts = ("active_login",)

    def get_act_makers(self):
        return {
            "lead": self._make_lead,
            "message": self._make_message,
            "meeting": self._make_meeting,
            "portal_visit": self._make_visit,
            "contract_end": self._make_contract_end,
            "solicitation": self._make_solicitation,
            "answer": lambda person, at: self._make_solicitation(person, at, answered=True),
        }

    def get_solicitation_makers(self):
        return {"logged": self._make_solicitation}

    def get_hold_makers(self):
        manual = self.env["monaco.hold.type"].search([("manual", "=", True)])
        makers = {
            kind.code: lambda person, kind=kind: self._hold_by_hand(person, kind) for kind in manual
        }
        if "hr.applicant" in self.env:
            makers["recruitment"] = self._make_applicant
        return {**makers, "active_login": self._make_login}

    def get_never_makers(self):
        makers = {
            "own_company": lambda person: self.make_company("La nôtre", partner_id=person.id),
            "internal_user": self._make_internal_user,
        }
        if "hr.employee" in self.env:
            makers["employee"] = lambda person: self.env["hr.employee"].create(
                {"name": person.name, "work_contact_id": person.id, "company_id": self.company.id}
            )
        if "product.supplierinfo" in self.env:
            makers["supplier"] = self._make_supplier
        return makers

    # ------------------------------------------------------------------ makers

    def _make_lead(self, person, at):
        self.set_columns(self.make_lead(person), create_date=at)

    def _make_contract_end(self, person, at):
        person.monaco_contract_end = at.date()

    def _make_message(self, person, at):
        self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": person.id,
                "author_id": person.id,
                "message_type": "email",
                "body": "Bonjour",
                "date": at,
            }
        )

    def _make_meeting(self, person, at):
        event = self.env["calendar.event"].create(
            {"name": "Visite", "start": at, "stop": at, "partner_ids": person.ids}
        )
        event.attendee_ids.write({"state": "accepted"})

    def _make_visit(self, person, at):
        user = self._make_portal_user(person)
        self.set_columns(self.env["res.users.log"].create({}), create_uid=user.id, create_date=at)

    def _make_login(self, person):
        user = self._make_portal_user(person)
        log = self.env["res.users.log"].create({})
        self.set_columns(log, create_uid=user.id, create_date=self.ago(days=2))
        return lambda: self.set_columns(log, create_date=self.ago(years=20))

    def _make_applicant(self, person):
        applicant = self.env["hr.applicant"].create(
            {"partner_name": person.name, "email_from": person.email, "partner_id": person.id}
        )
        return applicant.unlink

    def _make_portal_user(self, person):
        login = f"portal{person.id}@example.com"
        return new_test_user(self.env, login, groups="base.group_portal", partner_id=person.id)

    def _make_internal_user(self, person):
        new_test_user(
            self.env, f"interne{person.id}", groups="base.group_user", partner_id=person.id
        )

    def _make_supplier(self, person):
        product = self.env["product.template"].create({"name": "Fourniture"})
        self.env["product.supplierinfo"].create(
            {"partner_id": person.id, "product_tmpl_id": product.id}
        )

    def _make_solicitation(self, person, at, answered=False):
        self.env["monaco.solicitation"].create(
            {
                "partner_id": person.id,
                "date": at,
                "company_id": self.company.id,
                "answered": answered,
            }
        )

    def _hold_by_hand(self, person, kind):
        hold = self.env["monaco.manual.hold"].create(
            {
                "partner_id": person.id,
                "type_id": kind.id,
                "reason": "Assignation",
                "company_id": self.company.id,
            }
        )
        return lambda: hold.action_end("Affaire close")
