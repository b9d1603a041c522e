"""`controlroom demo` as a process of its own: however it is ended, it puts everything away."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

DEMO = [sys.executable, "-m", "controlroom", "demo", "--json", "--no-simulator", "--port", "0"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_ended_leaves_nothing_behind_and_says_nothing(
    how: signal.Signals, tmp_path: Path
) -> None:
    environ = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        DEMO, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline().startswith(b"{")
        assert list(tmp_path.glob("controlroom-demo-*"))
        demo.send_signal(how)
        _, said = demo.communicate(timeout=60)
    assert (demo.returncode, said.decode()) == (0, "")
    assert list(tmp_path.glob("controlroom-demo-*")) == []
