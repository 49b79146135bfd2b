"""Quotations, orders, deliveries, invoices and payments, through Odoo's own actions."""

from odoo import Command, fields

from demo.contacts import find
from demo.dates import backdate, day, moment, years_ago

PRODUCTS = {
    "lampe": ("Lampe « Larvotto » en laiton", "consu", 320.0),
    "table": ("Table basse « Rocher », chêne massif", "consu", 1480.0),
    "fauteuil": ("Fauteuil « Port Hercule »", "consu", 890.0),
    "rideaux": ("Rideaux sur mesure (la paire)", "consu", 640.0),
    "conseil": ("Conseil en décoration (la journée)", "service", 750.0),
    "pose": ("Pose et livraison", "service", 180.0),
}


def products(env):
    for key, (name, kind, price) in PRODUCTS.items():
        product = env["product.product"].create(
            {"name": name, "type": kind, "list_price": price, "invoice_policy": "order"}
        )
        env["ir.model.data"]._update_xmlids(
            [{"xml_id": f"__demo__.product_{key}", "record": product, "noupdate": True}]
        )


def _product(env, key):
    return env.ref(f"__demo__.product_{key}")


def quotation(env, who, days, *lines, valid=None, seller="commercial"):
    """A quotation made so many days ago, valid until ``valid`` days ago (negative: ahead)."""
    user = env["res.users"].search([("login", "=", seller)])
    order = env["sale.order"].create(
        {
            "partner_id": find(env, who).id,
            "user_id": user.id,
            "date_order": moment(days),
            "validity_date": day(days - 30 if valid is None else valid),
            "order_line": [
                Command.create({"product_id": _product(env, key).id, "product_uom_qty": quantity})
                for key, quantity in lines
            ],
        }
    )
    order.action_quotation_sent()
    return backdate(order, days)


def order(env, who, days, *lines, deliver=True, invoice=True, paid=True):
    """An order of so many days ago, then what followed it."""
    sale = quotation(env, who, days, *lines)
    sale.action_confirm()
    backdate(sale, moment(days), "date_order")
    if deliver:
        _deliver(sale, days - 6)
    if invoice:
        bill = sale._create_invoices()
        bill.invoice_date = day(days - 8)
        bill.action_post()
        backdate(bill, days - 8)
        if paid:
            pay(bill, days - 25)
    return sale


def _deliver(sale, days):
    for picking in sale.picking_ids:
        for move in picking.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        backdate(picking, moment(days), "date_done", "scheduled_date")


def pay(bill, days, **values):
    """Register the payment of an invoice, through the wizard."""
    context = {"active_model": "account.move", "active_ids": bill.ids}
    wizard = bill.env["account.payment.register"].with_context(**context)
    payment = wizard.create({"payment_date": day(max(days, 1))})._create_payments()
    payment.write({name: value for name, value in values.items() if name in payment._fields})
    return backdate(payment, max(days, 1))


def old_invoice(env, who, date, label, amount, paid=True):
    """An invoice of another decade, written by hand as it was taken over from the old books."""
    bill = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": find(env, who).id,
            "invoice_date": date,
            "invoice_line_ids": [
                Command.create({"name": label, "quantity": 1, "price_unit": amount})
            ],
        }
    )
    bill.action_post()
    days = (fields.Date.today() - date).days
    backdate(bill, days)
    if paid:
        pay(bill, days - 20)
    return bill


def vendor_bill(env, who, days, label, amount):
    bill = env["account.move"].create(
        {
            "move_type": "in_invoice",
            "partner_id": find(env, who).id,
            "invoice_date": day(days),
            "ref": f"F-{days:05}",
            "invoice_line_ids": [
                Command.create({"name": label, "quantity": 1, "price_unit": amount})
            ],
        }
    )
    bill.action_post()
    return backdate(bill, days)


def clients(env):
    """What makes the clients of the demo clients."""
    hotel = order(env, "belle_rive", 700, ("fauteuil", 12), ("lampe", 24), ("pose", 2))
    pay_by_cheque = {"monaco_check_number": "0048213", "monaco_transaction_ref": "VIR-2291-0007"}
    hotel.invoice_ids.matched_payment_ids.write(
        {k: v for k, v in pay_by_cheque.items() if k in env["account.payment"]._fields}
    )
    order(env, "belle_rive", 55, ("rideaux", 8), ("conseil", 2), paid=False)
    order(env, "lumen", 95, ("lampe", 6), paid=False)
    order(env, "clinique", 12, ("table", 1), ("fauteuil", 4), deliver=False, invoice=False)
    order(env, "notariat", 240, ("table", 2), ("conseil", 1))
    order(env, "picard", 630, ("fauteuil", 2), ("lampe", 1))
    order(env, "moretti", 500, ("table", 1))
    order(env, "lefevre", 320, ("rideaux", 3), ("pose", 1), paid=False)
    order(env, "roux", 84, ("lampe", 3))
    order(env, "roux", 20, ("table", 1), invoice=False)
    # five years and more without an order: only the books keep them
    order(env, "curau", 2150, ("conseil", 3))
    order(env, "zunino", 2300, ("fauteuil", 1), ("pose", 1))
    order(env, "syndic", 2050, ("lampe", 10), ("pose", 1))


def books(env):
    """Invoices whose ten years are over, or will be on the last day of this year."""
    old_invoice(env, "librairie", years_ago(11), "Rayonnages en chêne", 6400.0)
    old_invoice(env, "librairie", years_ago(12, 9), "Comptoir d'accueil", 2350.0)
    old_invoice(env, "marsan", years_ago(12, 3), "Restauration d'un secrétaire", 1180.0)
    old_invoice(env, "sordello", years_ago(10, 10), "Bibliothèque d'angle", 3900.0)
    old_invoice(env, "sordello", years_ago(11, 2), "Étude et plans", 450.0)
    vendor_bill(env, "menuiserie", 130, "Panneaux de chêne", 5200.0)
    vendor_bill(env, "menuiserie", 35, "Façades laquées", 3150.0)
    vendor_bill(env, "imprimerie", 70, "Catalogues de printemps", 890.0)
    env["product.supplierinfo"].create(
        {
            "partner_id": find(env, "menuiserie").id,
            "product_tmpl_id": _product(env, "table").product_tmpl_id.id,
            "price": 610.0,
        }
    )


def quotations(env):
    """Quotations that are open, run out, or cancelled."""
    quotation(env, "garnier", 6, ("conseil", 1), ("lampe", 2))
    quotation(env, "vigna", 15, ("table", 3))
    quotation(env, "yacht2", 30, ("rideaux", 14), valid=-20)
    # the person's year is over, the offer is not
    quotation(env, "allavena", 400, ("conseil", 5), ("table", 2), valid=-25)
    quotation(env, "bosio", 310, ("fauteuil", 2))
    quotation(env, "tornatore", 270, ("lampe", 1), seller="commercial2")
    quotation(env, "bellando", 380, ("fauteuil", 3))
    quotation(env, "medecin", 60, ("table", 1))._action_cancel()
    given_up = order(env, "cheylan", 440, ("lampe", 2), deliver=False, invoice=False)
    given_up._action_cancel()
