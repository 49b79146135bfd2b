"""What deciding costs beside Odoo's own preparation of the same mailing, in one run.

``RECIPIENTS=100000 bin/odoo shell -d DATABASE < benchmarks/permission.py``: it makes that many contacts (a
third consent, a third are professionals, some objected), undoes them at the end, and in between

1. decides on all of them at once, by e-mail and by SMS;
2. opens the form of a mailing to all of them, and counts who is left out, as its button does;
3. lets Odoo prepare the mailing by SMS, for all at once, and by e-mail, batch by batch, until all wait to leave;
   ours in it is everything between the entry and the end of our method, but for Odoo's own method inside.

Each time is taken by the clock, and as the processor's: of this process and of its server process in PostgreSQL.
"""

import contextlib
import os
import time

from odoo.addons.crm_monaco.models.mail_compose_message import MailComposeMessage

TICK = os.sysconf("SC_CLK_TCK")


def server_seconds(pid):
    """Return the processor time of PostgreSQL's process for this connection (Linux, same machine)."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Watch:
    """Time spent in it, however often it is entered: ``clock`` and ``processor``."""

    def __init__(self, env):
        env.cr.execute("SELECT pg_backend_pid()")
        self.pid = env.cr.fetchone()[0]
        self.clock = self.processor = 0.0

    def _now(self):
        return time.perf_counter(), time.process_time() + server_seconds(self.pid)

    def __enter__(self):
        self.start = self._now()
        return self

    def __exit__(self, *_how):
        now = self._now()
        self.clock += now[0] - self.start[0]
        self.processor += now[1] - self.start[1]

    def __str__(self):
        return f"{self.clock:.1f} s by the clock and {self.processor:.1f} s of processor"


def make(env, number):
    """Make the recipients in a few statements; return their ids."""
    purpose = env["monaco.purpose"]._get("prospecting")
    env.cr.execute(
        """INSERT INTO res_partner (name, complete_name, email, email_normalized, phone, phone_sanitized,
                                    active, is_company, type, lang, autopost_bills, create_date, write_date)
           SELECT 'Bench ' || i, 'Bench ' || i, 'bench' || i || '@bench.example',
                  'bench' || i || '@bench.example', '+33' || 600000000 + i, '+33' || 600000000 + i,
                  true, i %% 3 = 1, 'contact', 'fr_FR', 'ask', now(), now()
             FROM generate_series(1, %s) AS i RETURNING id""",
        [number],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids])
    env.cr.execute(
        """INSERT INTO monaco_consent (partner_id, purpose_id, channel, status, date, recorded, text_id,
                                       source)
           SELECT id, %s, channel, CASE WHEN id %% 30 = 0 THEN 'withdrawn' ELSE 'given' END, now(), now(),
                  %s, 'portal'
             FROM res_partner, unnest(ARRAY['email', 'sms']) AS channel
            WHERE id = ANY(%s) AND id %% 3 = 0""",
        [purpose.id, purpose.text_id.id, ids],
    )
    some = range(7, number, 20)
    emails = [f"bench{i}@bench.example" for i in some]
    env["monaco.suppression"]._add(
        purpose, ["email", "sms"], emails, [f"+33{600000000 + i}" for i in some]
    )
    env.cr.execute("ANALYZE res_partner, monaco_consent, monaco_suppression")
    env.invalidate_all()
    return ids


def decide_at_once(env, channel, rows):
    """Return ``(watch, queries, allowed)`` of one decision on everybody."""
    before = env.cr.sql_log_count
    with Watch(env) as watch:
        decided = env["monaco.permission"]._decide("prospecting", channel, rows)
    queries = env.cr.sql_log_count - before
    return watch, queries, sum(one.allowed for one in decided.values())


@contextlib.contextmanager
def timed(env, model, owner, name):
    """Yield two watches: one runs while our method ``owner.name`` does, one while what it extends does.

    :param owner: ``None``: whoever is called first
    """
    line = type(model).mro()
    owner = owner or next(c for c in line if name in vars(c))
    behind = next(c for c in line[line.index(owner) + 1 :] if name in vars(c))
    watches = Watch(env), Watch(env)
    kept = [(where, vars(where)[name]) for where in (owner, behind)]

    def wrap(method, watch):
        def watched(self, *args, **kwargs):
            with watch:
                return method(self, *args, **kwargs)

        return watched

    for (where, method), watch in zip(kept, watches, strict=True):
        setattr(where, name, wrap(method, watch))
    try:
        yield watches
    finally:
        for where, method in kept:
            setattr(where, name, method)


def open_form(env):
    """Return watches of the form's outlook: opened, a field changed, counted on demand, opened again."""
    mailing = env["mailing.mailing"].create(
        {
            "subject": "Offre",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "mailing_domain": [("email", "like", "@bench.example")],
        }
    )

    def timed_once(act):
        env.flush_all()
        env.invalidate_all()
        with Watch(env) as watch:
            act()
        return watch

    similar = {"monaco_similar": True}
    spec = {"monaco_similar": {}, "monaco_outlook": {}, "monaco_uncounted": {}}
    return {
        "opened": timed_once(lambda: mailing.web_read(spec)),
        "changed": timed_once(lambda: mailing.onchange(similar, ["monaco_similar"], spec)),
        "counted": timed_once(mailing.action_monaco_count),
        "opened, counted": timed_once(lambda: mailing.web_read(spec)),
    }


