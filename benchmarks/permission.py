"""What deciding costs beside Odoo's own preparation of the same mailing, in one run.

``RECIPIENTS=100000 bin/odoo shell -d DATABASE < benchmarks/permission.py``: it makes that many contacts (a
third consent, a third are professionals, some objected), undoes them at the end, and in between

1. decides on all of them at once;
2. prepares the mailing as Odoo does, batch by batch, and takes the time of each decision inside.
"""

import os
import time

from odoo.tools.misc import split_every

from odoo.addons.crm_monaco.engine.ahead import Ahead

MonacoPermission = env.registry["monaco.permission"]


def make(env, number):
    """Make the recipients in a few statements; return their ids."""
    purpose = env["monaco.purpose"]._get("prospecting")
    env.cr.execute(
        """INSERT INTO res_partner (name, complete_name, email, email_normalized, active, is_company,
                                    type, lang, autopost_bills, create_date, write_date)
           SELECT 'Bench ' || i, 'Bench ' || i, 'bench' || i || '@bench.example',
                  'bench' || i || '@bench.example', true, i %% 3 = 1, 'contact', 'fr_FR', 'ask', now(), now()
             FROM generate_series(1, %s) AS i RETURNING id""",
        [number],
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)", [ids])
    env.cr.execute(
        """INSERT INTO monaco_consent (partner_id, purpose_id, channel, status, date, recorded, text_id,
                                       source)
           SELECT id, %s, 'email', CASE WHEN id %% 30 = 0 THEN 'withdrawn' ELSE 'given' END, now(), now(),
                  %s, 'portal'
             FROM res_partner WHERE id = ANY(%s) AND id %% 3 = 0""",
        [purpose.id, purpose.text_id.id, ids],
    )
    emails = [f"bench{i}@bench.example" for i in range(7, number, 20)]
    env["monaco.suppression"]._add(purpose, ["email"], emails)
    env.cr.execute("ANALYZE res_partner, monaco_consent, monaco_suppression")
    env.invalidate_all()
    return ids


def decide_at_once(env, ids):
    """Return ``(seconds, queries, allowed)`` of one decision on everybody."""
    partners = env["res.partner"].browse(ids)
    rows = [(p.id, p.id, p.email_normalized, None) for p in partners]
    before, start = env.cr.sql_log_count, time.perf_counter()
    decided = env["monaco.permission"]._decide("prospecting", "email", rows)
    spent = time.perf_counter() - start
    return spent, env.cr.sql_log_count - before, sum(one.allowed for one in decided.values())


def prepare(env, ids):
    """Return ``(seconds of the whole, seconds of the decisions in it)``."""
    own = {"seconds": 0.0}
    decide = MonacoPermission._decide

    def timed(self, *args, **kwargs):
        start = time.perf_counter()
        try:
            return decide(self, *args, **kwargs)
        finally:
            own["seconds"] += time.perf_counter() - start

    MonacoPermission._decide = timed
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
        }
    )
    start = time.perf_counter()
    size = composer._batch_size or 50
    composer = composer.with_context(monaco_ahead=Ahead(ids))
    for part in split_every(size, ids):
        composer._manage_mail_values(composer._prepare_mail_values(part))
        env.invalidate_all()
    whole = time.perf_counter() - start
    MonacoPermission._decide = decide
    return whole, own["seconds"], size


number = int(os.environ.get("RECIPIENTS", 100_000))
ids = make(env, number)
spent, queries, allowed = decide_at_once(env, ids)
print(f"{number} recipients decided at once: {spent:.2f} s, {queries} queries, {allowed} allowed")
whole, own, size = prepare(env, ids)
print(
    f"prepared by Odoo in batches of {size}: {whole:.1f} s, of which deciding {own:.1f} s:"
    f" {100 * own / (whole - own):.1f} % on top of Odoo's own"
)
env.cr.rollback()
