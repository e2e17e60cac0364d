"""Processes that outlive what started them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.preflight.processes.test_process import alive

ADOPTS = """
import subprocess, sys
from preflight.processes import orphans
orphans.adopt()
subprocess.run(["setsid", "sh", "-c", "sleep 77 & echo $!"], check=True)
print(orphans.end())
print(orphans.end())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone hands them over")
def test_what_left_its_group_is_ended_and_named(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ADOPTS], capture_output=True, text=True, check=True, timeout=30)
    pid, ended, again = done.stdout.splitlines()
    assert ended.endswith(f" (process {pid})']")  # called sh until it becomes sleep
    assert again == "[]"
    assert not alive(int(pid))
