"""The steps in their order; a parameter of the database remembers those that are done."""

import logging

from demo import (
    company,
    contacts,
    dates,
    exchanges,
    mailings,
    people,
    retention,
    services,
    trade,
    visits,
)

_logger = logging.getLogger(__name__)
DONE = "crm_monaco_demo.steps"
# In French; nobody is told that something was assigned to them.
CONTEXT = {"lang": "fr_FR", "tz": "Europe/Monaco", "mail_auto_subscribe_no_notify": True}


def _old_file(env):
    contacts.create(env, people.VERY_OLD + people.OLD_CLIENT + people.ARCHIVED)
    trade.old_invoice(env, "gioanni", dates.years_ago(7), "Salle à manger en noyer", 5150.0)


def _file(env):
    contacts.create(env, people.COMPANIES)
    contacts.create(env, people.CONTACTS + people.PROSPECTS + people.CLIENTS)
    contacts.complete(env)


def _trade(env):
    trade.products(env)
    trade.clients(env)
    trade.books(env)
    trade.quotations(env)


def _exchanges(env):
    for step in (exchanges.leads, exchanges.messages, exchanges.meetings, exchanges.solicitations):
        step(env)
    visits.portal(env)
    visits.activities(env)


STEPS = {
    "company": company.set_up,
    "old file": _old_file,
    "first waves": retention.first_waves,
    "bring back": retention.bring_back,
    "file": _file,
    "trade": _trade,
    "exchanges": _exchanges,
    "mailings": mailings.send,
    "holds": retention.holds,
    "preview": retention.preview,
    "services": services.separate,
}


def run(env):
    """Do the steps that are not done yet, in French, without a mail leaving."""
    env = env(context={**env.context, **CONTEXT})
    parameters = env["ir.config_parameter"].sudo()
    done = (parameters.get_param(DONE) or "").split(",")
    with mailings.no_mail_leaves(env):
        for name, step in STEPS.items():
            if name not in done:
                _logger.info("demo data: %s", name)
                step(env)
                done.append(name)
                parameters.set_param(DONE, ",".join(filter(None, done)))
                env.cr.commit()
