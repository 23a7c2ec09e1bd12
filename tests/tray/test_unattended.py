"""The unit of systemd, checked by systemd itself and run by a user's manager of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, need
from tests.tray.test_autostart_entries import NASTY
from tray.clock import SystemClock
from tray.demo import write_demo
from tray.unattended_entries import UNIT, to_systemd_unit

pytestmark = pytest.mark.only_on("linux", "systemd")

NOT_HERE = 77
SESSION = """
mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" || exit 77
chmod 700 "$XDG_RUNTIME_DIR"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --nofork & bus=$!
/lib/systemd/systemd --user & manager=$!
trap 'kill $manager; wait $manager; kill $bus' EXIT
until systemctl --user is-system-running 2>&1 | grep -qE 'running|degraded'; do
    kill -0 $manager || exit 77
    sleep 0.2
done
systemd-run --user --wait --quiet true || exit 77
command="$PYTHON -m tray autostart --server"
pid() { systemctl --user show -p MainPID --value sollecito.service; }
$command on --data "$FIRM" >&2 || exit 1
until ls "$SOLLECITO_CONFIG_DIR"/running/*.json >/dev/null 2>&1; do sleep 0.2; done
first=$(pid)
echo "started $(systemctl --user is-enabled sollecito.service)"
$command | grep '"on"'
systemctl --user restart sollecito.service
result=$(systemctl --user show -p Result --value sollecito.service)
[ "$(pid)" != "$first" ] && echo "ended $result"
$command off >&2
systemctl --user is-active sollecito.service || true
"""


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    need(present=bool(shutil.which("systemd-analyze")), what="systemd")
    # systemd runs nothing whose path has quotation marks in it.
    program = tmp_path / "Ditta è 100% & Figli (1)" / "sollecito"
    program.parent.mkdir()
    program.touch(mode=0o755)
    answer = verify(tmp_path, to_systemd_unit((str(program), "run", "--data", NASTY)))
    assert (answer.returncode, answer.stderr) == (0, "")
    program.unlink()
    assert verify(tmp_path, to_systemd_unit((str(program), "run"))).returncode == 1


def verify(folder: Path, unit: str) -> "subprocess.CompletedProcess[str]":
    (folder / UNIT).write_text(unit)
    return subprocess.run(
        ["systemd-analyze", "--user", "verify", folder / UNIT],
        env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.servers
def test_users_manager_runs_the_program_and_ends_it_well(tmp_path: Path) -> None:
    need(present=all(map(shutil.which, ("dbus-daemon", "systemctl"))), what="systemd and dbus")
    firm = tmp_path / NASTY
    write_demo(firm, SystemClock(), "PC1", "en")
    answer = subprocess.run(
        ["unshare", "-m", "bash", "-c", SESSION],
        cwd=ROOT,
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_RUNTIME_DIR": "/run/user/0",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/0/bus",
            "SOLLECITO_CONFIG_DIR": str(tmp_path / "pc"),
            "PYTHON": sys.executable,
            "FIRM": str(firm),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    refused = answer.returncode == NOT_HERE or answer.stderr.startswith("unshare:")
    need(present=not refused, what=f"a manager of the user's own ({answer.stderr})")
    assert answer.stdout.split("\n") == [
        "started enabled",
        '  "on": true,',
        "ended success",
        "inactive",
        "",
    ], answer.stderr
    assert not list((tmp_path / "config" / "systemd" / "user").rglob("*.service"))
