from importlib.util import find_spec

from . import test_words
from . import test_run
from . import test_guards
from . import test_journal_export
from . import test_certificate
from . import test_preview_rows
from . import test_rpc_attacks
from . import test_doors
from . import test_retention
from . import test_contract
from . import test_card
from . import test_card_guard
from . import test_identifiers
from . import test_identity
from . import test_numbers
from . import test_dashboard
from . import test_digest
from . import test_fading
from . import test_fading_access
from . import test_setup_wizard
from . import test_stafflogs
from . import test_clock_records
from . import test_contract_end
from . import test_hold_types
from . import test_portal_closing
from . import test_prepared

# a tool of this project, which somebody's own Odoo may lack
if find_spec("hypothesis"):
    from . import test_clocks_properties
from . import test_coverage_gate
from . import test_erasure_fate
from . import test_worker
from . import test_permission
from . import test_consent_pages
from . import test_bad_requests
from . import test_services
from . import test_why
from . import test_console
from . import test_suppression_ledger
from . import test_consent_clock
from . import test_screens
