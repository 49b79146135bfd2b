from . import test_mass_mailing
from . import test_permission
from . import test_outlook
from . import test_ways_round
