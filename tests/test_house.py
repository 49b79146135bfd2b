"""The commands of bin/: what goes wrong outside them ends in one clear line."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from house import demo, judges, postgres, stamps, system, ui


def test_port_in_use_is_said_by_whom():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ui.Stop, match=rf"process {os.getpid()}.*--port {port + 1}"):
            demo._check_port(port)


def test_full_disk_is_said_before_the_work():
    status = mock.Mock(f_bavail=1000, f_frsize=4096)
    with mock.patch("os.statvfs", return_value=status), pytest.raises(ui.Stop, match="almost full"):
        ui.check_disk(4)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("E: Temporary failure resolving 'somewhere'", "no network"),
        ("psycopg2.errors.UndefinedTable\nKeyError: 'x'\ndone", "KeyError: 'x'"),
    ],
)
def test_cause_is_read_from_the_log(tmp_path, words, line):
    log = tmp_path / "log"
    log.write_text(words + "\n")
    assert ui.cause_of(log).startswith(line)


def test_unsupported_postgresql():
    with (
        mock.patch.object(postgres, "capture", return_value="postgres (PostgreSQL) 12.4"),
        pytest.raises(ui.Stop, match="PostgreSQL 12 is too old"),
    ):
        postgres._version()


def test_unsupported_python(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    settings = os.environ | {"CRM_MONACO_PYTHON": str(old)}
    done = subprocess.run([ROOT / "bin/demo"], env=settings, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "found: Python 3.9.2" in done.stderr


def test_missing_packages_without_root_give_one_command():
    with (
        mock.patch.object(system, "missing", return_value=["postgresql"]),
        mock.patch.object(system, "_root_prefix", return_value=None),
        pytest.raises(ui.Stop, match=r"type: .*apt-get install .* postgresql"),
    ):
        system.ensure(sys.executable)


def test_zero_tests_is_a_failure():
    count, words = judges.count_odoo("nothing ran", code=0)
    assert count.failed == 1 and words


def test_odoo_runner_is_counted():
    text = "odoo.tests.result: 1 failed, 2 error(s) of 10 tests when loading database 'x'"
    assert judges.count_odoo(text, code=1)[0] == (7, 3)


def test_a_test_that_odoo_passes_over_is_told():
    """Its loader reads only what each addon's __init__ names, and says nothing of the rest."""
    text = "INFO x odoo.addons.crm_monaco.tests.test_a: Starting TestA.test_one ... \n"
    one = ("crm_monaco", "test_a", "TestA", "test_one")
    assert judges.not_started([one], text) == []
    two = ("crm_monaco", "test_a", "TestA", "test_two")
    assert judges.not_started([one, two], text) == ["crm_monaco.test_a.TestA.test_two"]
    assert judges.not_started([], text)


def test_every_file_of_tests_has_a_judge():
    """A part names what exists; what no part names is in the last one."""
    files = {path for part in judges.all_of_them()[2:] for path in part.arguments}
    assert all((judges.ROOT / path).exists() for path in files)
    others = judges.all_of_them()[1].arguments
    assert others[0] == "tests"
    assert {word.removeprefix("--ignore=") for word in others[1:]} == files


def test_stamp_is_whole_or_absent(tmp_path):
    stamps.write(tmp_path / "stamp", "key")
    assert os.listdir(tmp_path) == ["stamp"]
