"""Processor time of PostgreSQL's side of a connection."""

import os


def backend_seconds(cr):
    """Return the processor time of the cursor's PostgreSQL process; 0 where it is elsewhere."""
    connection = getattr(cr, "_cnx", cr)
    try:
        with open(f"/proc/{connection.info.backend_pid}/stat") as stream:
            words = stream.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
