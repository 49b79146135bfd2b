"""Persons whose case is particular, each with a shorter story: some go, some stay."""

from . import doors
from .persons import (
    ANNE,
    BUYER,
    CLERK,
    FIRM,
    FIRST,
    GONE,
    HOMONYM,
    JOANNE,
    SECOND,
    STAYING,
    THIRD,
)

PARENTS = {FIRST: FIRM, SECOND: FIRM, THIRD: FIRM, CLERK: BUYER}


def tell(env, product):
    """Leave the traces; return the contact of each."""
    partners = {}
    for who in GONE + STAYING:
        partners[who] = doors.contact(env, who, partners.get(PARENTS.get(who)))
        doors.chatter(env, partners[who], who)
        if who is not BUYER:
            doors.lead(env, who, partners[who])
            doors.mail_in(env, who, "crm.lead", f"Written by {who.word('mailin')}")
    doors.invoice(env, partners[BUYER], product, BUYER)
    # words about one are not words about the other, even when they bear the same name
    _speak_of(env, partners[HOMONYM], HOMONYM, FIRST)
    _speak_of(env, partners[JOANNE], JOANNE, ANNE)
    _speak_of(env, partners[BUYER], BUYER, CLERK)
    doors.meeting(env, env.user, partners[ANNE] | partners[JOANNE] | env.user.partner_id, ANNE)
    doors.chat(env, partners[ANNE] | partners[JOANNE] | env.user.partner_id, ANNE, JOANNE)
    return partners


def _speak_of(env, partner, who, other):
    """Staff write on somebody's contact, naming them, their address, and somebody else's."""
    partner.message_post(
        body=f"{who.name} <{who.email}> {who.word('aside')}, not {other.email} nor {other.phone}"
    )
