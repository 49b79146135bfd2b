"""A server's worker without the server: loads the registry once, then forks a process for each order.

Orders come one a line: ``start cron``, ``start batches`` or ``start verify`` (prints the number of the
process),
``wait N`` (prints how it ended: 0, or minus the signal that killed it).
"""

import os
import sys
import traceback

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_all
from odoo.tools import config


def work(name, what):
    with Registry(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if what == "cron":
            result = env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
            if result is not True:
                raise RuntimeError(result["params"]["data"]["debug"])
        elif what == "verify":
            if problems := env["monaco.journal"]._verify_chain():
                raise RuntimeError(problems)
        else:
            env["monaco.retention"]._execute(env["monaco.run"].search([("state", "=", "approved")]))


def main(name):
    config.parse_config(
        ["-d", name, "--log-level=critical", "--max-cron-threads=0"], setup_logging=True
    )
    Registry(name)
    close_all()
    print("ready", flush=True)
    for line in sys.stdin:
        order, word = line.split()
        if order == "start":
            pid = os.fork()
            if not pid:
                try:
                    work(name, word)
                except BaseException:
                    traceback.print_exc()
                    os._exit(1)
                os._exit(0)
            print(pid, flush=True)
        else:
            status = os.waitpid(int(word), 0)[1]
            print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
