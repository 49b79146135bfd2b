"""Give the period of proofs of consent its floor: it was written in the code before."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Only where nobody changed it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    clock = env.ref("crm_monaco.clock_consent", raise_if_not_found=False)
    if clock and not clock.floor_months and clock.months >= 60:
        clock.write({"floor_months": 60, "floor_firm": False})
