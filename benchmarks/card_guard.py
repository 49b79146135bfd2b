"""`bin/odoo shell -d DATABASE < benchmarks/card_guard.py`: 2,000 messages posted with and without the card guard."""

import statistics
import time

from markupsafe import Markup

MESSAGES, ROUNDS = 2000, 10
body = Markup(
    "<p>Suite à notre échange, le devis S00123 (1 250,00 €). Tél. +377 93 15 36 00.</p><p>%s</p>"
) % ("Nous restons à votre disposition. " * 40)
guarded = env.registry["mail.message"]
lead = env["crm.lead"].create({"name": "bench"})


def post(count):
    """Return the processor time that ``count`` messages take."""
    start = time.process_time()
    for _ in range(count):
        lead.message_post(body=body, message_type="comment")
    lead.env.flush_all()
    return time.process_time() - start


post(100)
times = {True: [], False: []}
for number in range(ROUNDS):
    for on in (True, False) if number % 2 else (False, True):
        if on and "_monaco_hide_cards" in vars(guarded):
            del guarded._monaco_hide_cards
        elif not on:
            guarded._monaco_hide_cards = lambda self, vals_list: vals_list
        times[on].append(post(MESSAGES // ROUNDS))
ratio = statistics.median(times[True]) / statistics.median(times[False])
print(f"with {sum(times[True]):.2f} s, without {sum(times[False]):.2f} s, ratio {ratio:.3f}")
env.cr.rollback()
