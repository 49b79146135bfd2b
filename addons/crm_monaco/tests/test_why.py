from odoo.tests import tagged

from .common import MonacoCase


@tagged("post_install", "-at_install")
class TestWhy(MonacoCase):
    """What the contact's tab says of where the dates come from."""

    def test_a_contact_in_no_document_is_shown_the_acts_of_their_company(self):
        company = self.env["res.partner"].create({"name": "Maison", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Colleague", "parent_id": company.id})
        lead = self.env["crm.lead"].create({"name": "Terrace", "partner_id": company.id})
        self.env["monaco.retention"]._refresh_persons(contact.ids)
        why = contact._get_monaco_why()
        self.assertEqual(why["follows"], "Maison")
        self.assertEqual([(act["code"], act["res_id"]) for act in why["acts"]], [("lead", lead.id)])
        self.assertIn("Maison", contact.monaco_why)

    def test_a_contact_with_documents_is_shown_their_own(self):
        company = self.env["res.partner"].create({"name": "Maison", "is_company": True})
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": company.id})
        self.env["crm.lead"].create({"name": "Terrace", "partner_id": company.id})
        own = self.env["crm.lead"].create({"name": "Awning", "partner_id": contact.id})
        self.env["monaco.retention"]._refresh_persons(contact.ids)
        why = contact._get_monaco_why()
        self.assertFalse(why["follows"])
        self.assertEqual([act["res_id"] for act in why["acts"]], own.ids)
