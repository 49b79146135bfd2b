from importlib.util import find_spec

from . import test_contract
from . import test_payment
from . import test_archived_client
from . import test_release
from . import test_reduce
from . import test_release_files

# a tool of this project, which somebody's own Odoo may lack
if find_spec("hypothesis"):
    from . import test_books_properties
from . import test_services
