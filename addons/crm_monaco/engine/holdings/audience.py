"""Mailings, website, events, surveys."""

from ..strategies import CLEAR, Replace
from .base import NUMBER, STATISTICS, WORK, Holding

HOLDINGS = {
    "mailing.contact": Holding(
        exact=(("email_normalized", "email"),), names=("name", "company_name"), delete=True
    ),
    # mailings keep their figures: who opened what is a number that names nobody
    "mailing.trace": Holding(
        about=("model", "res_id"),
        exact=(("email", "email"),),
        fields={"model": WORK, "message_id": CLEAR},
        rest=STATISTICS,
    ),
    "link.tracker.click": Holding(
        link=("mailing_trace_id",), fields={"ip": CLEAR}, rest=STATISTICS
    ),
    "website.visitor": Holding(link=("partner_id",), link_any=("lead_ids",), delete=True),
    "event.event": Holding(aside=("organizer_id", "address_id")),
    "event.registration": Holding(
        link=("partner_id",),
        exact=(("email", "email"),),
        names=("name",),
        fields={"partner_id": NUMBER, "barcode": CLEAR},
        rest=STATISTICS,
    ),
    "event.registration.answer": Holding(link=("registration_id",), delete=True),
    "survey.user_input": Holding(
        link=("partner_id", "lead_id"),
        exact=(("email", "email"),),
        fields={"access_token": Replace("anonymised"), "partner_id": NUMBER},
        rest=STATISTICS,
    ),
    "survey.user_input.line": Holding(
        link=("user_input_id",),
        fields={"value_date": CLEAR, "value_datetime": CLEAR},
        rest=STATISTICS,
    ),
}
