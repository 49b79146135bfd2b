"""The certificate of a run: what was done, on what ground, under which periods; nobody is named."""

from babel.dates import format_date, format_datetime, get_timezone

from .paper import Paper


class Certificate:
    """Writes the certificate of one run.

    :param run: ``monaco.run`` in the language of the document, above rights; the caller checked
        who may print it
    """

    def __init__(self, run):
        self.run, self.env = run, run.env
        self.company = run.company_ids[:1] or run.env.company
        self.zone = get_timezone(self.company.partner_id.tz or "Europe/Monaco")

    def pdf(self):
        """Return the bytes of the PDF."""
        run = self.run
        name = self.env._("Certificate of archiving and anonymising, run %s", run.id)
        self.paper = Paper(
            name,
            self.company.name,
            self.env._("This document names none of the persons of the file."),
            self.env._("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s"),
        )
        self._company()
        self.paper.text(self.env._("Certificate of archiving and anonymising"), "title")
        self.paper.text(self.env._("Retention run no. %s", run.id), "subtitle")
        self.paper.story.append(self.paper.facts(self._facts()))
        self._results()
        self._grounds()
        self._periods()
        self._journal()
        self._how_to_verify()
        return self.paper.pdf()

    def _day(self, day):
        return format_date(day, "long", locale="fr_FR") if day else "–"

    def _moment(self, moment):
        if not moment:
            return "–"
        return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=self.zone, locale="fr_FR")

    def _number(self, number):
        return f"{number:,}".replace(",", "\u00a0")

    # ------------------------------------------------------------------ parts

    def _company(self):
        partner = self.company.partner_id
        address = partner._display_address(without_company=True)
        lines = [line.strip() for line in address.split("\n") if line.strip()]
        numbers = [
            self.env._("Trade register: %s", self.company.company_registry)
            if self.company.company_registry
            else "",
            self.env._("VAT: %s", partner.vat) if partner.vat else "",
        ]
        self.paper.text(self.company.name, "bold")
        self.paper.text("\n".join([*lines, *filter(None, numbers)]), "small")
        self.paper.space(8)

    def _facts(self):
        run = self.run
        reasons = dict(run._fields["reason"]._description_selection(self.env))
        rows = [
            (self.env._("Reason of the run"), reasons[run.reason]),
            (self.env._("Companies concerned"), ", ".join(run.company_ids.mapped("name"))),
            (self.env._("Deadlines reached by"), self._day(run.today)),
            (self.env._("Preview made on"), self._moment(run.create_date)),
            (self.env._("Approved by"), self._approver()),
            (self.env._("Finished on"), self._moment(run.date_done)),
        ]
        if run.state == "cancelled":
            text = self.env._(
                "Given up before its end: what was done until then is certified here."
            )
            rows.append((self.env._("Status"), text, "alarm"))
        return rows

    def _approver(self):
        run = self.run
        if run.approved_by_id and run.approved_by_id.id != 1:
            return self.env._(
                "%(user)s, on %(date)s",
                user=run.approved_by_id.name,
                date=self._moment(run.date_approved),
            )
        return self.env._(
            "The nightly scheduled action, since retention is switched on for these companies; on %s",
            self._moment(run.date_approved),
        )

    def _results(self):
        states = ("done", "skipped", "failed", "excluded")
        names = dict(self.env["monaco.run.line"]._fields["bucket"]._description_selection(self.env))
        rows = []
        for bucket in ("erase", "archive"):
            counts = [self._count(bucket, state) for state in states]
            rows.append([names[bucket], *map(self._number, [sum(counts), *counts])])
        kept = self._number(self._count("keep", "kept"))
        rows.append([names["keep"], kept, "–", kept, "–", "–"])
        head = [
            self.env._("Bucket"),
            self.env._("Foreseen"),
            self.env._("Carried out"),
            self.env._("Left"),
            self.env._("Failures"),
            self.env._("Exclusions"),
        ]
        table = self.paper.table(
            head, rows, (0.3, 0.14, 0.14, 0.14, 0.14, 0.14), numbers=range(1, 6)
        )
        models = {
            "res.partner": self.env._("contacts"),
            "crm.lead": self.env._("leads without a contact"),
            "mailing.contact": self.env._("mailing contacts without a contact"),
        }
        found = [
            self.env._(
                "%(what)s: %(count)s", what=models.get(model, model), count=self._number(count)
            )
            for model, count in self.run._get_certificate_models()
        ]
        text = (
            self.env._("Anonymised (%s).", ", ".join(found))
            if found
            else self.env._("Nobody was anonymised.")
        )
        self.paper.section(self.env._("What was done"), table, self.paper.paragraph(text, "note"))

    def _count(self, bucket, state):
        return sum(
            count
            for (one, its_state, _ground), count in self.run._get_certificate_counts().items()
            if (one, its_state) == (bucket, state)
        )

    def _grounds(self):
        lines = self.env["monaco.run.line"]
        names, texts = dict(lines._get_ground_selection()), self.run._get_certificate_texts()
        order = {"erase": 0, "archive": 1, "keep": 2}
        words = {
            "erase": self.env._("Anonymised"),
            "archive": self.env._("Archived"),
            "keep": self.env._("Kept"),
        }
        states = dict(lines._fields["state"]._description_selection(self.env))
        counts = self.run._get_certificate_counts()
        rows = [
            [
                words[bucket] if state in ("done", "kept") else states[state],
                # whoever is excluded is so for a reason that somebody typed: it may name them
                self.env._("Excluded by the person in charge")
                if state == "excluded"
                else names.get(ground)
                or (self.env._("Refused by the database") if state == "failed" else ground),
                texts.get(ground, ""),
                self._number(count),
            ]
            for (bucket, state, ground), count in sorted(
                counts.items(), key=lambda item: (order[item[0][0]], item[0][1], -item[1])
            )
        ]
        if not rows:
            return
        head = [self.env._("What"), self.env._("Ground"), self.env._("Text"), self.env._("Persons")]
        table = self.paper.table(head, rows, (0.15, 0.3, 0.43, 0.12), numbers=(3,))
        self.paper.section(self.env._("By ground"), table)

    def _periods(self):
        rows = []
        for rule in self.run._get_certificate_periods():
            text = rule["text"]
            if rule["justification"]:
                text += "\n" + self.env._("Justification: %s", rule["justification"])
            rows.append(
                [
                    rule["name"],
                    rule["company"] or self.env._("All"),
                    self._months(rule["months"]),
                    text,
                ]
            )
        if not rows:
            return
        head = [
            self.env._("Clock"),
            self.env._("Company"),
            self.env._("Period"),
            self.env._("Text"),
        ]
        table = self.paper.table(head, rows, (0.28, 0.2, 0.12, 0.4))
        notes = []
        if not self.run.periods:
            text = self.env._(
                "Periods in force on the day of printing: this run did not write down its own."
            )
            notes = [self.paper.paragraph(text, "note")]
        self.paper.section(self.env._("Periods applied"), table, *notes)

    def _months(self, months):
        if months % 12:
            return self.env._("%s months", months)
        years = months // 12
        return self.env._("1 year") if years == 1 else self.env._("%s years", years)

    def _journal(self):
        run = self.run
        problems = run._verify_own()
        verdict = (
            (self.env._("Recomputed at printing: it DOES NOT FIT the journal."), "alarm")
            if problems
            else (self.env._("Recomputed at printing: it fits the journal."), "text")
        )
        rows = [
            (self.env._("Head before"), run.previous_head, "code"),
            (self.env._("Head after"), run.head, "code"),
            (self.env._("Batches sealed"), self._number(len(run.batch_ids))),
            (self.env._("Lines written"), self._number(run.done_count)),
            (self.env._("Seal"), *verdict),
        ]
        self.paper.section(self.env._("Journal"), self.paper.facts(rows))

    def _how_to_verify(self):
        steps = [
            self.env._(
                "The journal is append-only; each batch has a digest (SHA-256) of its lines, and each run a seal"
                " computed from the head before it, its counts and the digests of its batches."
            ),
            self.env._(
                "1. In Odoo: Retention, Journal, “Export the journal”. The file holds the script that verifies it;"
                " it needs neither Odoo nor a connection."
            ),
            self.env._("2. On any computer with Python, on one line:"),
        ]
        command = f"python3 verify_journal.py journal.zip --lang fr --head {self.run.head}"
        after = self.env._(
            "3. The answer “The journal is whole” shows that no line was changed, added, removed or moved, and that"
            " this run is in the chain with the head printed above."
        )
        self.paper.section(
            self.env._("How to verify"),
            *[self.paper.paragraph(step, "step") for step in steps],
            self.paper.paragraph(command, "command"),
            self.paper.paragraph(after, "step"),
        )
