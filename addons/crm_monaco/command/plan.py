"""`odoo monaco plan`: the preview the person in charge reads, in a terminal."""

from odoo.tools import SQL

from ..engine.executor import begin

BUCKETS = ("erase", "reduce", "archive", "keep")


def plan(env, console, save=False, company_ids=None):
    """Plan from the file as it is now; nothing is kept unless asked.

    :param save: keep the preview, so that the person in charge can approve it
    :param company_ids: companies read as if their retention were on; all by default
    """
    if save and env["monaco.retention"]._is_neutralized():
        return console.refuse(console._("this is a neutralised copy, nothing is planned in it"))
    companies = env["res.company"].search([("id", "in", company_ids)] if company_ids else [])
    if company_ids and len(companies) < len(set(company_ids)):
        return console.refuse(console._("there is no such company"))
    env.cr.rollback()
    begin(env.cr)  # what people save meanwhile must not make it fail
    run = env["monaco.run"]._prepare(companies)
    tell(env, console, run, count(env, run))
    facts = {"run": run.id if save else None, "today": run.today, "saved": save}
    if save:
        env.cr.commit()  # pylint: disable=invalid-commit
        text = console._("Kept as run %(run)s: it waits for approval.", run=run.id)
        return console.end(text=text, **facts)
    env.cr.rollback()
    text = console._("Nothing was kept; with --save it waits for approval.")
    return console.end(text=text, **facts)


def count(env, run, states=None):
    """Return ``[(bucket, ground, count)]`` of the lines of ``run``."""
    only = SQL("AND state = ANY(%s)", list(states)) if states else SQL()
    return env.execute_query(
        SQL(
            """SELECT bucket, ground, count(*) FROM monaco_run_line WHERE run_id = %s %s
                GROUP BY bucket, ground ORDER BY bucket, count(*) DESC, ground""",
            run.id,
            only,
        )
    )


def tell(env, console, run, counts):
    """Say a plan in its buckets, each with its grounds."""
    words = {
        "erase": console._("anonymise"),
        "reduce": console._("reduce"),
        "archive": console._("archive"),
        "keep": console._("keep"),
    }
    names = dict(env["monaco.run.line"]._get_ground_selection())
    totals, grounds = {}, {}
    for bucket, ground, number in counts:
        totals[bucket] = totals.get(bucket, 0) + number
        grounds.setdefault(bucket, {})[ground] = number
    console.facts["plan"] = {
        bucket: {"count": totals.get(bucket, 0), "grounds": grounds.get(bucket, {})}
        for bucket in BUCKETS
    }
    console.say(
        console._(
            "Due up to %(day)s, in %(companies)s:",
            day=console.day(run.today),
            companies=", ".join(run.company_ids.mapped("name")),
        )
    )
    rows = []
    for bucket in BUCKETS:
        rows.append([words[bucket], console.number(totals.get(bucket, 0)), ""])
        rows += [
            ["", console.number(number), names.get(ground, ground)]
            for ground, number in grounds.get(bucket, {}).items()
        ]
    console.table(rows)
