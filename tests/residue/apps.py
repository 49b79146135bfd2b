"""The doors of further apps: each leaves a trace where its app is installed, and none where it is not."""

import datetime

from odoo import Command, fields


def everything(env, partner, who, product):
    """Let the person through the door of every installed app that staff open for them."""
    for model, door in DOORS.items():
        if model in env:
            door(env, partner, who, product)


def _event(env, partner, who, _product):
    start = fields.Datetime.now()
    event = env["event.event"].create(
        {
            "name": "Open day",
            "date_begin": start,
            "date_end": start + datetime.timedelta(days=1),
            "question_ids": [Command.create({"title": "Diet", "question_type": "text_box"})],
        }
    )
    for values in ({"partner_id": partner.id}, {}):  # known, and only by their address
        env["event.registration"].create(
            {
                "event_id": event.id,
                "name": who.name,
                "email": who.email,
                "phone": who.phone,
                "company_name": who.word("registered"),
                "registration_answer_ids": [
                    Command.create(
                        {
                            "question_id": event.question_ids[:1].id,
                            "value_text_box": who.word("diet"),
                        }
                    )
                ],
                **values,
            }
        )


def _survey(env, partner, who, _product):
    survey = env["survey.survey"].create(
        {
            "title": "Opinion",
            "access_mode": "public",
            "question_and_page_ids": [
                Command.create({"title": "Tell us", "question_type": "text_box"}),
            ],
        }
    )
    for known in (survey._create_answer(partner=partner), survey._create_answer(email=who.email)):
        known._save_lines(survey.question_ids, f"{who.word('opinion')} {who.phone}")
        known.nickname = who.word("nick")
        known._mark_done()
    env["survey.invite"].create(
        {"survey_id": survey.id, "partner_ids": partner.ids, "emails": who.email, "body": who.name}
    )


def _wishlist(env, partner, _who, product):
    site = env["website"].search([], limit=1)
    env["product.wishlist"].create(
        {"partner_id": partner.id, "product_id": product.id, "website_id": site.id}
    )


def _till(env, partner, who, product):
    config = env["pos.config"].search([("name", "=", "Residue")], limit=1)
    if not config:
        config = config.create({"name": "Residue"})
        config.open_ui()
    order = env["pos.order"].create(
        {
            "session_id": config.current_session_id.id,
            "partner_id": partner.id,
            "amount_total": 10,
            "amount_tax": 0,
            "amount_paid": 0,
            "amount_return": 0,
            "general_customer_note": who.word("tillnote"),
            "email": who.email,
            "mobile": who.phone,
            "lines": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": "line",
                        "qty": 1,
                        "price_unit": 10,
                        "price_subtotal": 10,
                        "price_subtotal_incl": 10,
                        "customer_note": who.word("lineowner"),
                    }
                )
            ],
        }
    )
    order.add_payment(
        {
            "pos_order_id": order.id,
            "amount": 10,
            "payment_method_id": config.payment_method_ids[:1].id,
            "cardholder_name": who.name,
            "transaction_id": who.word("transaction"),
        }
    )
    order.action_pos_order_paid()


def _task(env, partner, who, _product):
    project = env["project.project"].create(
        {"name": f"Garden of {who.name}", "partner_id": partner.id, "description": who.word("plan")}
    )
    task = env["project.task"].create(
        {
            "name": f"Ring {who.name}",
            "project_id": project.id,
            "partner_id": partner.id,
            "description": who.word("task"),
            "email_cc": f"x@example.com, {who.email}",
        }
    )
    task.message_post(body=f"Rang {who.name}", message_type="comment")
    env["rating.rating"].create(
        {
            "res_model_id": env["ir.model"]._get_id("project.task"),
            "res_id": task.id,
            "partner_id": partner.id,
            "rated_partner_id": env.user.partner_id.id,
            "rating": 5,
            "feedback": who.word("rating"),
            "consumed": True,
        }
    )
    shared = env["project.task"].create(
        {"name": "Everybody's", "project_id": env["project.project"].create({"name": "Ours"}).id}
    )
    env["rating.rating"].create(
        {
            "res_model_id": env["ir.model"]._get_id("project.task"),
            "res_id": shared.id,
            "partner_id": partner.id,
            "rating": 3,
            "feedback": who.word("ratingelsewhere"),
        }
    )
    env["project.task"].create(  # a mail became a task: nobody made a contact of the sender
        {"name": who.word("ticket"), "email_from": f'"{who.name}" <{who.email}>'}
    )


def _repair(env, partner, who, product):
    env["repair.order"].create(
        {
            "partner_id": partner.id,
            "product_id": product.id,
            "internal_notes": f"<p>{who.word('repair')}</p>",
        }
    )


