import tempfile

from werkzeug.wsgi import wrap_file

from odoo import fields, http
from odoo.http import content_disposition, request

from ..engine import journal_export


class MonacoDocuments(http.Controller):
    """Documents for the person in charge of data protection; whoever else asks is refused."""

    @http.route("/crm_monaco/journal", type="http", auth="user", methods=["GET"], readonly=True)
    def journal(self):
        """Give the whole journal with the script that verifies it."""
        request.env["monaco.run"]._check_in_charge()
        # on the disk beyond some megabytes: it may hold a line for each of a million persons
        file = tempfile.SpooledTemporaryFile(max_size=1 << 23)  # noqa: SIM115  # closed by the server
        journal_export.write_zip(request.env, file)
        size = file.tell()
        file.seek(0)
        name = f"journal-{fields.Date.context_today(request.env.user)}.zip"
        return request.make_response(
            wrap_file(request.httprequest.environ, file),
            [
                ("Content-Type", "application/zip"),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )

    @http.route(
        "/crm_monaco/run/<int:run_id>/certificate",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def certificate(self, run_id):
        """Give the certificate of a run."""
        run = request.env["monaco.run"].browse(run_id)
        run._check_in_charge()
        if not run.exists():
            raise request.not_found()
        content = run._get_certificate()
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(f"certificat-{run_id}.pdf")),
                ("Cache-Control", "no-store"),
            ],
        )
