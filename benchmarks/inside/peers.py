"""How others do it today.  Each takes a sample of persons: the whole file would take days."""

WORD = "Anonymised"
_PERSON = (
    *("email", "phone", "street", "city", "zip", "function", "comment"),
    *("parent_id", "color", "company_name", "ref", "vat", "website", "barcode"),
)
_LEAD = ("email_from", "contact_name", "partner_name", "phone", "street", "description", "email_cc")


def _ids(options):
    return list(range(options["first"], options["last"] + 1))


def _forget_threads(env, ids):
    about = [("res_model", "=", "res.partner"), ("res_id", "in", ids)]
    env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "in", ids)]).unlink()
    env["mail.followers"].search(["|", ("partner_id", "in", ids), "&", *about]).unlink()
    env["ir.attachment"].search(about).unlink()


def _values(record, names):
    return {name: False for name in names if name in record._fields}


def _forget_row(record, names):
    record.write({"name": f"{WORD} #{record.id}", "active": False, **_values(record, names)})


def record_by_record(env, options):
    """What a careful developer writes first: one person after the other, through the ORM."""
    for partner in env["res.partner"].browse(_ids(options)):
        _forget_threads(env, partner.ids)
        for lead in (
            env["crm.lead"]
            .with_context(active_test=False)
            .search([("partner_id", "=", partner.id)])
        ):
            _forget_row(lead, _LEAD)
            lead.partner_id = partner
        _forget_row(partner, _PERSON)
        env.cr.commit()


def batched(env, options):
    """The same in batches of a thousand."""
    ids = _ids(options)
    for start in range(0, len(ids), 1000):
        some = ids[start : start + 1000]
        _forget_threads(env, some)
        leads = env["crm.lead"].with_context(active_test=False).search([("partner_id", "in", some)])
        partners = env["res.partner"].browse(some)
        for records, names in ((leads, _LEAD), (partners, _PERSON)):
            records.write({"active": False, **_values(records, names)})
            for record in records:
                record.name = f"{WORD} #{record.id}"
            records.flush_recordset()
        env.cr.commit()
        env.invalidate_all()


def oca(env, options):
    """The addon of the OCA: its own method, person by person."""
    for partner in env["res.partner"].browse(_ids(options)):
        partner.anonymize_partner_data()
        env.cr.commit()


def privacy_lookup(env, options):
    """Odoo's own look-up: find by name and e-mail, delete what was found and is the person's."""
    for partner in env["res.partner"].browse(_ids(options)):
        wizard = env["privacy.lookup.wizard"].create({"name": partner.name, "email": partner.email})
        wizard.action_lookup()
        for line in wizard.line_ids:
            record = env[line.res_model].browse(line.res_id).exists()
            # the look-up brings namesakes too: whoever uses it leaves them out by hand
            if record and _is_of(record, partner):
                line.action_unlink()
        env.cr.commit()


def _is_of(record, partner):
    for name in ("author_id", "partner_id"):
        if name in record._fields and record[name] == partner:
            return True
    return record == partner


def data_recycle(env, options):
    """Odoo's recycling rule set to delete: the rule finds them, the scheduled action deletes."""
    model = env["data_recycle.model"].create(
        {
            "name": "bench",
            "res_model_id": env["ir.model"]._get_id("res.partner"),
            "recycle_mode": "automatic",
            "recycle_action": "unlink",
            "include_archived": True,
            "domain": str([("id", ">=", options["first"]), ("id", "<=", options["last"])]),
        }
    )
    model._recycle_records(batch_commits=True)
    env.cr.commit()


WHAT = {
    name.__name__: (None, name)
    for name in (record_by_record, batched, oca, privacy_lookup, data_recycle)
}
