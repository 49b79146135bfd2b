"""One year ago: a prospect, a bystander and a client lived through every door of the company."""

import datetime

from odoo import Command, fields

from . import apps, doors, variants
from .persons import BYSTANDER, CLIENT, LONE_LEAD, PROSPECT, READER

IP = {
    PROSPECT: "203.0.113.77",
    BYSTANDER: "203.0.113.78",
    CLIENT: "203.0.113.79",
    READER: "203.0.113.80",
}


def tell(house):
    """Leave the traces; return the ids of the persons' contacts by person."""
    with house.env("admin") as env:
        partners = {who: doors.contact(env, who) for who in (PROSPECT, BYSTANDER, CLIENT)}
        product = _staff(env, partners)
        partners |= variants.tell(env, product)
    ids = {who: partner.id for who, partner in partners.items()}
    with house.env("admin") as env:  # tracked fields change: Odoo notes the old values
        for who in (PROSPECT, BYSTANDER, CLIENT):
            lead = env["crm.lead"].search(
                [("partner_id", "=", ids[who]), ("contact_name", "=", who.name)], limit=1
            )
            lead.write(
                {"contact_name": f"{who.name} {who.word('younger')}", "name": who.word("renamed")}
            )
    with house.env("admin") as env:
        _portal(env, env["res.partner"].browse(ids[PROSPECT]), PROSPECT)
        _portal(env, env["res.partner"].browse(ids[BYSTANDER]), BYSTANDER)
        chat = apps.open_live_chat(env)
        product = env["product.product"].browse(product.id)
        if apps.has(env, "product.wishlist"):
            product.is_published = True
    with house.server() as url:
        for who in (PROSPECT, BYSTANDER):
            visitor = doors.Browser(url)
            visitor.session.get(f"{url}/contactus", timeout=120)
            assert visitor.ask(who).get("id"), "the contact form was refused"
            if chat:
                visitor.live_chat(chat, who)
            known = doors.Browser(url)
            assert known.log_in(who), "the portal refused the login"
            known.session.get(f"{url}/contactus", timeout=120)
            with house.env("admin") as env:
                if apps.has(env, "product.wishlist"):
                    known.fill_cart(env["product.product"].browse(product.id))
    with house.env("admin") as env:
        _mailing(env, {who: env["res.partner"].browse(pid) for who, pid in ids.items()})
    return ids


def _staff(env, partners):
    product = env["product.product"].create(
        {"name": "Seat of the story", "is_storable": False, "type": "consu"}
    )
    shared = env["crm.lead"].create({"name": "Fair", "partner_id": partners[BYSTANDER].id})
    shared.message_post(body="The fair", message_type="comment", subtype_xmlid="mail.mt_comment")
    for who, partner in partners.items():
        doors.chatter(env, partner, who)
        doors.lead(env, who, partner)
        doors.lead(env, who)
        doors.mail_in(
            env,
            who,
            "crm.lead",
            f"I am {who.word('mailin')}",
            attachment=who.word("pj").encode() * 9,
        )
        doors.imported(env, who)
        if who is not CLIENT:
            doors.quotation(env, partner, who, product)
            apps.everything(env, partner, who, product)
    doors.lead(env, LONE_LEAD)
    # they answer in a thread of somebody else, and others quote them there
    doors.mail_in(
        env,
        PROSPECT,
        "crm.lead",
        f"It is {PROSPECT.word('elsewhere')}",
        thread=shared,
        attachment=PROSPECT.word("pjelsewhere").encode() * 9,
    )
    shared.message_post(
        body=f"{BYSTANDER.name}, ask {PROSPECT.name} <{PROSPECT.email}> or {PROSPECT.phone}"
    )
    shared.message_post(
        body=f"{BYSTANDER.email} is not {PROSPECT.email}, {BYSTANDER.word('quote')}"
    )
    other = env["crm.lead"].create(
        {"name": "Boat show", "email_from": CLIENT.email, "partner_id": partners[CLIENT].id}
    )
    other.message_post(
        body=f"Recommended by {PROSPECT.email} ({PROSPECT.phone}); {CLIENT.word('thread')}"
    )
    everybody = partners[PROSPECT] | partners[BYSTANDER] | env.user.partner_id
    doors.meeting(env, env.user, everybody, PROSPECT)
    doors.meeting(env, env.user, partners[CLIENT] | env.user.partner_id, CLIENT)
    doors.chat(env, everybody, PROSPECT, BYSTANDER)
    doors.invoice(env, partners[CLIENT], product, CLIENT)
    env["mailing.contact"].create(
        {"name": READER.name, "email": READER.email, "company_name": READER.word("co")}
    )
    return product


def _portal(env, partner, who):
    wizard = env["portal.wizard"].create({"partner_ids": [Command.set(partner.ids)]})
    wizard.user_ids.action_grant_access()
    user = partner.user_ids
    user.password = "longpassword"
    expiry = fields.Datetime.now() + datetime.timedelta(days=1)
    env["res.users.apikeys"].with_user(user)._generate("rpc", who.word("apikey"), expiry)
    env["res.users.settings"]._find_or_create_for_user(user)


def _mailing(env, partners):
    lists = env["mailing.list"].create({"name": "Friends"})
    for who in (PROSPECT, BYSTANDER, READER):
        contact = env["mailing.contact"].search([("email", "=", who.email)], limit=1)
        contact = contact or contact.create(
            {"name": who.name, "email": who.email, "company_name": who.word("co")}
        )
        contact.list_ids = lists
    env["mail.blacklist"].search([]).unlink()
    sent = doors.mailing(env, lists, partners[PROSPECT] | partners[BYSTANDER])
    for who in (PROSPECT, BYSTANDER, READER):
        mine = sent.mailing_trace_ids.filtered(lambda t, who=who: t.email == who.email)
        doors.clicks(env, mine, IP[who])
    for who in (PROSPECT, BYSTANDER):
        env["mail.blacklist"]._add(who.email)
        env["phone.blacklist"]._add([who.phone])
