from . import link_tracker_click
from . import mail_thread
from . import mailing_contact
from . import mailing_mailing
from . import mailing_trace
from . import res_partner
from . import mail_compose_message
from . import mail_mail
