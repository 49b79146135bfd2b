from . import test_contract
from . import test_payment
from . import test_archived_client
from . import test_release
from . import test_services
