"""What people do meanwhile: search, save, write a message, confirm an order."""

import os
import statistics
import time

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


def somebody_works(env, options):
    """Search and save other contacts until the file ``stop`` is there; return how long each took."""
    times, errors, retried, turn = [], 0, 0, 0
    Partner, ids = env["res.partner"], options["others"]
    while not os.path.exists(options["stop"]):
        began = time.monotonic()
        for _attempt in range(5):  # Odoo's own server retries a request five times
            try:
                Partner.search([("name", "ilike", "rossi"), ("active", "=", True)], limit=80).read(
                    ["name", "email"]
                )
                one = Partner.browse(ids[turn % len(ids)])
                one.write({"function": f"essai {turn}"})
                env.cr.commit()
                break
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                env.cr.rollback()
                retried += 1
        else:
            errors += 1
        times.append(time.monotonic() - began)
        env.invalidate_all()
        turn += 1
        time.sleep(0.02)
    times.sort()
    return {
        "turns": len(times),
        "errors": errors,
        "retried": retried,
        "median": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "longest": times[-1],
    }


def write_and_confirm(env, options):
    """Post messages and confirm orders; return the processor time of one of each, in ms."""
    count, found = options["count"], {}
    partner = env["res.partner"].browse(options["others"][0])
    product = env["product.product"].search(
        [("sale_ok", "=", True), ("type", "=", "service")], limit=1
    )
    env = env(context={})

    def post(_number):
        partner.with_env(env).message_post(body="Bonjour, " + "nous passons demain. " * 40)

    def confirm(_number):
        order = env["sale.order"].create(
            {"partner_id": partner.id, "order_line": [(0, 0, {"product_id": product.id})]}
        )
        order.action_confirm()

    for name, act in (("message", post), ("order", confirm)):
        act(0)
        env.flush_all()
        began = time.process_time()
        for number in range(count):
            act(number)
        env.flush_all()
        found[name] = (time.process_time() - began) / count * 1000
        env.cr.rollback()
    return found


WHAT = {"somebody_works": (None, somebody_works), "write_and_confirm": (None, write_and_confirm)}
