from . import loyalty_program
from . import loyalty_card
from . import loyalty_history
from . import monaco_consent
from . import monaco_dashboard
from . import res_partner
from . import base_partner_merge
