import logging

from .engine import mention_share, refresher

_logger = logging.getLogger(__name__)


def post_init_hook(env):
    """Show at once who is in the file; nobody is archived or anonymised before a preview is approved."""
    refresher.refresh(env)
    env["monaco.service"]._refresh_flags()
    counts = dict(
        env["res.partner"]
        .with_context(active_test=False)
        ._read_group([], ["monaco_kind"], ["__count"])
    )
    _logger.info(
        "the file of clients and prospects: %s prospects, %s clients, %s contacts outside it; retention is off",
        counts.get("prospect", 0),
        counts.get("client", 0),
        counts.get(False, 0),
    )
    # the bridges installed along with the core bring documents: read again once they are there
    env.ref("crm_monaco.ir_cron_retention")._trigger()


def uninstall_hook(env):
    """Let the journal's table go: its trigger and function are nobody's to uninstall otherwise."""
    mention_share.drop(env.cr)
    env.cr.execute("DROP FUNCTION IF EXISTS monaco_journal_append_only() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS monaco_consent_append_only() CASCADE")
