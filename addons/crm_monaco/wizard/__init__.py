from . import base_partner_merge
from . import monaco_reason
from . import monaco_exchange
from . import monaco_setup
from . import monaco_rows
from . import monaco_consent_wizard
from . import monaco_consent_import
from . import monaco_window_open
