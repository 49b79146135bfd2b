"""`bin/odoo shell -d DATABASE --no-http < tools/why.py`: every person's "why", as the contact's tab tells it.

A line a person: kind, clock, last contact and the document it comes from, deadline, holds with their
documents, and what happens next.  On a copy of Odoo's own demo data this is the list that docs/demo-why.md
was checked from.
"""

from odoo.addons.crm_monaco.engine import refresher

refresher.refresh(env)  # noqa: F821  # the shell's
persons = env["res.partner"].with_context(active_test=False, lang="en_US")  # noqa: F821
for person in persons.search([], order="id"):
    why = person._get_monaco_why() if person.monaco_kind else {"acts": []}
    acts = [
        f"{act['at']:%Y-%m-%d} {act['code']} {act['label'] or act['model']} [{act['model']},{act['res_id']}]"
        f"{' contract' if act['contract'] else ' contact' if act['contact'] else ''}"
        for act in why["acts"]
    ]
    holds = [
        f"{hold.type_id.code} {hold.document or ''} until {hold.until or 'ended'}"
        for hold in person.monaco_hold_ids
    ]
    print(
        person.id,
        person.complete_name or f"({person.type} address)",
        person.monaco_kind or "not in the file",
        person.monaco_clock or "-",
        f"last contact {person.monaco_last_contact or '-'}",
        f"deadline {person.monaco_deadline or '-'}",
        f"collected {person.monaco_collection_date or person.create_date.date()}",
        "; ".join(acts) or "no act",
        "; ".join(holds) or "no hold",
        person.monaco_next_step,
        sep=" | ",
    )
env.cr.rollback()  # noqa: F821