def prepare_mails(env, ids):
    """Let Odoo prepare a mailing until its mails wait to leave.

    :return: watches of the whole, of Odoo's values alone (before the mails are made), of ours
    """
    mailing = env["mailing.mailing"].create(
        {
            "subject": "Offre",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "body_html": "<p>Bonjour</p>",
        }
    )
    composer = env["mail.compose.message"].create(
        {
            "composition_mode": "mass_mail",
            "model": "res.partner",
            "mass_mailing_id": mailing.id,
            "subject": "Offre",
            "body": "<p>Bonjour</p>",
            "email_from": env.user.email_formatted,
            "force_send": False,
        }
    )
    whole = Watch(env)
    with (
        timed(env, composer, MailComposeMessage, "_process_mail_values_state") as (ours, odoos),
        timed(env, composer, None, "_prepare_mail_values") as (values, _values),
        whole,
    ):
        composer._action_send_mail_mass_mail(ids)
    return whole, values, minus(ours, odoos)


def prepare_sms(env, ids):
    """Let Odoo prepare an SMS mailing until it waits to leave: for all its recipients at once."""
    from odoo.addons.crm_monaco_sms.models.sms_composer import SmsComposer

    mailing = env["mailing.mailing"].create(
        {
            "subject": "Offre",
            "mailing_type": "sms",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "body_plaintext": "Bonjour",
        }
    )
    composer = env["sms.composer"].create(
        {
            "composition_mode": "mass",
            "res_model": "res.partner",
            "mailing_id": mailing.id,
            "body": "Bonjour",
            "mass_force_send": False,
        }
    )
    whole = Watch(env)
    name = "_prepare_mass_sms_values"
    with (
        timed(env, composer, SmsComposer, name) as (ours, odoos),
        timed(env, composer, None, name) as (values, _values),
        whole,
    ):
        composer._action_send_sms_mass(env["res.partner"].browse(ids))
    return whole, values, minus(ours, odoos)


def minus(outer, inner):
    outer.clock -= inner.clock
    outer.processor -= inner.processor
    return outer


def tell(what, whole, values, ours):
    """Print what it took, and the share of ours: of the whole, and of the values alone (the stricter)."""
    print(f"{what}: {whole}, of which deciding {ours}", flush=True)
    for part, odoos in (("the mailing in the queue", whole), ("the values alone", values)):
        shares = [
            100 * getattr(ours, how) / (getattr(odoos, how) - getattr(ours, how))
            for how in ("clock", "processor")
        ]
        print(
            f"    on top of Odoo's own, {part}: {shares[0]:.1f} % by the clock,"
            f" {shares[1]:.1f} % of processor",
            flush=True,
        )


number = int(os.environ.get("RECIPIENTS", 100_000))
ids = make(env, number)
people = env["res.partner"].browse(ids)
for channel, rows in (
    ("email", [(p.id, p.id, p.email_normalized, None) for p in people]),
    ("sms", [(p.id, p.id, None, p.phone_sanitized) for p in people]),
):
    watch, queries, allowed = decide_at_once(env, channel, rows)
    print(
        f"{number} recipients decided at once by {channel}: {watch}, {queries} queries,"
        f" {allowed} allowed",
        flush=True,
    )
for what, watch in open_form(env).items():
    print(f"form of a mailing to {number}, {what}: {watch}", flush=True)
if os.environ.get("FORM_ALONE"):
    env.cr.rollback()
    raise SystemExit
env.invalidate_all()
if "monaco_purpose_id" in env.registry["sms.composer"]._fields:
    tell("SMS prepared by Odoo", *prepare_sms(env, ids))
env.invalidate_all()
tell("mails prepared by Odoo", *prepare_mails(env, ids))
env.cr.rollback()
