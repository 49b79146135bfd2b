from . import models


def post_init_hook(env):
    """Let the service that this app brings see at once whom it works for."""
    env["monaco.service"]._refresh_flags()
