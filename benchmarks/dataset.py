"""A realistic file of prospects and clients, written straight into a copy of a template.

Of each prospect: 1.7 messages of more than 1 KB, 0.3 leads, 0.45 followers, 0.1 files in the
filestore; 10 % are contacts of the one before.  Beside them, a fifth as many whose time is not
over, in whose threads colleagues wrote of some prospects by name, e-mail and telephone.
Everything is derived from the row's number, so that two runs make the same database.
"""

import hashlib

from .copies import ask, multiply

_FIRST = (
    "Camille Jeanne Louis Anne Pierre Marie Lucas Chloé Hugo Emma Jules Léa Arthur Manon Paul Alice"
    " Victor Inès Adrien Sarah Gabriel Julie Thomas Laura Maxime Élise Antoine Claire Simon Nadia"
)
_LAST = (
    "Martin Bernard Dubois Durand Moreau Laurent Lefebvre Roux Fournier Girard Bonnet Lambert Fontaine"
    " Rousseau Vincent Muller Faure Blanc Guérin Garnier Chevalier François Legrand Gauthier Perrin"
    " Robin Clément Morin Nicolas Henry Mathieu Gautier Masson Marchand Duval Denis Dumont Marie"
    " Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard"
)
# those whose time is not over bear other names, so that nobody is mistaken for somebody else
_OTHER = "Rossi Bianchi Ferrari Esposito Ricci Gallo Conti Costa Giordano Mancini Lombardi Moretti"
# the same numbers in every database, whatever the apps put there before
FIRST = 100_001
WORDS = (
    "merci pour votre accueil au salon, le devis nous convient, quand pouvez-vous passer chez nous "
)


