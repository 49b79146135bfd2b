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
    "sms.tracker": Holding(aside=("mailing_trace_id",)),
    "website.visitor": Holding(
        link=("partner_id",),
        link_any=("lead_ids",),
        aside=("livechat_operator_id",),
        delete=True,
    ),
    # the conversation of a visitor is theirs, like the thread of a lead; its figures stay
    "discuss.channel": Holding(
        link=("livechat_visitor_id",),
        aside=("livechat_operator_id",),
        where="channel_type = 'livechat'",
        fields={"name": Replace("anonymised"), "uuid": Replace("anonymised")},
        rest=STATISTICS,
    ),
    "im_livechat.channel.member.history": Holding(aside=("partner_id", "guest_id")),
    "chatbot.script": Holding(aside=("operator_partner_id",)),
    "chatbot.message": Holding(
        link=("discuss_channel_id",),
        echo="mail_message_id",
        words={"user_raw_answer": CLEAR},
        delete=True,
    ),
    "event.event": Holding(aside=("organizer_id", "address_id")),
    "event.registration": Holding(
        link=("partner_id",),
        exact=(("email", "email"),),
        names=("name",),
        fields={"partner_id": NUMBER, "barcode": CLEAR},
        rest=STATISTICS,
        # who booked a place for somebody else takes nothing of theirs along
        where="""email IS NULL OR NOT EXISTS (
            SELECT FROM res_partner other WHERE other.email_normalized = lower(event_registration.email)
               AND other.id <> event_registration.partner_id AND other.monaco_state IS DISTINCT FROM 'anonymised'
               AND NOT EXISTS (SELECT FROM res_partner booker WHERE booker.id = event_registration.partner_id
                                  AND booker.email_normalized = other.email_normalized))""",
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