def _course(env, partner, who, _product):
    course = env["slide.channel"].create({"name": "Course", "channel_type": "training"})
    course.sudo()._action_add_members(partner)
    course.message_post(
        body=who.word("review"), author_id=partner.id, email_from=who.email, message_type="comment"
    )


def _group(env, partner, who, _product):
    group = env["mail.group"].create({"name": "List", "access_mode": "public"})
    group._join_group(who.email, partner.id)
    message = group.message_post(
        body=who.word("group"), author_id=partner.id, email_from=who.email, message_type="email"
    )
    env["mail.group.message"].create({"mail_group_id": group.id, "mail_message_id": message.id})


def _loyalty(env, partner, who, _product):
    program = env["loyalty.program"].create(
        {"name": "Points", "program_type": "loyalty", "company_id": env.company.id}
    )
    # no card without a consent
    said = {"heard": f"{who.name}: {who.word('consent')}"}
    env["monaco.consent"]._record(
        "loyalty", ["any"], "given", partner, source="call", evidence=said
    )
    card = env["loyalty.card"].create({"program_id": program.id, "partner_id": partner.id})
    env["loyalty.history"].create({"card_id": card.id, "description": who.word("points")})


def _letter(env, partner, who, _product):
    partner.write({"zip": "98000", "country_id": env.ref("base.mc").id})
    env["snailmail.letter"].create(
        {
            "model": "res.partner",
            "res_id": partner.id,
            "partner_id": partner.id,
            "company_id": env.company.id,
            "attachment_id": env["ir.attachment"]
            .create(
                {
                    "name": who.word("letter"),
                    "raw": who.name.encode(),
                    "res_model": "res.partner",
                    "res_id": partner.id,
                }
            )
            .id,
        }
    )


def _payment(env, partner, who, _product):
    provider = env["payment.provider"].search([], limit=1)
    method = env["payment.method"].with_context(active_test=False).search([], limit=1)
    token = env["payment.token"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "partner_id": partner.id,
            "provider_ref": who.word("tokenref"),
            "payment_details": who.word("card"),
        }
    )
    env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "token_id": token.id,
            "partner_id": partner.id,
            "amount": 5,
            "currency_id": env.company.currency_id.id,
            "reference": f"tx-{partner.id}",
            "provider_reference": who.word("providerref"),
            "state_message": who.word("state"),
        }
    )


def _text_message(env, partner, who, _product):
    one = env["mailing.mailing"].create(
        {
            "subject": "Texts",
            "mailing_type": "sms",
            "body_plaintext": "Come and see",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "mailing_domain": str([("id", "=", partner.id)]),
        }
    )
    one.action_send_sms()
    assert env["mailing.trace"].search_count(
        [("mass_mailing_id", "=", one.id), ("trace_type", "=", "sms")]
    )


def _audit(env, partner, who, _product):
    """Whatever is written of contacts and leads from now on is copied by the audit log; a deleted lead too."""
    for model in ("res.partner", "crm.lead", "calendar.event"):
        rule = env["auditlog.rule"].search([("model_id.model", "=", model)])
        rule = rule or rule.create(
            {
                "name": model,
                "model_id": env["ir.model"]._get_id(model),
                "log_type": "full",
                "log_read": False,
                # a full log of a creation breaks on what Odoo has not yet written
                "log_create": False,
            }
        )
        if rule.state != "confirmed":
            rule.set_to_confirmed()
    partner.write({"function": who.word("audited")})
    lead = env["crm.lead"].create(
        {"name": who.word("deletedlead"), "email_from": who.email, "contact_name": who.name}
    )
    env.flush_all()
    lead.phone = who.phone
    lead.unlink()
    assert env["auditlog.log.line"].search_count([("new_value_text", "ilike", who.word("audited"))])


def has(env, model):
    return model in env


def open_live_chat(env):
    """Open a live chat in which a member of staff answers; return it, if the app is there."""
    if "im_livechat.channel" not in env:
        return None
    channel = env["im_livechat.channel"].create(
        {"name": "Help", "user_ids": [Command.set(env.user.ids)]}
    )
    env["mail.presence"].create(
        {
            "user_id": env.user.id,
            "status": "online",
            "last_poll": fields.Datetime.now(),
            "last_presence": fields.Datetime.now(),
        }
    )
    return channel.id


DOORS = {
    "auditlog.rule": _audit,
    "event.event": _event,
    "loyalty.card": _loyalty,
    "mail.group": _group,
    "payment.token": _payment,
    "pos.order": _till,
    "product.wishlist": _wishlist,
    "project.task": _task,
    "repair.order": _repair,
    "slide.channel": _course,
    "sms.tracker": _text_message,
    "snailmail.letter": _letter,
    "survey.survey": _survey,
}
