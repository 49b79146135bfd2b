"""Leave traces of a person through Odoo's own doors, as users, servers and mails do."""

import base64
import datetime
import re

import requests

from odoo import Command, fields
from odoo.tests import Form


def contact(env, who, company=None):
    """A member of staff types the contact in; every field of the form holds the person's word."""
    partner = env["res.partner"].create(
        {"name": who.first, "email": f"old-{who.email}", "lang": "en_US"}
    )
    with Form(partner) as form:
        if "firstname" in partner._fields:  # OCA splits names, and shows the whole as read only
            form.firstname, form.lastname = who.first, who.last
        else:
            form.name = who.name
        form.email = who.email
        form.phone = who.phone
        form.street = who.word("street")
        form.street2 = who.word("street2")
        form.city = who.word("city")
        form.function = who.word("function")
        form.website = f"https://{who.word('web')}.example"
        form.comment = f"<p>{who.word('comment')}</p>"
        form.ref = who.word("ref")
    partner.write(
        {
            "image_1920": base64.b64encode(who.picture()),
            "barcode": who.word("barcode"),
            "company_registry": who.word("registry"),
            "company_name": who.word("company"),
            "married_name": who.word("married"),
            "category_id": [Command.create({"name": who.word("tag")})],
            "bank_ids": [
                Command.create({"acc_number": f"FR76{who.root}", "acc_holder_name": who.name})
            ],
            "properties": {},
        }
    )
    if company:
        partner.parent_id = company
    env.flush_all()
    env.cr.execute(
        "UPDATE res_partner SET properties = jsonb_build_object('a1b2c3', %s::text) WHERE id = %s",
        [who.word("property"), partner.id],
    )
    return partner


def chatter(env, partner, who):
    """Staff write on the contact, with a file, and plan an activity."""
    partner.message_post(
        body=f"Called {who.name} about {who.word('note')}",
        attachments=[
            (f"{who.word('file')}.txt", who.word("filetext").encode() + b" text in a file")
        ],
    )
    partner.message_post(
        body=f"Answer to {who.email}",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=partner.ids,
    )
    partner.activity_schedule(
        "mail.mail_activity_data_call", summary=who.word("activity"), note=who.email
    )
    env["sms.sms"].create({"number": who.phone, "body": who.word("sms"), "partner_id": partner.id})
    env["mail.mail"].create(
        {
            "email_to": who.email,
            "subject": who.word("mail"),
            "body_html": who.name,
            "state": "exception",
        }
    )
    env["ir.filters"].create(
        {
            "name": f"Calls to {who.name}",
            "model_id": "res.partner",
            "domain": str([("email", "=", who.email)]),
        }
    )
    env["mail.blacklist"]._add(who.email)
    env.cr.execute(
        """INSERT INTO ir_logging (create_date, type, dbname, name, level, message, path, func, line)
           VALUES (now() AT TIME ZONE 'UTC', 'server', 'x', 'x', 'INFO', %s, '', '', '')""",
        [f"mail to {who.email} refused ({who.phone})"],
    )
    env["mail.compose.message"].with_context(
        default_model="res.partner", default_res_ids=partner.ids
    ).create({"subject": who.name, "body": who.email})


def lead(env, who, partner=None):
    """A lead, linked or not."""
    return env["crm.lead"].create(
        {
            "name": f"Offer {who.word('lead')}",
            "partner_id": partner.id if partner else False,
            "contact_name": who.name,
            "email_from": who.email,
            "phone": who.phone,
            "description": who.word("leaddescription"),
            "type": "lead",
            "tag_ids": [Command.create({"name": who.word("tag" if partner else "lonetag")})],
        }
    )


def mail_in(env, who, model, body, thread=None, attachment=None):
    """A raw mail of the person arrives; with ``thread`` it answers a message there."""
    references = ""
    if thread:
        parent = thread.message_ids.filtered("message_id")[:1]
        references = f"In-Reply-To: {parent.message_id}\nReferences: {parent.message_id}\n"
    part = ""
    if attachment:
        data = base64.encodebytes(attachment).decode()
        part = (
            f'--b\nContent-Type: text/plain; name="{who.word("attached")}.txt"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="{who.word("attached")}.txt"\n\n{data}\n'
        )
    raw = (
        f'From: "{who.name}" <{who.email}>\nTo: info@example.com\nSubject: {who.word("subject")}\n'
        f"Message-ID: <{who.word('mid')}{fields.Datetime.now().timestamp()}{model}@zone.example>\n{references}"
        f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{body}</p>\n{part}--b--\n"
    )
    return env["mail.thread"].message_process(model, raw, thread_id=thread.id if thread else None)


