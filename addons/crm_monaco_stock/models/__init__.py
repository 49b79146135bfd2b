from . import res_partner
from . import stock_picking
