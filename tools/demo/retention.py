"""The life of the file: a first real wave, what staff keep by hand, and a preview left ready."""

from demo import company
from demo.contacts import find


def first_waves(env):
    """Preview, give up, preview again, approve; then the scheduled action does what was approved."""
    charge = company.user(env, "protection")
    company_ = env.ref("base.main_company")
    company_.monaco_approve_each_run = True
    charge["monaco.run"].action_preview()
    charge["monaco.run"].search([("state", "=", "preview")], limit=1).action_cancel()
    charge["monaco.run"].action_preview()
    run = charge["monaco.run"].search([("state", "=", "preview")], limit=1)
    run.action_approve()
    env.cr.commit()
    env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
    env.cr.commit()  # the action ran in a transaction of its own: begin a new one to see it
    env.invalidate_all()
    run = env["monaco.run"].browse(run.id)
    assert run.state == "done", f"the first wave is {run.state}"
    return run


def holds(env):
    """A legal hold, a dispute, a limitation and a rights request, each by the person in charge."""
    charge = company.user(env, "protection")
    for key, code, reason in (
        (
            "rinaldi",
            "legal_hold",
            "Assignation reçue : malfaçons alléguées sur l'appartement témoin.",
        ),
        ("lefevre", "dispute", "Conteste la facture des rideaux ; expertise en cours."),
        (
            "tassel",
            "limitation",
            "Demande du client : conserver sans utiliser, le temps de vérifier l'adresse.",
        ),
        (
            "verando",
            "rights_request",
            "Demande d'accès reçue par courrier, réponse en préparation.",
        ),
    ):
        hold_type = env.ref(f"crm_monaco.hold_type_{code}", raise_if_not_found=False)
        if hold_type:
            charge["monaco.manual.hold"].create(
                {"partner_id": find(env, key).id, "type_id": hold_type.id, "reason": reason}
            )


def bring_back(env):
    """One person of the first wave calls again: the person in charge brings them back."""
    charge = company.user(env, "protection")
    partner = charge["res.partner"].with_context(active_test=False).browse(find(env, "crovetto").id)
    if hasattr(partner, "action_monaco_restore"):
        partner.action_monaco_restore("A rappelé à propos de son projet de cabinet.")


def preview(env):
    """Bring everything up to date and leave a preview for whoever opens the demo."""
    from odoo.addons.crm_monaco.engine import refresher

    env["mail.mail"].process_email_queue()
    refresher.refresh(env)
    company.user(env, "protection")["monaco.run"].action_preview()
