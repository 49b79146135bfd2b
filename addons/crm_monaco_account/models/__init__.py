from . import account_move
from . import account_move_line
from . import account_payment_contact
from . import account_payment
from . import res_partner
from . import res_partner_release
from . import account_move_release
from . import monaco_release
