"""Messages, mails, chats, activities, files, ratings."""

from ..strategies import CLEAR, REPLACE, Replace
from .base import NUMBER, STATISTICS, WORK, Holding

HOLDINGS = {
    "mail.followers": Holding(about=("res_model", "res_id"), link=("partner_id",), delete=True),
    "mail.activity": Holding(
        about=("res_model", "res_id"), link=("request_partner_id",), delete=True
    ),
    "mail.scheduled.message": Holding(about=("model", "res_id"), link=("author_id",), delete=True),
    "mail.message": Holding(
        about=("model", "res_id"),
        delete=True,
        speaks=("author_id", "author_guest_id"),
        words={
            "body": CLEAR,
            "subject": CLEAR,
            "email_from": CLEAR,
            "reply_to": CLEAR,
            "message_id": CLEAR,
            "incoming_email_to": CLEAR,
            "incoming_email_cc": CLEAR,
        },
    ),
    "mail.tracking.value": Holding(repeats=("mail_message_id", "model", "res_id")),
    "mail.notification": Holding(link=("res_partner_id",), aside=("author_id",), delete=True),
    "mail.message.reaction": Holding(link=("partner_id",), delete=True),
    "mail.push.device": Holding(link=("partner_id",), delete=True),
    # a mail goes with its only recipient; what others were sent stays, without the person's words
    "mail.mail": Holding(
        link_any=("recipient_ids",),
        exact=(("email_to", "address"),),
        delete=True,
        echo="mail_message_id",
        words={"body_html": CLEAR, "references": CLEAR, "headers": CLEAR},
    ),
    "mail.guest": Holding(
        link_any=("channel_ids",),
        exact=(("email", "email"),),
        names=("name",),
        fields={
            "name": Replace("anonymised"),
            "country_id": STATISTICS,
            "lang": WORK,
            "timezone": WORK,
            "access_token": Replace("anonymised"),
        },
    ),
    "mail.blacklist": Holding(exact=(("email", "email"),), delete=True),
    "phone.blacklist": Holding(exact=(("number", "phone"),), delete=True),
    "discuss.channel.member": Holding(link=("partner_id", "guest_id"), delete=True),
    "discuss.channel.rtc.session": Holding(aside=("partner_id",)),
    "res.users.settings.volumes": Holding(link=("partner_id",), aside=("guest_id",), delete=True),
    "rating.rating": Holding(
        about=("res_model", "res_id"),
        delete=True,
        aside=("rated_partner_id", "publisher_id"),
        speaks=("partner_id",),
        words={"feedback": CLEAR, "partner_id": NUMBER, "access_token": CLEAR},
    ),
    "ir.attachment": Holding(about=("res_model", "res_id"), delete=True),
    "sms.sms": Holding(link=("partner_id",), exact=(("number", "phone"),), delete=True),
    "snailmail.letter": Holding(link=("partner_id",), delete=True),
    "calendar.attendee": Holding(link=("partner_id",), delete=True),
    "calendar.filters": Holding(link=("partner_id",), delete=True),
    # a meeting is also the others': it stays in their calendar, without its words
    "calendar.event": Holding(
        link=("opportunity_id",),
        about=("res_model", "res_id"),
        link_any=("partner_ids",),
        fields={"name": REPLACE, "res_model": WORK},
        rest=WORK,
    ),
}
