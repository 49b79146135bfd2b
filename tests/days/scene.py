"""The stage of the services, with what a whole day needs beside it; and what people do on screens."""

import pathlib
import re

from odoo import Command, fields

from ..services import stage

SERIAL = "SN-4711-0042"
SERIAL_OWNER = "Vandrille"
CHIEFS = "Grand chantier du chef"
CRAWL = pathlib.Path(__file__).with_name("crawl.js").read_text().strip().rstrip(";")


def build(env):
    """Create the stage of the services and more; return ``{model: {whose: id}}``."""
    ids = stage.build(env)
    env.ref("base.user_admin").lang = "fr_FR"
    sales = env.ref("sales_team.group_sale_salesman_all_leads")
    chief = (
        env["res.users"]
        .search([("login", "=", "commercial")])
        .copy({"name": "Usager chef", "login": "chef", "password": stage.PASSWORD})
    )
    env["monaco.service.assignment"].create({"user_id": chief.id, "service": "sales"})
    chief.group_ids = [Command.link(sales.id)]
    lead = {"type": "opportunity", "name": CHIEFS, "user_id": chief.id}
    ids["crm.lead"]["chief"] = env["crm.lead"].create(lead).id
    ids["stock.picking"]["serial"] = _sell_with_serial_number(env)
    for move in env["account.move"].browse(ids["account.move"].values()):
        move.invoice_date_due = fields.Date.subtract(fields.Date.today(), days=40)
    # somebody who is in charge opens one contact to maintenance
    until = fields.Datetime.add(fields.Datetime.now(), hours=4)
    protection = env["res.users"].search([("login", "=", "protection")])
    maintenance = env["res.users"].search([("login", "=", "maintenance")])
    env(user=protection)["monaco.window.open"].with_context(
        active_model="res.partner", active_ids=[ids["res.partner"]["prospect"]]
    ).create(
        {"user_id": maintenance.id, "until": until, "reason": "Fiche bloquée, ticket 12"}
    ).action_open()
    env["monaco.service"]._refresh_flags()
    return ids


def _sell_with_serial_number(env):
    """Deliver, more than a year ago, something that bears a number of its own."""
    owner = env["res.partner"].create({"name": SERIAL_OWNER, "street": "9, rue du Port"})
    clock = env["product.product"].create(
        {"name": "Pendule", "is_storable": True, "tracking": "serial", "list_price": 300}
    )
    lot = env["stock.lot"].create({"name": SERIAL, "product_id": clock.id})
    place = env.ref("stock.stock_location_stock")
    env["stock.quant"]._update_available_quantity(clock, place, 1, lot_id=lot)
    order = env["sale.order"].create(
        {"partner_id": owner.id, "order_line": [Command.create({"product_id": clock.id})]}
    )
    order.action_confirm()
    picking = order.picking_ids
    picking.action_assign()
    picking.move_ids.picked = True
    picking.with_context(skip_sms=True).button_validate()
    assert picking.state == "done" and picking.move_line_ids.lot_id == lot
    env.flush_all()
    env.cr.execute(
        "UPDATE stock_picking SET date_done = now() - interval '400 days' WHERE id = %s",
        [picking.id],
    )
    env.invalidate_all()
    return picking.id


class Person:
    """Somebody of the staff at their screen: what they press, choose and read."""

    def __init__(self, seen):
        self.seen, self.page = seen, seen.page

    def open(self, path, wait=".o_form_view"):
        self.page.goto(f"{self.seen.address}/odoo/{path}")
        self.page.wait_for_selector(wait)
        self.seen.settle()

    def press(self, what, wait=None):
        """Press a button by the name of its method, or by a selector."""
        plain = re.fullmatch(r"\w+", what)
        self.page.click(f"button[name={what}] >> visible=true" if plain else what)
        if wait:
            self.page.wait_for_selector(wait)
        self.seen.settle()

    def fill(self, field, text):
        self.page.fill(f"[name={field}] :is(input, textarea) >> visible=true", text)

    def choose(self, field, text):
        """Type into a link and take the first proposal."""
        self.page.click(f"[name={field}] input >> visible=true")
        self.page.fill(f"[name={field}] input >> visible=true", text)
        self.page.click(f".o-autocomplete--dropdown-item:has-text('{text}') >> nth=0")
        self.seen.settle()

    def choose_new(self, field, text):
        """Type a name that does not exist yet, and create it."""
        self.page.click(f"[name={field}] input >> visible=true")
        self.page.fill(f"[name={field}] input >> visible=true", text)
        self.page.click(".o-autocomplete--dropdown-item.o_m2o_dropdown_option_create >> nth=0")
        self.seen.settle()

    def pick(self, field, text):
        """Choose in a selection."""
        self.page.click(f"[name={field}] input >> visible=true")
        self.page.click(f".o_select_menu_item:has-text('{text}')")
        self.seen.settle()

    def save(self):
        self.press(".o_form_button_save")
        self.page.wait_for_selector(".o_form_status_indicator_buttons.invisible", state="attached")

    def tabs(self):
        """Open each tab, and return everything that the form shows, values of inputs included."""
        texts = [self.shown()]
        for tab in self.page.query_selector_all(".o_form_view .o_notebook .nav-link"):
            tab.click()
            self.seen.settle()
            texts.append(self.shown())
        return "\n".join(texts)

    def shown(self):
        """Everything that stands on the screen, values of inputs included."""
        return self.page.evaluate(
            """() => {
                const root = document.querySelector(".o_action_manager");
                const values = [...root.querySelectorAll("input, textarea")].map((node) => node.value);
                return [root.innerText, ...values].join("\\n");
            }"""
        )

    def search(self, text):
        self.page.fill(".o_searchview_input", text)
        self.page.press(".o_searchview_input", "Enter")
        self.seen.settle()

    def state(self):
        """What the bar of a document says it is."""
        return self.page.inner_text(".o_arrow_button_current").strip()
