"""The contacts: persons and companies, with what the register entry lists of them."""

from odoo import Command

from demo import company, people, places
from demo.dates import backdate, day

XMLID = "__demo__.contact_"
_KEYS = [person.key for person in people.EVERYBODY + people.COMPANIES]
INDUSTRY = "base.res_partner_industry_"


def find(env, key):
    """The contact of that key."""
    return env.ref(XMLID + key)


def create(env, wanted):
    """Create persons or companies on the day their data was collected."""
    made = env["res.partner"]
    for person in wanted:
        partner = made.create(_values(env, person, len(made)))
        env["ir.model.data"]._update_xmlids(
            [{"xml_id": XMLID + person.key, "record": partner, "noupdate": True}]
        )
        backdate(partner, person.days)
        made += partner
    return made


def _values(env, person, number):
    is_company = isinstance(person, people.Company)
    zip_code, city, country, phone, domain = places.TOWNS[person.town]
    streets = places.STREETS[person.town]
    serial = _KEYS.index(person.key)  # no two have the same telephone
    values = {
        "name": person.name,
        "is_company": is_company,
        "lang": "fr_FR",
        "phone": phone.format(serial),
        "email": _mail(person, domain),
        "user_id": env["res.users"]
        .search([("login", "=", "commercial" if number % 3 else "commercial2")])
        .id,
    }
    if person.source:
        values["monaco_collection_source_id"] = env.ref(
            f"crm_monaco.collection_source_{person.source}"
        ).id
        values["monaco_collection_date"] = day(person.days)
    if is_company:
        activity = env.ref(INDUSTRY + person.activity, raise_if_not_found=False)
        values["industry_id"] = activity.id if activity else False
    else:
        values |= _personal(env, person)
    if getattr(person, "parent", ""):
        return values | {"parent_id": find(env, person.parent).id}
    return values | {
        "street": f"{serial % 40 + 1}, {streets[number % len(streets)]}",
        "zip": zip_code,
        "city": city,
        "country_id": env.ref(f"base.{country}").id,
    }


def _personal(env, person):
    values = {"function": person.function or False}
    if person.csp:
        values["csp_id"] = env.ref(f"crm_monaco.csp_{person.csp}").id
    if person.born:
        values["birthdate_date"] = person.born
    if person.married:
        values["married_name"] = person.married
    return values


def _mail(person, domain):
    words = person.name.lower().translate(_PLAIN).replace("'", "").split()
    words = [w for w in words if w not in ("mme", "me", "dr", "&", "s.r.l.", "s.n.c.")]
    if isinstance(person, people.Company):
        return f"contact@{'-'.join(words)}.example"
    return None if person.key == "nom_seul" else f"{'.'.join(words[:2])}@{domain}.example"


_PLAIN = str.maketrans("éèêëàâîïôöûüùçœ", "eeeeaaiioouuuco")


def complete(env):
    """What only some contacts have: accounts, cards, an address for deliveries, a tag."""
    find(env, "belle_rive").child_ids = [
        Command.create(
            {
                "type": "delivery",
                "name": "Réception, entrée de service",
                "street": "2, rue Grimaldi",
                "zip": "98000",
                "city": "Monaco",
                "country_id": env.ref("base.mc").id,
            }
        )
    ]
    for number, key in enumerate(("picard", "moretti", "belle_rive", "clinique"), 11):
        env["res.partner.bank"].create(
            {
                "partner_id": find(env, key).id,
                "acc_number": company.monaco_iban("12098", "00500", number),
            }
        )
    year = day(0).year
    cards = [
        ("picard", "4417", "visa", 40),
        ("lefevre", "0082", "mastercard", 210),
        ("roux", "5531", "cb", 60),
    ]
    for key, last4, scheme, days in cards:
        env["monaco.card"].create(
            {
                "partner_id": find(env, key).id,
                "last4": last4,
                "scheme": scheme,
                "expiry": f"09/{(year + 2) % 100:02}",
                "debit_date": day(days),
            }
        )
    tag = env["res.partner.category"].create({"name": "Salon de l'habitat"})
    fair = [p.key for p in people.PROSPECTS + people.CONTACTS if p.source == "fair"]
    for key in fair:
        find(env, key).category_id = [Command.link(tag.id)]