def meeting(env, organiser, guests, who):
    """A meeting with the person and others."""
    event = env["calendar.event"].create(
        {
            "name": f"Lunch with {who.name}",
            "description": f"<p>bring the file, call {who.phone}</p>",
            "start": fields.Datetime.now() + datetime.timedelta(hours=1),
            "stop": fields.Datetime.now() + datetime.timedelta(hours=2),
            "partner_ids": [Command.set(guests.ids)],
            "user_id": organiser.id,
        }
    )
    event.attendee_ids.filtered(lambda a: a.partner_id == guests[:1]).do_accept()
    return event


def chat(env, members, who, other):
    """A conversation of several people, in which staff speak of the person."""
    channel = env["discuss.channel"]._create_group(members.ids, name=f"{who.name}, {other.name}")
    channel.message_post(body=f"Hello {who.name}, hello {other.name}", message_type="comment")
    channel.with_user(env.user).message_post(
        body=f"{who.first} prefers {who.email}, or {who.phone}", message_type="comment"
    )
    author = members.filtered(lambda m: m.email == who.email)
    channel.message_post(
        body=f"I am {who.word('chat')}",
        author_id=author.id,
        email_from=who.email,
        message_type="comment",
        attachments=[("cv.txt", who.word("cv").encode())],
    )
    return channel


def mailing(env, lists, recipients):
    """A mailing with a link, sent to a list and to contacts."""
    sent = env["mailing.mailing"]
    for model, domain in (("mailing.list", []), ("res.partner", [("id", "in", recipients.ids)])):
        one = sent.create(
            {
                "subject": "News",
                "body_html": '<a href="https://example.com/offer">offer</a>',
                "mailing_model_id": env["ir.model"]._get_id(model),
                "mailing_type": "mail",
                "contact_list_ids": [Command.set(lists.ids)] if model == "mailing.list" else False,
                "mailing_domain": str(domain),
                "keep_archives": True,
            }
        )
        one.action_send_mail()
        sent |= one
    return sent


def clicks(env, traces, ip):
    """Recipients follow the link."""
    for trace in traces:
        code = (
            env["link.tracker"]
            .search([("mass_mailing_id", "=", trace.mass_mailing_id.id)], limit=1)
            .code
        )
        if code:
            env["link.tracker.click"].sudo().add_click(
                code, ip=ip, country_code="MC", mailing_trace_id=trace.id
            )


def imported(env, who):
    """The person is a line of a file that staff import."""
    csv = f"name,email_from,phone,contact_name\n{who.word('imported')},{who.email},{who.phone},{who.name}\n"
    wizard = env["base_import.import"].create(
        {
            "res_model": "crm.lead",
            "file": csv.encode(),
            "file_type": "text/csv",
            "file_name": f"{who.root}.csv",
        }
    )
    return wizard.execute_import(
        ["name", "email_from", "phone", "contact_name"],
        ["name", "email_from", "phone", "contact_name"],
        {"quoting": '"', "separator": ",", "has_headers": True, "encoding": "utf-8"},
    )


def quotation(env, partner, who, product):
    """A quotation that was signed for nothing, and cancelled."""
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "client_order_ref": who.word("orderref"),
            "note": who.name,
            "order_line": [Command.create({"product_id": product.id, "name": f"For {who.name}"})],
        }
    )
    order.write({"signed_by": who.name, "signature": base64.b64encode(who.picture())})
    order.action_confirm()
    order.picking_ids.write({"note": who.word("pickingnote")})
    order._action_cancel()
    return order


def invoice(env, partner, product, who):
    """A posted invoice: nothing of it may ever change."""
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "narration": who.word("narration"),
            "invoice_line_ids": [
                Command.create(
                    {"product_id": product.id, "price_unit": 12, "name": who.word("line")}
                )
            ],
        }
    )
    move.action_post()
    return move


class Browser:
    """What a visitor does on the website and the portal."""

    def __init__(self, url):
        self.url, self.session = url, requests.Session()
        self.session.headers["User-Agent"] = "residue"

    def form(self, path):
        page = self.session.get(self.url + path, timeout=120).text
        return re.search(r'csrf_token["\']?\s*(?::|value=|=)\s*"([^"]+)"', page)[1]

    def log_in(self, who):
        self.session.post(
            self.url + "/web/login",
            timeout=120,
            data={
                "csrf_token": self.form("/web/login"),
                "login": who.email,
                "password": "longpassword",
            },
        )
        return "/login" not in self.session.get(self.url + "/my", timeout=120).url

    def ask(self, who):
        """The website's contact form."""
        answer = self.session.post(
            self.url + "/website/form/crm.lead",
            timeout=120,
            data={
                "contact_name": who.name,
                "email_from": who.email,
                "phone": who.phone,
                "name": who.word("form"),
                "description": who.word("formtext"),
                "partner_name": who.word("formco"),
                "hobby": who.word("custom"),
            },
            files={"file": (f"{who.word('upload')}.txt", who.word("uploaded").encode())},
        )
        return answer.json()
