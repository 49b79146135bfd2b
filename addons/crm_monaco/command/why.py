"""`odoo monaco why`: one person's dates, what they come from, and what holds them."""

from odoo.tools import email_normalize


def why(env, console, asked):
    """Tell of the person with this number or this very e-mail address."""
    persons = _find(env, asked)
    if not persons:
        return console.refuse(
            console._("there is nobody with this number or address: %(asked)s", asked=asked)
        )
    if len(persons) > 1:
        text = console._(
            "several contacts have this address: %(numbers)s; give a number",
            numbers=", ".join(map(str, persons.ids)),
        )
        return console.refuse(text, persons=persons.ids)
    facts = _facts(env, persons)
    console.say(
        console._("%(person)s (number %(number)s)", person=facts["name"], number=facts["id"])
    )
    console.table(
        [
            [console._("kind"), _said(persons, "monaco_kind")],
            [console._("state"), _said(persons, "monaco_state")],
            [console._("last contact"), console.day(facts["last_contact"])],
            [console._("deadline"), console.day(facts["deadline"])],
            [console._("next step"), facts["next"]],
        ]
    )
    if facts["holds"]:
        console.say(console._("Held by:"))
        console.table(
            [
                [
                    hold["ground"],
                    hold["document"],
                    console.day(hold["until"]) if hold["until"] else console._("no end date"),
                ]
                for hold in facts["holds"]
            ]
        )
    if facts["acts"]:
        console.say(console._("What the dates come from, newest first:"))
        console.table([[console.day(a["at"]), a["name"], a["document"]] for a in facts["acts"]])
    env.cr.rollback()
    return console.end(**facts)


def _find(env, asked):
    partners = env["res.partner"].with_context(active_test=False)
    if asked.isdigit():
        return partners.browse(int(asked)).exists()
    email = email_normalize(asked)
    return partners.search([("email_normalized", "=", email)]) if email else partners


def _said(person, name):
    """Return the words of a choice, as the screens say it."""
    return dict(person._fields[name]._description_selection(person.env)).get(person[name], "-")


def _facts(env, person):
    reasons = person._get_monaco_outside_reasons()
    told = person._get_monaco_why() if person.monaco_kind else {"acts": []}
    return {
        "id": person.id,
        "name": person.display_name,
        "kind": person.monaco_kind or None,
        "state": person.monaco_state or None,
        "last_contact": person.monaco_last_contact or None,
        "deadline": person.monaco_deadline or None,
        "next": person._get_monaco_next_step(reasons.get(person.id)),
        "holds": [
            {
                "ground": hold.type_id.name,
                "document": f"{hold.res_model},{hold.res_id}" if hold.res_model else "",
                "until": hold.until or None,
            }
            for hold in person.monaco_hold_ids
        ],
        "acts": list({(a["model"], a["res_id"]): _act(a) for a in told["acts"]}.values()),
    }


def _act(act):
    """Return an act as it is told; a document that names somebody twice is one."""
    return {
        "at": str(act["at"])[:10],
        "name": act["name"],
        "document": act["label"] or "",
        "model": act["model"],
        "id": act["res_id"],
    }
