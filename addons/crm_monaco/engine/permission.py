"""May this person be reached, for this purpose, by this channel?  Read set by set, decided in one place.

``Facts`` reads what concerns the persons asked about in a handful of statements; ``decide`` is
plain Python without a query.  Law n° 1.565 arts 5, 6 and 17; law n° 1.383 art. 11.
"""

import re
from collections import defaultdict, namedtuple
from datetime import date

from odoo.tools import SQL, email_normalize

from . import declared, purposes

Row = namedtuple("Row", "key partner_id email phone")
Decision = namedtuple("Decision", "allowed code args", defaults=({},))
Person = namedtuple("Person", "id active state birth audience limited email phone")
Word = namedtuple("Word", "status date version current source authorised")

# An answer that ends prospecting whatever the channel and the kind of person.
STOPPED = frozenset({"objected", "withdrawn", "refused", "revoked"})
# Reaching a consumer by these needs no consent: until they object.
FREE_CHANNELS = frozenset({"phone", "post"})
BY_DOCUMENTS = frozenset({"contract", "legal_obligation", "vital", "public_interest"})
MAJORITY = 15
_NORMAL = re.compile(r"[a-z0-9_.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class Facts:
    """What is known of the persons of ``rows``.

    :param env: environment; rights are bypassed, its company is the one that writes to them
    :param purpose: ``monaco.purpose``
    :param ring: keyring, ``None`` when there is no usable key
    :param similar: the message is about products similar to what was sold
    """

    def __init__(self, env, purpose, channel, rows, ring, similar=False):
        self.env = env = env(su=True)
        self.purpose, self.channel, self.ring, self.similar = purpose, channel, ring, similar
        # read once, not for each of a hundred thousand rows
        self.marketing, self.basis = purpose.marketing, purpose.legal_basis
        self.today = date.today()
        env.flush_all()
        self.rows = [Row(row[0], row[1] or None, normalize(row[2]), row[3] or None) for row in rows]
        self._read_persons()
        self._read_words()
        self._read_lists()

    def _read_persons(self):
        """Read the persons named, and whoever has exactly the address written to."""
        emails = {row.email for row in self.rows if row.email}
        phones = {row.phone for row in self.rows if row.phone}
        ids = {row.partner_id for row in self.rows if row.partner_id}
        self.persons, self.by_email, self.by_phone = {}, defaultdict(list), defaultdict(list)
        query = SQL(
            """SELECT p.id, p.active, p.monaco_state, p.birthdate_date,
                      CASE WHEN p.monaco_audience IS NOT NULL THEN p.monaco_audience
                           WHEN p.is_company OR c.is_company THEN 'professional' ELSE 'consumer' END,
                      EXISTS (SELECT FROM monaco_manual_hold h WHERE h.partner_id = p.id
                                 AND h.code = 'limitation' AND h.state = 'active'),
                      p.email_normalized, p.phone_sanitized
                 FROM res_partner p LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
                WHERE p.id IN (SELECT unnest(%s::int[])
                               UNION SELECT id FROM res_partner WHERE email_normalized = ANY(%s)
                               UNION SELECT id FROM res_partner WHERE phone_sanitized = ANY(%s))""",
            list(ids),
            list(emails),
            list(phones),
        )
        for values in self.env.execute_query(query):
            person = self.persons[values[0]] = Person(*values)
            if person.email:
                self.by_email[person.email].append(person)
            if person.phone:
                self.by_phone[person.phone].append(person)

    def _read_words(self):
        """Read the last thing each person said of this purpose and channel."""
        digests = {}
        if self.ring:
            digests = {
                self.ring.digest("email", row.email, key): row.email
                for row in self.rows
                if row.email
                for key in self.ring.ids
            }
        self.words, self.words_of = {}, {}
        for pid, digest, *word in self.env.execute_query(
            SQL(
                """SELECT c.partner_id, c.address_digest, c.status, c.date, t.version,
                          NOT EXISTS (SELECT FROM monaco_purpose_text later
                                       WHERE later.purpose_id = c.purpose_id AND later.ask_again
                                         AND later.version > coalesce(t.version, 0)),
                          c.source, c.authorised
                     FROM monaco_consent c LEFT JOIN monaco_purpose_text t ON t.id = c.text_id
                    WHERE c.purpose_id = %s AND c.channel IN (%s, 'any') AND c.status <> 'unknown'
                      AND (c.partner_id = ANY(%s) OR c.address_digest = ANY(%s))
                    ORDER BY c.date, c.id""",
                self.purpose.id,
                self.channel,
                list(self.persons),
                list(digests),
            )
        ):
            if pid in self.persons:
                self.words[pid] = Word(*word)
            if digest in digests:
                self.words_of[digests[digest]] = Word(*word)

    def _read_lists(self):
        """Read our suppression list and Odoo's own lists of addresses."""
        emails = {row.email for row in self.rows if row.email}
        phones = {row.phone for row in self.rows if row.phone}
        for person in self.persons.values():
            emails |= {person.email} if person.email else set()
            phones |= {person.phone} if person.phone else set()
        self.stopped = {}
        if self.ring:
            found = self.env["monaco.suppression"]._find(
                self.ring, self.purpose, self.channel, emails, phones
            )
            self.stopped = {address: (at, "suppressed") for address, at in found.items()}
        for address, at in self._read_blacklists(emails, phones):
            self.stopped[address] = max(
                (at, "blacklisted"), self.stopped.get(address, (at, "blacklisted"))
            )

    def _read_blacklists(self, emails, phones):
        """Return ``[(address, since)]`` of Odoo's own lists, which are of prospecting alone."""
        if self.marketing and self.channel == "email" and emails:
            query = SQL(
                "SELECT email, write_date FROM mail_blacklist WHERE active AND email = ANY(%s)",
                list(emails),
            )
            return [(("email", e), at) for e, at in self.env.execute_query(query)]
        if self.marketing and self.channel in ("sms", "phone", "auto_call") and phones:
            query = SQL(
                "SELECT number, write_date FROM phone_blacklist WHERE active AND number = ANY(%s)",
                list(phones),
            )
            return [(("phone", n), at) for n, at in self.env.execute_query(query)]
        return []

    # ------------------------------------------------------------------ who a row is

    def person_of(self, row):
        """Return ``(person, twins)``: whom the row names, and who else has the address."""
        same = self.by_email.get(row.email, ())
        if not same and row.phone and not row.email:
            same = self.by_phone.get(row.phone, ())
        person = self.persons.get(row.partner_id)
        if not person and same:
            person = min(
                same, key=lambda one: (not one.active, bool(one.state != "active"), one.id)
            )
        if len(same) == 1 and same[0] is person:
            return person, ()
        return person, [one for one in same if one is not person]

    def word_of(self, row, person, twins):
        """Return the last word of the person; by another contact or by the bare address counts too."""
        last = self.words_of.get(row.email) if row.email else None
        for one in (person, *twins) if person else twins:
            word = self.words.get(one.id)
            if word and (not last or word.date > last.date):
                last = word
        return last

    def stopped_at(self, row, person):
        """Return ``(date, code)`` of the list that the row's or the person's address is on."""
        if not self.stopped:
            return None
        addresses = [("email", row.email), ("phone", row.phone)]
        if person:
            addresses += [("email", person.email), ("phone", person.phone)]
        return max(filter(None, map(self.stopped.get, addresses)), default=None)

    # ------------------------------------------------------------------ the decision

    def decide(self):
        """Return ``{key: Decision}``."""
        found, pending = {}, []
        for row in self.rows:
            person, twins = self.person_of(row)
            decision = self._decide(row, person, twins)
            if decision:
                found[row.key] = decision
            else:
                pending.append((row, person, twins))
        if pending:
            self._decide_by_documents(pending, found)
        return found

    def _decide(self, row, person, twins):
        """Return what needs no document, ``None`` when documents must tell."""
        if self.marketing and not self.ring:
            return Decision(False, "no_key")
        if not person and not row.email and not row.phone:
            return Decision(False, "no_address")
        word = self.word_of(row, person, twins)
        refused = self._refuse_by_state(person, twins) or self._refuse_by_word(row, person, word)
        if refused or self.basis in BY_DOCUMENTS:
            return refused
        return self._decide_by_word(person, word)

    def _refuse_by_word(self, row, person, word):
        """Return a refusal when the person said no, here or on a list, and nothing since."""
        stopped = self.stopped_at(row, person)
        given = word and word.status == "given"
        if stopped and not (given and word.date >= stopped[0]):
            return Decision(False, stopped[1], {"date": stopped[0].date()})
        if word and word.status in STOPPED:
            return Decision(False, word.status, {"date": word.date.date()})
        return None

    def _decide_by_word(self, person, word):
        """Return what their consent, their age, their kind and the channel tell."""
        minor = person and person.birth and _age(person.birth, self.today) < MAJORITY
        by_consent = self.basis == "consent"
        given = word and word.status == "given"
        if given and word.current and (word.authorised or not minor):
            return Decision(True, "consent", {"date": word.date.date(), "source": word.source})
        if not (self.marketing or by_consent):
            return Decision(True, "legitimate")
        if minor:
            return Decision(False, "minor")
        if by_consent:
            return Decision(False, "former_text" if given else "no_consent")
        if person and person.audience == "professional":
            return Decision(True, "professional")
        if self.channel in FREE_CHANNELS:
            return Decision(True, "until_objection")
        return None

    def _refuse_by_state(self, person, twins):
        if not person:
            return None
        if self.basis in BY_DOCUMENTS:
            return Decision(False, "anonymised") if person.state == "anonymised" else None
        if any(one.limited for one in [person, *twins]):
            return Decision(False, "limited")
        if person.state in ("archived", "anonymised"):
            return Decision(False, person.state)
        if not person.active:
            return Decision(False, "archived")
        return None

    def _decide_by_documents(self, pending, found):
        ids = [person.id for _row, person, _twins in pending if person]
        if self.basis in BY_DOCUMENTS:
            query = SQL(
                "SELECT pid, since FROM (%s) AS applies WHERE purpose = %s",
                purposes.applying(self.env, ids),
                self.purpose.code,
            )
            applies = dict(self.env.execute_query(query)) if ids else {}
            for row, person, _twins in pending:
                since = applies.get(person.id) if person else None
                found[row.key] = (
                    Decision(True, "applies", {"date": since.date()})
                    if since
                    else Decision(False, "no_document")
                )
            return
        sold, outside = {}, set()
        if ids:
            outside = {row[0] for row in self.env.execute_query(declared.outsiders(self.env, ids))}
        if ids and self.channel == "email" and self.similar:
            query = purposes.sales(self.env, ids, self.env.company)
            sold = {pid: (at, label) for pid, at, label in self.env.execute_query(query)}
        for row, person, twins in pending:
            found[row.key] = self._decide_consumer(row, person, twins, sold, outside)

    def _decide_consumer(self, row, person, twins, sold, outside):
        if person and person.id in outside:
            return Decision(True, "outside")
        # the address must be the one given in the sale
        if person and person.id in sold and row.email in (None, False, person.email):
            at, label = sold[person.id]
            return Decision(True, "soft_optin", {"date": at.date(), "document": label})
        word = self.word_of(row, person, twins)
        if word and word.status == "given":
            return Decision(False, "former_text", {"date": word.date.date()})
        return Decision(False, "no_consent")


def normalize(email):
    """Return the normalised address; most come normalised, and parsing them again is what takes long."""
    if not email or _NORMAL.fullmatch(email):
        return email or None
    return email_normalize(email, strict=False) or None


def _age(birth, today):
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