def build(link, prospects, clients, files):
    """Fill the database.

    :param link: connection in autocommit
    :param files: folder of Odoo's filestore of this database
    :return: ``{"first": id, "last": id}`` of the prospects, whose ids follow each other
    """
    with link.cursor() as cr:
        base = FIRST - 1
        recent = base + prospects
        others = max(20, prospects // 5)
        _persons(cr, base, prospects, _FIRST, _LAST, "prospect", 400, 600)
        _persons(cr, recent, others, _FIRST, _OTHER, "recent", 5, 200)
        _leads(cr, base, prospects, "400 + n % 500")
        _leads(cr, recent, others, "5 + n % 200")
        for first, count, days in (
            (base, prospects, "400 + n % 300"),
            (recent, others, "5 + n % 200"),
        ):
            _messages(cr, first, count, days)
            cr.execute(
                "INSERT INTO mail_followers (res_model, res_id, partner_id)"
                f" SELECT 'res.partner', {first} + n, 3 FROM generate_series(1, {count}) n WHERE n % 20 < 9"
            )
        _others_words(cr, base, recent, prospects, others)
        _attachments(cr, base, prospects, files)
        _clients(cr, recent + others, clients)
    return {"first": base + 1, "last": base + prospects}


def _array(words):
    quoted = ", ".join(f"'{word}'" for word in words.split())
    return f"(ARRAY[{quoted}])"


def _name(first, last, n="n"):
    given = f"{_array(first)}[1 + {n} % {len(first.split())}]"
    family = f"{_array(last)}[1 + ({n} / 7) % {len(last.split())}]"
    return f"{given} || ' ' || {family}"


def _persons(cr, base, count, first, last, word, youngest, spread):
    name, child = _name(first, last), "n % 10 = 0"
    digit = {"prospect": 4, "recent": 6, "client": 8}[word]
    firm, above = f"'Société {word} ' || n", f"'Société {word} ' || n - 1"
    multiply(
        cr,
        "res_partner",
        "parent_id IS NOT NULL AND active AND type = 'contact'",
        f"generate_series(1, {count}) n",
        id=f"{base} + n",
        name=f"CASE WHEN n % 10 = 9 THEN {firm} ELSE {name} END",
        firstname=f"CASE WHEN n % 10 <> 9 THEN split_part({name}, ' ', 1) END",
        lastname=f"CASE WHEN n % 10 = 9 THEN {firm} ELSE split_part({name}, ' ', 2) END",
        complete_name=f"CASE WHEN n % 10 = 9 THEN {firm} WHEN {child} THEN {above} || ', ' || {name}"
        f" ELSE {name} END",
        commercial_company_name=f"CASE WHEN n % 10 = 9 THEN {firm} WHEN {child} THEN {above} END",
        is_company="n % 10 = 9",
        email=f"'{word}' || n || '@example.com'",
        email_normalized=f"'{word}' || n || '@example.com'",
        phone=f"'+377 {digit}' || lpad(n::text, 7, '0')",
        phone_sanitized=f"'+377{digit}' || lpad(n::text, 7, '0')",
        street="n || ' avenue de Monte-Carlo'",
        city="'Monaco'",
        zip="'98000'",
        state_id="NULL",
        function="'responsable'",
        comment="'<p>rencontre au salon, rappeler</p>'",
        color="n % 3",
        create_date=f"now() - make_interval(days => {youngest} + n % {spread})",
        parent_id=f"CASE WHEN {child} THEN {base} + n - 1 END",
        commercial_partner_id=f"CASE WHEN {child} THEN {base} + n - 1 ELSE {base} + n END",
        lang="'fr_FR'",
        # whoever has no lead is in the file because a visit was recorded
        monaco_collection_source_id="CASE WHEN n % 10 NOT IN (1, 2)"
        " THEN (SELECT min(id) FROM monaco_collection_source) END",
    )


def _leads(cr, base, count, days):
    multiply(
        cr,
        "crm_lead",
        "true",
        f"generate_series(1, {count}) n JOIN res_partner p ON p.id = {base} + n AND n % 10 < 3",
        id=f"(SELECT greatest(max(id), {FIRST}) FROM crm_lead) + row_number() OVER (ORDER BY n)",
        name="'Demande de ' || p.name",
        partner_id="p.id",
        commercial_partner_id="NULL",
        type="CASE WHEN n % 20 < 10 THEN 'lead' ELSE 'opportunity' END",
        user_id="2",
        email_from="p.email",
        email_normalized="p.email_normalized",
        contact_name="p.name",
        partner_name="NULL",
        phone="p.phone",
        phone_sanitized="p.phone_sanitized",
        street="p.street",
        description=f"'<p>{WORDS}</p>'",
        create_date=f"now() - make_interval(days => {days})",
    )


def _messages(cr, base, count, days):
    body = f"'<p>Bonjour, ' || p.email || ' ' || repeat('{WORDS}' || n || ' ', 11) || '</p>'"
    multiply(
        cr,
        "mail_message",
        "message_type = 'notification'",
        f"generate_series(1, {count}) n JOIN res_partner p ON p.id = {base} + n, generate_series(1, 2) k"
        " WHERE k = 1 OR n % 10 < 7",
        id="nextval('mail_message_id_seq')",
        model="'res.partner'",
        res_id="p.id",
        parent_id="NULL",
        subject="CASE WHEN k = 1 THEN 'votre offre' END",
        body=body,
        message_type="CASE WHEN k = 1 THEN 'email' ELSE 'comment' END",
        author_id="CASE WHEN k = 1 THEN p.id ELSE 3 END",
        email_from="CASE WHEN k = 1 THEN p.email ELSE 'admin@yourcompany.example.com' END",
        reply_to="NULL",
        message_id="'<' || p.id || '.' || k || '@bench>'",
        date=f"now() - make_interval(days => {days})",
    )


def _others_words(cr, base, recent, prospects, others):
    """Colleagues name 2 % of the prospects in a thread of somebody else; half of these follow it."""
    chosen = (
        f"generate_series(25, {prospects}, 50) n JOIN res_partner p ON p.id = {base} + n"
        f" JOIN LATERAL (SELECT {recent} + 1 + (n / 50) % {others} AS thread) t ON true"
    )
    multiply(
        cr,
        "mail_message",
        "message_type = 'notification'",
        chosen,
        id="nextval('mail_message_id_seq')",
        model="'res.partner'",
        res_id="t.thread",
        parent_id="NULL",
        body="'<p>Vu avec ' || p.name || ' (' || p.email || ', ' || p.phone || ') : '"
        f" || repeat('{WORDS}', 11) || '</p>'",
        message_type="'comment'",
        author_id="3",
        email_from="'admin@yourcompany.example.com'",
        reply_to="NULL",
        message_id="'<m' || p.id || '@bench>'",
        date="now() - make_interval(days => 420)",
    )
    cr.execute(
        "INSERT INTO mail_followers (res_model, res_id, partner_id)"
        f" SELECT 'res.partner', t.thread, p.id FROM {chosen} WHERE n % 100 = 25"
    )


def _attachments(cr, base, prospects, files):
    cr.execute("CREATE TEMP TABLE file (n int, name text, size int)")
    rows = []
    for n in range(10, prospects + 1, 10):
        content = f"Offre {n}\n{WORDS * 20}".encode()
        name = hashlib.sha1(content).hexdigest()
        path = files / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        rows.append(f"({n}, '{name}', {len(content)})")
    for start in range(0, len(rows), 5000):
        cr.execute("INSERT INTO file VALUES " + ", ".join(rows[start : start + 5000]))
    multiply(
        cr,
        "ir_attachment",
        "store_fname IS NOT NULL AND res_model = 'res.partner'",
        "file f",
        id="nextval('ir_attachment_id_seq')",
        name="'offre ' || f.n || '.txt'",
        res_id=f"{base} + f.n",
        res_field="NULL",
        store_fname="left(f.name, 2) || '/' || f.name",
        checksum="f.name",
        file_size="f.size",
        mimetype="'text/plain'",
        index_content="'offre ' || f.n",
    )


def _clients(cr, base, clients):
    """Clients with a posted invoice of two years ago: copies of one that Odoo posted."""
    if not clients:
        return
    _persons(cr, base, clients, _FIRST, _OTHER, "client", 700, 300)
    invoice = ask(
        cr,
        "SELECT min(id) FROM account_move WHERE state = 'posted' AND move_type = 'out_invoice'",
    )[0][0]
    moves = ask(cr, "SELECT max(id) FROM account_move")[0][0]
    number = "'INV/2024/' || lpad(n::text, 5, '0')"
    day = "date '2024-11-01'"
    everyone = f"generate_series(1, {clients}) n JOIN res_partner p ON p.id = {base} + n"
    multiply(
        cr,
        "account_move",
        f"id = {invoice}",
        everyone,
        id=f"{moves} + n",
        name=number,
        payment_reference=number,
        sequence_prefix="'INV/2024/'",
        sequence_number="n",
        partner_id="p.id",
        commercial_partner_id="p.commercial_partner_id",
        partner_shipping_id="p.id",
        invoice_partner_display_name="p.name",
        access_token="NULL",
        date=day,
        invoice_date=day,
        invoice_date_due=day,
    )
    for (line,) in ask(cr, "SELECT id FROM account_move_line WHERE move_id = %s", invoice):
        multiply(
            cr,
            "account_move_line",
            f"id = {line}",
            everyone,
            id="nextval('account_move_line_id_seq')",
            move_id=f"{moves} + n",
            move_name=number,
            partner_id="p.commercial_partner_id",
            date=day,
            invoice_date=day,
            date_maturity=f"CASE WHEN example.date_maturity IS NOT NULL THEN {day} END",
        )
