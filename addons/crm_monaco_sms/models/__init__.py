from . import ir_actions_server
from . import mailing_mailing
from . import mailing_sms_test
from . import mailing_trace
from . import monaco_consent
from . import sms_composer
from . import sms_sms
from . import sms_template
