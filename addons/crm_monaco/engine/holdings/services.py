"""Projects, repairs, purchases, recruitment, courses, forums, groups, loyalty."""

from ..strategies import CLEAR, REPLACE
from .base import NUMBER, STATISTICS, WORK, Holding

HOLDINGS = {
    # a task is also what Odoo makes of a request for help: the customer's mail, without a contact
    "project.task": Holding(
        link=("partner_id",),
        exact=(("email_from", "address"), ("partner_phone", "phone")),
        names=("partner_name", "partner_company_name"),
        fields={"name": REPLACE, "partner_id": NUMBER},
        rest=WORK,
    ),
    "project.project": Holding(
        link=("partner_id",),
        fields={"name": REPLACE, "partner_id": NUMBER, "task_properties_definition": WORK},
        rest=WORK,
    ),
    "project.update": Holding(link=("project_id",), fields={"name": REPLACE}, rest=WORK),
    "project.milestone": Holding(link=("project_id",), fields={"name": REPLACE}, rest=WORK),
    "project.collaborator": Holding(link=("partner_id",), delete=True),
    "repair.order": Holding(
        link=("partner_id",), fields={"name": WORK, "partner_id": NUMBER}, rest=WORK
    ),
    # suppliers are never in the file; a parcel sent to somebody's home bears their number only
    "purchase.order": Holding(aside=("partner_id", "dest_address_id")),
    "purchase.order.line": Holding(aside=("partner_id",)),
    # another processing activity, with a period of its own: it holds its people (see res.partner)
    "hr.applicant": Holding(aside=("partner_id",)),
    "hr.job": Holding(aside=("address_id",)),
    "slide.channel.partner": Holding(link=("partner_id",), delete=True),
    "slide.slide.partner": Holding(link=("partner_id",), delete=True),
    # what somebody wrote in public stays as a place in the discussion, without words
    "forum.post": Holding(
        speaks=("create_uid",),
        words={
            "name": REPLACE,
            "content": CLEAR,
            "plain_content": CLEAR,
            "website_meta_title": CLEAR,
            "website_meta_description": CLEAR,
            "website_meta_keywords": CLEAR,
            "seo_name": CLEAR,
        },
    ),
    "blog.post": Holding(speaks=("author_id",), words={"author_name": CLEAR}),
    "mail.group.member": Holding(
        link=("partner_id",), exact=(("email_normalized", "email"),), delete=True
    ),
    "mail.group.message": Holding(echo="mail_message_id", words={"email_from_normalized": CLEAR}),
    # the points are figures; a gift card belongs to whoever bears it, and its code must go on paying
    "loyalty.card": Holding(
        link=("partner_id",), fields={"code": WORK, "partner_id": NUMBER}, rest=STATISTICS
    ),
    "loyalty.history": Holding(link=("card_id",), fields={"order_model": WORK}, rest=STATISTICS),
}
