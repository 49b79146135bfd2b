from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import chain
from ..engine.batch_notes import batch_line


class MonacoJournal(models.Model):
    """What was done to whom: numbers only, nobody's name, written once.

    Plain integers without foreign keys: the journal must survive merges and deletions.
    """

    _name = "monaco.journal"
    _description = "Journal of archiving and anonymising"
    _order = "id desc"
    _log_access = False

    run_id = fields.Integer(required=True, readonly=True, index=True)
    batch_id = fields.Integer(required=True, readonly=True, index=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Integer(string="Number", required=True, readonly=True, aggregator=None)
    action = fields.Selection(
        [("archive", "Archived"), ("erase", "Anonymised"), ("reduce", "Reduced")],
        required=True,
        readonly=True,
    )
    ground = fields.Selection(
        lambda self: self.env["monaco.run.line"]._get_ground_selection(),
        required=True,
        readonly=True,
    )
    at = fields.Datetime(string="Done On", required=True, readonly=True)

    _once_a_run = models.UniqueIndex("(run_id, res_model, res_id, action)")
    _of_person = models.Index("(res_model, res_id)")

    def init(self):
        """Refuse UPDATE, DELETE and TRUNCATE in the database itself, whoever asks."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION monaco_journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'the journal is append-only';
            END $$;
            DROP TRIGGER IF EXISTS monaco_journal_append_only ON monaco_journal;
            CREATE TRIGGER monaco_journal_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON monaco_journal
                FOR EACH STATEMENT EXECUTE FUNCTION monaco_journal_append_only();
            -- also while triggers are switched off for a restore
            ALTER TABLE monaco_journal ENABLE ALWAYS TRIGGER monaco_journal_append_only;
            """
        )

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: only the engine writes, together with what it did."""
        raise UserError(self.env._("The journal is written by the engine alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: the journal is append-only."""
        raise UserError(self.env._("The journal is append-only: its lines cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(self.env._("The journal is append-only: its lines cannot be deleted."))

    # ------------------------------------------------------------------ verification

    def action_verify(self):
        """Verify the whole journal and say what was found."""
        self.env["monaco.run"]._check_in_charge()
        problems = self._verify_chain()
        if problems:
            message = "\n".join(problems[:20])
        else:
            message = self.env._("Every line, every batch and every run fits the chain.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The journal was changed")
                if problems
                else self.env._("The journal is whole"),
                "message": message,
                "type": "danger" if problems else "success",
                "sticky": bool(problems),
            },
        }

    def action_export(self):
        """Download the whole journal, with the script that verifies it without Odoo."""
        self.env["monaco.run"]._check_in_charge()
        return {"type": "ir.actions.act_url", "url": "/crm_monaco/journal", "target": "download"}

    @api.model
    def _verify_chain(self):
        """Compare the journal with its seals, and with the persons it tells of.

        :return: one sentence a problem, by run, batch and number; empty when all is well
        :rtype: list[str]
        """
        self.env.flush_all()
        return [*self._verify_seals(), *self._verify_batches(), *self._verify_persons()]

    @api.model
    def _verify_seals(self):
        """Follow the chain from its beginning: each run's seal, none missing, none beside it."""
        runs = self.env["monaco.run"].sudo().search([("head", "!=", False)], order="id")
        problems, following, previous = [], {}, chain.GENESIS
        for run in runs:
            if run.previous_head in following:
                problems.append(
                    self.env._("Run %(run)s: another run follows the same one.", run=run.id)
                )
            following[run.previous_head] = run
            if run.head != chain.seal(
                run.previous_head or "", run._get_header(), run._get_digests()
            ):
                problems.append(
                    self.env._("Run %(run)s: its seal does not fit what it did.", run=run.id)
                )
        reached = set()
        while previous in following and previous not in reached:
            reached.add(previous)
            previous = following[previous].head
        for run in runs:
            if run.previous_head not in reached:
                problems.append(
                    self.env._("Run %(run)s: it does not hang from the chain.", run=run.id)
                )
        return problems

    @api.model
    def _verify_batches(self):
        """Compare each batch with the lines it wrote, and find the lines no batch wrote."""
        problems = []
        rows = self.env.execute_query(
            SQL(
                """SELECT b.run_id, b.id, b.done, count(j.id),
                          b.digest = encode(sha256(convert_to(
                              coalesce(string_agg(%s, E'\n' ORDER BY j.id), ''), 'UTF8')), 'hex')
                     FROM monaco_batch b LEFT JOIN monaco_journal j ON j.batch_id = b.id
                    WHERE b.state = 'done' GROUP BY b.id ORDER BY b.id""",
                batch_line("j"),
            )
        )
        for run_id, batch_id, done, lines, same in rows:
            values = {"run": run_id, "batch": batch_id, "done": done, "lines": lines}
            if done != lines:
                problems.append(
                    self.env._(
                        "Run %(run)s, batch %(batch)s: %(done)s persons, %(lines)s lines.", **values
                    )
                )
            elif not same:
                problems.append(
                    self.env._("Run %(run)s, batch %(batch)s: its lines were changed.", **values)
                )
        rows = self.env.execute_query(
            SQL(
                """SELECT j.run_id, count(*) FROM monaco_journal j
                    WHERE NOT EXISTS (SELECT FROM monaco_batch b WHERE b.id = j.batch_id
                                         AND b.run_id = j.run_id AND b.state = 'done')
                    GROUP BY j.run_id ORDER BY j.run_id"""
            )
        )
        for run_id, lines in rows:
            problems.append(
                self.env._(
                    "Run %(run)s: %(lines)s lines that no batch wrote.", run=run_id, lines=lines
                )
            )
        return problems

    @api.model
    def _verify_persons(self):
        """Find the persons anonymised without a line, and the lines whose person is there still."""
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, p.monaco_state = 'anonymised'
                     FROM res_partner p
                     LEFT JOIN monaco_journal j ON j.res_model = 'res.partner' AND j.res_id = p.id
                                                AND j.action = 'erase'
                    WHERE p.monaco_kind IS NOT NULL AND p.monaco_state = 'anonymised' AND j.id IS NULL
                       OR p.monaco_state IS DISTINCT FROM 'anonymised' AND j.id IS NOT NULL
                    GROUP BY p.id ORDER BY p.id"""
            )
        )
        return [
            self.env._("Person %(number)s: anonymised without a line.", number=pid)
            if anonymised
            else self.env._(
                "Person %(number)s: the journal says anonymised, but they are still there.",
                number=pid,
            )
            for pid, anonymised in rows
        ]
