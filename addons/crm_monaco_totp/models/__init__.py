from . import res_groups
from . import res_users
from . import res_config_settings
from . import monaco_service_overview
