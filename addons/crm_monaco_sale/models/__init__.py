from . import sale_order
from . import sale_order_card
from . import res_partner
from . import sale_order_services
from . import monaco_sale_statistics
