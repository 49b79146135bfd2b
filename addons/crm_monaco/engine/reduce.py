"""Reduce clients to what the vouchers bear: name, address, VAT number.  Amounts and payments are the books'.

Five years after the contract only the books hold somebody, for ten.  What they need stays, all the
rest goes by the statements that erase: another declaration of the person, without the books' own
rows, and without what leads from a row that stays back to somebody who is still named.
"""

from dataclasses import replace

from odoo.tools import SQL

from . import declared, subjects
from .eraser import Eraser
from .rewrite import Assignments
from .strategies import CLEAR, Keep, Value
from .subjects import PERSON

BORNE = Keep("the vouchers bear it")
BOOKS = Keep("the books go on with it: credit notes, payments, exports")
CLOCK = Keep("says until when")

KEPT = {
    **dict.fromkeys(
        (
            "name",
            "complete_name",
            "firstname",  # where a name is split (OCA partner_firstname)
            "lastname",
            "lastname2",
            "company_name",
            "commercial_company_name",
            "parent_id",
            "commercial_partner_id",
            "street",
            "street2",
            "street_name",  # where an address is split (base_address_extended)
            "street_number",
            "street_number2",
            "zip",
            "city",
            "city_id",
            "state_id",
            "country_id",
            "vat",
        ),
        BORNE,
    ),
    **dict.fromkeys(
        (
            "ref",  # the number of the person's own account
            "customer_rank",
            "supplier_rank",
            "property_account_payable_id",
            "property_account_receivable_id",
            "property_account_position_id",
            "property_payment_term_id",
            "property_supplier_payment_term_id",
            "property_outbound_payment_method_line_id",
            "property_inbound_payment_method_line_id",
        ),
        BOOKS,
    ),
    **dict.fromkeys(
        (
            "monaco_last_contact",
            "monaco_deadline",
            "monaco_archive_on",
            "monaco_clock",
            "monaco_collection_source_id",
            "monaco_collection_date",
            "monaco_contract_end",
        ),
        CLOCK,
    ),
    "industry_id": CLEAR,  # a figure of statistics only where nobody is named
    # an address has no state of its own
    "monaco_state": Value("CASE WHEN monaco_state IS NOT NULL THEN 'archived' END"),
    # the day on which the time was over, should it be tomorrow for the database
    "monaco_reduced_on": Value("greatest(CURRENT_DATE, monaco_deadline)"),
}
# Rows of the books and of the engine itself, which an erasure would rewrite.
_OUTSIDE = ("account.", "monaco.hold")
# A ticket is a voucher: it goes on leading to its client, without whose card paid it.
_VOUCHERS = ("pos.order",)


def reduced(env, holdings):
    """Return ``holdings`` as a reduction reads them."""
    found = {}
    for name, holding in holdings.items():
        if name.startswith(_OUTSIDE):
            continue
        if name == PERSON:
            holding = replace(holding, fields={**holding.fields, **KEPT})
        elif name == "mailing.trace":
            # it cannot be without the person's number, which still leads to their name
            holding = replace(holding, delete=True)
        elif not holding.delete and name not in _VOUCHERS:
            cut = dict.fromkeys(_links(env[name], holding.link), CLEAR)
            holding = replace(holding, fields={**holding.fields, **cut})
        if name == "mail.message":
            holding = replace(holding, words={**holding.words, "author_id": CLEAR})
        found[name] = holding
    return found


def _links(model, names):
    """Return those of ``names`` that lead to a person."""
    return [
        name
        for name in names
        if name in model._fields and model._fields[name].comodel_name == PERSON
    ]


class Reducer(Eraser):
    """Shares what an eraser compiled and has indexed; declares the person anew.

    :param eraser: compiled :class:`~.eraser.Eraser`
    """

    def __init__(self, eraser):  # pylint: disable=super-init-not-called
        self.__dict__.update(eraser.__dict__)
        self.holdings = reduced(self.env, eraser.holdings)
        self.scope = type(eraser.scope)(self.env, self.holdings, self.statements)
        self.assignments = Assignments(self.env, self.holdings, self.words, also=self.blocks)
        self.names = Unnamed()

    def _release(self, scope):
        """The vouchers' files stay as long as the books."""
        return []


class Unnamed:
    """Nobody's name is looked for: the person keeps theirs."""

    def read(self, scope, holdings):  # pylint: disable=method-required-super
        """Return no names."""
        return {}

    def threads(self, pids):
        """Return no threads."""
        return {}

    def others(self, threads, pids):
        """Return no names."""
        return {}


def loose_addresses(env, ids):
    """Return the addresses of the persons ``ids`` that no voucher bears: nothing keeps these."""
    addresses = [row[0] for row in env.execute_query(subjects.addresses_of(ids))]
    if not addresses:
        return []
    borne = {row[0] for row in env.execute_query(declared.holds(env, only=addresses))}
    above = SQL("SELECT parent_id FROM res_partner WHERE id = ANY(%s)", list(borne))
    return sorted(set(addresses) - borne - {row[0] for row in env.execute_query(above)})
