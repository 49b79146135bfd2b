from . import res_partner
from . import stock_picking
from . import monaco_service
from . import res_partner_services
from . import res_company
from . import stock_picking_services
