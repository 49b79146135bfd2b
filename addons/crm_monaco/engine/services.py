"""What the services of the company may see, as data; and the stored flags their rows are found by."""

from dataclasses import dataclass, field

from odoo.tools import SQL

from .holdings import CATALOGUE
from .prepared import without_jit

# what holds a bank account, a card or a payment
MONEY = frozenset(
    {
        "res.partner.bank",
        "monaco.card",
        "payment.token",
        "payment.transaction",
        "account.payment",
        "account.bank.statement",
        "account.bank.statement.line",
    }
)
# whom we try to win, and what we know of their interest
AUDIENCE = frozenset(
    {
        "crm.lead",
        "crm.activity.report",
        "mailing.contact",
        "mailing.list",
        "mailing.mailing",
        "mailing.trace",
        "link.tracker.click",
        "website.visitor",
        "event.registration",
        "survey.user_input",
        "survey.user_input.line",
        "monaco.solicitation",
        "loyalty.card",
    }
)
# documents of the trade with a person
TRADE = frozenset(
    {
        "sale.order",
        "sale.order.line",
        "sale.report",
        "stock.picking",
        "account.move",
        "account.move.line",
        "account.invoice.report",
        "pos.order",
        "product.wishlist",
        "calendar.event",
        "calendar.attendee",
        "rating.rating",
        "sms.sms",
        "phone.blacklist",
        "mail.blacklist",
    }
)
# {model: link}: rows that repeat the name and the address of the person they link to
FOLLOWING = {
    "mail.followers": "partner_id",
    "calendar.attendee": "partner_id",
    "monaco.release": "partner_id",
}
# what whoever writes it signs with their own address, though they may read nobody's
SIGNED = frozenset({"mail.message"})
# in the catalogue of what an erasure must reach, yet needed to work with Odoo at all; what they tell
# of a person follows the rights on that person
TECHNICAL = frozenset(
    {
        "res.partner",
        "res.users",
        "res.company",
        "res.device.log",
        "res.users.settings.volumes",
        "mail.followers",
        "mail.activity",
        "mail.scheduled.message",
        "mail.message",
        "mail.notification",
        "mail.message.reaction",
        "mail.push.device",
        "mail.mail",
        "mail.guest",
        "discuss.channel.member",
        "discuss.channel.rtc.session",
        "ir.attachment",
        "ir.filters",
        "bus.bus",
        "base_import.import",
        "calendar.filters",
        "event.event",
        "stock.rule",
        "stock.warehouse",
        "product.supplierinfo",
        "account.analytic.account",
        "account.analytic.distribution.model",
        "account.reconcile.model",
        "account.reconcile.model.line",
    }
)
STAFF = frozenset({"hr.employee", "hr.employee.public", "hr.version", "hr.work.location"})
PERSONAL = (MONEY | AUDIENCE | TRADE | STAFF | frozenset(CATALOGUE)) - TECHNICAL


@dataclass(frozen=True)
class Service:
    """One service of the company.

    A user in several services sees the union: a row that one of them shows, a field that one of
    them shows, a model that one of them opens.
    """

    code: str
    group: str  # the group's external id: being in it is being in the service
    label: str
    # {model: domain}: rows of these models only.  Every leaf is a stored field of the model itself
    rows: dict = field(default_factory=dict)
    # {model: names}: fields that exist for everybody else
    hidden: dict = field(default_factory=dict)
    # {model: names}: fields that are empty, but for colleagues: Odoo cannot do without them
    masked: dict = field(default_factory=dict)
    # models that do not exist for the service
    closed: frozenset = frozenset()
    # the only apps on the screen, by the external id of their menu; None: what Odoo's rights show
    apps: frozenset | None = None
    # neither rows nor fields are restricted
    unbound: bool = False


# Whoever is in no service, where services are strictly separated: colleagues, and nobody else.
NOBODY = Service(
    code="none",
    group="",
    label="",
    rows={
        "res.partner": [("partner_share", "=", False)],
        "calendar.event": [("create_uid", "=", "uid")],
    },
    closed=PERSONAL - STAFF - {"calendar.event", "calendar.attendee"},
)


def refresh_flags(env, flags, only=None):
    """Bring the stored flags of persons up to date; unchanged persons are not written.

    :param flags: ``{column: [SQL selecting ids of persons]}``
    :param only: ids of persons to restrict the refresh to
    :return: number of persons written
    """
    env.flush_all()
    among = SQL("true") if only is None else SQL("p.id = ANY(%s)", list(only))
    written = 0
    without_jit(env.cr)
    for column, selects in flags.items():
        name = SQL.identifier(column)
        # a person is shown with their company, a delivery address with the person it belongs to
        seen = SQL(
            """seen AS MATERIALIZED (
                   WITH direct(id) AS (%s)
                   SELECT id FROM direct
                    UNION SELECT p.commercial_partner_id FROM res_partner p JOIN direct USING (id)
               )""",
            SQL(" UNION ").join(selects),
        )
        env.cr.execute(
            SQL(
                """WITH %(seen)s
                   UPDATE res_partner p SET %(name)s = wanted.value
                     FROM (SELECT p.id, seen.id IS NOT NULL AS value
                             FROM res_partner p LEFT JOIN seen ON seen.id = p.id
                            WHERE %(among)s) AS wanted
                    WHERE wanted.id = p.id AND wanted.value IS DISTINCT FROM coalesce(p.%(name)s, false)""",
                seen=seen,
                name=name,
                among=among,
            )
        )
        written += env.cr.rowcount
    if written:
        env["res.partner"].invalidate_model(list(flags))
    return written
