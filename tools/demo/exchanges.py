"""What persons and staff said to each other: requests, messages, meetings, mailings, visits."""

from datetime import timedelta

from markupsafe import Markup

from odoo import Command

from demo import company
from demo.contacts import find
from demo.dates import backdate, moment

QUIET = {
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "no_mail_to_attendees": True,
}


def leads(env):
    """Requests from the website, with a contact and without, and opportunities of the fair."""
    website = env.ref("utm.utm_medium_website", raise_if_not_found=False)
    requests = [
        ("bonfanti", 3, "Demande par le site : aménagement d'un deux-pièces"),
        ("garnier", 9, "Demande par le site : bureau d'avocat"),
        ("pasquier", 285, "Demande par le site : canapé convertible"),
        ("lombard", 95, "Demande par le site : rideaux occultants"),
        ("ferrero", 24, "Salon de l'habitat : éclairage d'un cabinet"),
        ("rossetti", 130, "Salon de l'habitat : mobilier de restaurant"),
        ("yacht1", 210, "Refonte du carré d'un voilier"),
        ("tosello", 655, "Demande par le site : tables de terrasse"),
        ("castaldi", 1120, "Demande par le site : catalogue"),
        ("ecole", 300, "Demande par le site : miroirs et barres"),
    ]
    for key, days, subject in requests:
        _lead(env, days, name=subject, partner_id=find(env, key).id, medium_id=website.id)
    # one project, two persons: they stay or go together
    couple = _lead(
        env, 38, name="Villa Orenghi : séjour et terrasse", partner_id=find(env, "orengo1").id
    )
    couple.message_subscribe(find(env, "orengo2").ids)
    for days, name, mail in (
        (1, "Aurélie Casanovetti", "aurelie.casanovetti@courriel.example"),
        (5, "Giorgio Bassanini", "giorgio.bassanini@posta.example"),
        (290, "Marc-Antoine Delrieux", "ma.delrieux@courriel.example"),
    ):
        _lead(
            env,
            days,
            name=f"Demande par le site : {name}",
            contact_name=name,
            email_from=mail,
            medium_id=website.id,
        )


def _lead(env, days, **values):
    seller = env["res.users"].search([("login", "=", "commercial")])
    lead = (
        env["crm.lead"]
        .with_context(**QUIET)
        .create({"type": "opportunity", "user_id": seller.id, **values})
    )
    return backdate(lead, days, "date_open")


def messages(env):
    """Mails of persons (they restart their year) and notes of staff (they do not)."""
    letter = "<p>Bonjour,<br/>je vous remercie de votre envoi. {}<br/>Cordialement</p>"
    for key, days, words in (
        ("sanna", 205, "Pourriez-vous me rappeler à l'automne ?"),
        ("leroy", 150, "Le budget n'est pas encore arrêté."),
        ("vatrican", 170, "Je préfère passer en boutique."),
        ("bosio", 325, "Le modèle me convient, mais en noyer."),
        ("belle_rive", 48, "La livraison était parfaite."),
        ("lumen", 30, "La facture sera réglée en fin de mois."),
    ):
        who = find(env, key)
        message = who.with_context(**QUIET).message_post(
            body=Markup(letter).format(words),
            subject="Re : votre catalogue",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=who.id,
            email_from=who.email_formatted,
        )
        _date(message, days)
    staff = company.user(env, "commercial")
    for key, days, words in (
        ("fontana", 40, "Laissé un message sur le répondeur, pas de rappel."),
        ("giraudi", 25, "Catalogue de printemps envoyé par la poste."),
        ("astegiano", 90, "Relancé par téléphone : absent."),
        ("picard", 200, "Souhaite être prévenue de la nouvelle collection."),
    ):
        note = (
            staff["res.partner"]
            .browse(find(env, key).id)
            .with_context(**QUIET)
            .message_post(body=words)
        )
        _date(note, days)


def _date(message, days):
    message.env.flush_all()
    message.env.cr.execute(
        "UPDATE mail_message SET date = %(at)s, create_date = %(at)s WHERE id = %(id)s",
        {"at": moment(days), "id": message.id},
    )
    message.env.invalidate_all(flush=False)


def meetings(env):
    """Meetings that took place (they restart the year), were declined, or lie ahead."""
    seller = env["res.users"].search([("login", "=", "commercial")])
    for key, days, subject, answer in (
        ("lombard", 80, "Visite de l'appartement", "do_accept"),
        ("yacht1", 190, "Relevé de mesures à bord", "do_accept"),
        ("perrin", 300, "Présentation de la collection", "do_decline"),
        ("garnier", -4, "Rendez-vous au cabinet", "do_accept"),
    ):
        start = moment(days, 8)
        event = (
            env["calendar.event"]
            .with_context(**QUIET)
            .create(
                {
                    "name": subject,
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": seller.id,
                    "partner_ids": [Command.set([seller.partner_id.id, find(env, key).id])],
                }
            )
        )
        mine = event.attendee_ids.filtered(lambda a, key=key: a.partner_id == find(env, key))
        getattr(mine.with_context(**QUIET), answer)()
        backdate(event, max(days + 7, 1))


def solicitations(env):
    """Calls and mails that staff logged, with answers and without."""
    if "monaco.solicitation" not in env:
        return
    staff = company.user(env, "commercial")
    for key, days, channel, answered in (
        ("ughetto", 70, "phone", False),
        ("ughetto", 38, "email", False),
        ("nardi", 58, "phone", False),
        ("nardi", 21, "visit", False),
        ("medecin", 30, "phone", True),
        ("mercadal", 45, "email", False),
    ):
        staff["monaco.solicitation"].sudo().create(
            {
                "partner_id": find(env, key).id,
                "date": moment(days),
                "channel": channel,
                "answered": answered,
                "user_id": staff.uid,
            }
        )
