"""Two mailings, sent through Odoo's own queue while a stand-in takes the place of the mail server."""

import contextlib
from unittest.mock import patch

from demo import people
from demo.contacts import find
from demo.dates import day, moment

BODY = """<div><h2>{title}</h2>
<p>Bonjour, découvrez nos nouveautés en avant-première à l'atelier de la rue des Orangers.</p>
<p><a href="https://www.maison-azurelle.example/collection">Voir la collection</a></p>
<p><a href="/unsubscribe_from_list">Ne plus recevoir ces messages</a></p></div>"""


@contextlib.contextmanager
def no_mail_leaves(env):
    """Nothing reaches a mail server, and Odoo believes it did."""
    servers = type(env["ir.mail_server"])

    def taken(_self, message, *_args, **_kwargs):
        return message["Message-Id"]

    with (
        patch.object(servers, "_connect__", lambda *_a, **_k: None),
        patch.object(servers, "send_email", taken),
    ):
        yield


def send(env):
    """Spring's and autumn's letters: who clicked restarts their year, most did not."""
    spring = [p.key for p in people.PROSPECTS + people.CONTACTS if p.source in ("fair", "website")]
    _send(env, "Collection de printemps", spring, 140, clicked=("leroy", "yacht1"))
    autumn = [
        "rossetti",
        "yacht1",
        "yacht3",
        "bellando",
        "fissore",
        "allavena",
        "picard",
        "moretti",
    ]
    _send(env, "Ventes privées d'automne", autumn, 33, clicked=("rossetti", "picard"))
    env["mail.blacklist"]._add("elisa.refus@posta.example")


def _send(env, title, keys, days, clicked):
    partners = env["res.partner"].union(*(find(env, key) for key in keys))
    partners = partners.filtered(
        lambda partner: partner.create_date < moment(days) and partner.email
    )
    mailing = env["mailing.mailing"].create(
        {
            "subject": title,
            "name": title,
            "mailing_model_id": env.ref("base.model_res_partner").id,
            "mailing_domain": repr([("id", "in", partners.ids)]),
            "body_html": BODY.format(title=title),
            "body_arch": BODY.format(title=title),
            "email_from": '"Maison Azurelle" <contact@maison-azurelle.example>',
            "reply_to_mode": "new",
            "reply_to": "contact@maison-azurelle.example",
            "user_id": env["res.users"].search([("login", "=", "commercial")]).id,
        }
    )
    mailing.action_launch()
    env["mailing.mailing"]._process_mass_mailing_queue()
    for key in clicked:
        _click(env, mailing, find(env, key))
    _put_back(env, mailing, days)


def _click(env, mailing, partner):
    trace = mailing.mailing_trace_ids.filtered(lambda t: t.res_id == partner.id)
    link = env["link.tracker"].search([("mass_mailing_id", "=", mailing.id)], limit=1)
    address = f"192.0.2.{partner.id % 250}"
    clicks = env["link.tracker.click"]
    clicks.add_click(link.code, ip=address, country_code="MC", mailing_trace_id=trace.id)
    assert trace.links_click_datetime, f"{partner.name} did not click"


def _put_back(env, mailing, days):
    """Move the dates of a mailing back: when it went, was read, was clicked."""
    env.flush_all()
    run = env.cr.execute
    sent, clicked = moment(days), moment(days - 1, 18)
    ids = mailing.mailing_trace_ids.ids
    run(
        "UPDATE mailing_mailing SET sent_date = %s, create_date = %s WHERE id = %s",
        (sent, moment(days + 2), mailing.id),
    )
    run(
        "UPDATE mailing_trace SET sent_datetime = %s, create_date = %s WHERE id = ANY(%s)",
        (sent, sent, ids),
    )
    run(
        """UPDATE mailing_trace SET links_click_datetime = %s, open_datetime = %s
            WHERE id = ANY(%s) AND links_click_datetime IS NOT NULL""",
        (clicked, clicked, ids),
    )
    run(
        "UPDATE link_tracker_click SET create_date = %s WHERE mailing_trace_id = ANY(%s)",
        (clicked, ids),
    )
    run(
        """UPDATE mail_message SET date = %s, create_date = %s
            WHERE model = 'res.partner' AND id IN (SELECT mail_message_id FROM mail_mail
                  WHERE mailing_id = %s)""",
        (sent, sent, mailing.id),
    )
    env.invalidate_all(flush=False)
    assert mailing.state == "done" and day(days) == mailing.sent_date.date(), mailing.state
