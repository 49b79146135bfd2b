"""Attachments: the row, its index, its place in the filestore."""

import re

from odoo.tools import SQL

_FOLD = re.compile(r"\r?\n[ \t]")  # a calendar breaks its long lines anywhere


class Files:
    """Find and delete the files of persons.

    A file shared by its content stays for its other owners: Odoo's autovacuum looks before it
    removes one.
    """

    def __init__(self, env, statements, vouchers):
        self.env, self.statements, self.vouchers = env, statements, vouchers

    def of(self, scope):
        """Return the stored names of the attachments in ``scope``, and of those of deleted messages."""
        messages = scope.get("mail.message")
        if messages:
            # a file belongs to the person when no message of somebody else carries it
            rows = self.statements.rows(
                SQL(
                    """SELECT DISTINCT r.attachment_id FROM message_attachment_rel r
                        WHERE r.message_id = ANY($1) AND NOT EXISTS (
                              SELECT FROM message_attachment_rel o WHERE o.attachment_id = r.attachment_id
                                 AND o.message_id NOT IN (SELECT unnest($1)))"""
                ),
                messages,
            )
            scope.setdefault("ir.attachment", set()).update(row[0] for row in rows)
        if scope.get("ir.attachment"):  # the books decide how long the files of a voucher stay
            scope["ir.attachment"] = set(scope["ir.attachment"])
            scope["ir.attachment"] -= self.vouchers.among(scope["ir.attachment"])
        return self._names(scope.get("ir.attachment"))

    def forget_words(self, name, spoken):
        """Delete the files that came with what the persons wrote elsewhere.

        :param spoken: ids of rows of model ``name`` that the persons wrote
        """
        if name != "mail.message":
            return
        rows = self.statements.rows(
            SQL("SELECT attachment_id FROM message_attachment_rel WHERE message_id = ANY($1)"),
            spoken,
        )
        ids = [row[0] for row in rows]
        if ids:
            kept = self.vouchers.among(ids, kept=True)
            ids = [attachment for attachment in ids if attachment not in kept]
            names = self._names(ids)
            self.statements.run(SQL("DELETE FROM ir_attachment WHERE id = ANY($1)"), ids)
            self.delete(names)

    def rewrite(self, ids, replace):
        """Rewrite texts of others (an invitation, a table) in which somebody is named; others' PDFs stay as they are.

        :param replace: function from a row's id and its old text to the new one
        """
        ids = set(ids) - self.vouchers.among(ids)  # a voucher is what it was when it was made
        attachments = self.env["ir.attachment"].with_context(skip_res_field_check=True).browse(ids)
        for attachment in attachments.filtered(lambda a: a.store_fname and _is_text(a.mimetype)):
            text = (attachment.raw or b"").decode("utf-8", "replace")
            if attachment.mimetype == "text/calendar":
                text = _FOLD.sub("", text)
            data = replace(attachment.id, text).encode()
            values = attachment._get_datas_related_values(data, attachment.mimetype)
            old = attachment.store_fname
            self.env.cr.execute(
                SQL(
                    """UPDATE ir_attachment SET store_fname = %s, checksum = %s, file_size = %s, index_content = %s
                        WHERE id = %s""",
                    values["store_fname"],
                    values["checksum"],
                    values["file_size"],
                    values["index_content"] or None,
                    attachment.id,
                )
            )
            self.delete([old])

    def delete(self, names):
        """Queue files for Odoo's autovacuum."""
        for name in names:
            self.env["ir.attachment"]._file_delete(name)

    def _names(self, ids):
        if not ids:
            return []
        rows = self.statements.rows(
            SQL(
                "SELECT DISTINCT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL AND id = ANY($1)"
            ),
            ids,
        )
        return [row[0] for row in rows]


def _is_text(mimetype):
    return bool(mimetype) and (
        mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "/ics", "csv"))
    )
