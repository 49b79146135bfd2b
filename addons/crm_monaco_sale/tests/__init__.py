from . import test_contract
from . import test_order_card
from . import test_soft_optin
from . import test_statistics
