"""Who runs PostgreSQL: ourselves, or for root the distribution's `postgres` user."""

import os
import pwd
import subprocess

from house.paths import HOUSE, POSTGRES, RUN, SOCKETS
from house.ui import Stop


def find():
    """The account that the cluster belongs to."""
    return PostgresUser() if os.geteuid() == 0 else Ourselves()


class Ourselves:
    """The cluster belongs to whoever runs the commands."""

    prefix = ()

    def prepare(self):
        for folder in (POSTGRES, RUN, SOCKETS):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)

    def run(self, words, check=True, text=None):
        words = [*self.prefix, *map(str, words)]
        # pg_ctl's server would hold our pipes open for ever: files take its output.
        done = subprocess.run(
            words,
            input=text,
            text=True,
            cwd="/",
            env=self.settings(),
            stdout=subprocess.PIPE if "start" not in words else subprocess.DEVNULL,
            stderr=subprocess.PIPE if "start" not in words else subprocess.DEVNULL,
            **({} if text else {"stdin": subprocess.DEVNULL}),
        )
        if check and done.returncode:
            raise Stop(f"{os.path.basename(words[len(self.prefix)])}: {done.stderr.strip()}"[:400])
        return done

    def settings(self):
        return {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {
            "LC_ALL": "C.UTF-8"
        }


class PostgresUser(Ourselves):
    """We are root: the cluster belongs to the distribution's `postgres` user."""

    def __init__(self):
        try:
            self.user = pwd.getpwnam("postgres")
        except KeyError:
            raise Stop("there is no user `postgres` to run PostgreSQL as") from None
        self.prefix = (
            "setpriv",
            f"--reuid={self.user.pw_uid}",
            f"--regid={self.user.pw_gid}",
            "--clear-groups",
        )
        if not self._can_enter():
            # The repository lies where that user may not go (such as /root): the
            # server keeps, of all root's powers, that of passing through folders.
            self.prefix += ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")

    def _can_enter(self):
        words = [*self.prefix, "test", "-x", HOUSE]
        return subprocess.run([str(w) for w in words], capture_output=True, cwd="/").returncode == 0

    def prepare(self):
        super().prepare()
        RUN.chmod(0o711)
        for folder in (POSTGRES, SOCKETS):
            if folder.stat().st_uid != self.user.pw_uid:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
