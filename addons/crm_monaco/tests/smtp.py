"""A mail server that records what arrives: test support, on a free port of this machine."""

import email
import email.policy
import socketserver
import threading
from contextlib import contextmanager
from unittest.mock import patch


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 recorder")
        to, data = [], None
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if data is not None:
                if line == ".":
                    self.server.keep(to, b"".join(data))
                    to, data = [], None
                    self._say("250 kept")
                else:
                    data.append(raw[1:] if raw.startswith(b"..") else raw)
                continue
            word = line[:4].upper()
            if word == "QUIT":
                self._say("221 bye")
                return
            if word == "DATA":
                data = []
                self._say("354 go on")
                continue
            if word == "RCPT":
                to.append(line.split("<", 1)[1].split(">", 1)[0].lower())
            if word == "RSET":
                to = []
            self._say("250 ok")

    def _say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class Recorder(socketserver.ThreadingTCPServer):
    """``arrived``: list of ``(addresses, message)``."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.arrived = []

    def keep(self, to, data):
        self.arrived.append((to, email.message_from_bytes(data, policy=email.policy.default)))

    @property
    def addresses(self):
        """Return the sorted addresses that something arrived for."""
        return sorted(address for to, _message in self.arrived for address in to)

    def message_for(self, address):
        """Return the message that arrived for an address."""
        return next(message for to, message in self.arrived if address in to)


@contextmanager
def recorder(env):
    """Send Odoo's mail to a :class:`Recorder`, through a real connection."""
    server = Recorder()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    servers = env["ir.mail_server"]
    servers.search([]).active = False
    servers.create(
        {
            "name": "Recorder",
            "smtp_host": "127.0.0.1",
            "smtp_port": server.server_address[1],
            "smtp_encryption": "none",
        }
    )
    try:
        with patch.object(type(servers), "_disable_send", lambda self=None: False):
            yield server
    finally:
        server.shutdown()
        server.server_close()
