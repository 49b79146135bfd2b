from . import monaco_delivery_lookup
