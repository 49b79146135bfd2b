"""Processes of the bench: each loads Odoo, waits for the sign, and answers with one line of JSON."""

import json
import subprocess
import sys

from house import surroundings
from house.paths import ROOT
from house.ui import Stop


class Worker:
    """One Odoo process on one database."""

    def __init__(self, database, what, options):
        self.what = what
        command = [
            sys.executable,
            "-B",
            "-m",
            "benchmarks.inside",
            database,
            what,
            json.dumps(options),
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=surroundings.complete(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self.process.stdout.readline().strip() != "ready":
            raise Stop(f"bench: {what} did not start on {database}")

    def __enter__(self):
        return self

    def __exit__(self, *_how):
        self.close()

    def go(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self):
        """Wait for the end; return what it measured."""
        line = self.process.stdout.readline()
        if not line:
            raise Stop(f"bench: {self.what} failed")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        if self.process.poll() is None:
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
