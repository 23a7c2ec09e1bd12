"""What makes each system run the program where nobody logs on: functions of their arguments.

`tray.unattended` hands these entries to the systems.
"""

from __future__ import annotations

import re
import subprocess
from xml.etree.ElementTree import Element, SubElement, tostring

from tray.autostart_entries import Words

UNATTENDED: Words = ("run", "--headless", "--wait-for-data")
NAME = "Sollecito"
"""Of the scheduled task."""
UNIT = "sollecito.service"

_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_TASK_SETTINGS = {
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    # Without it Windows ends a task after three days.
    "ExecutionTimeLimit": "PT0S",
}


def to_systemd_unit(words: Words) -> str:
    """Return the unit of a user whose lingering systemd keeps; it ends the program by SIGTERM."""
    return (
        "[Unit]\n"
        "Description=Sollecito sends statements of account\n"
        "\n"
        "[Service]\n"
        f"ExecStart={' '.join(map(_for_systemd, words))}\n"
        "Restart=on-failure\n"
        "RestartSec=60\n"
        # The statement in hand is brought to its end.
        "TimeoutStopSec=120\n"
        "\n"
        "[Install]\n"
        "WantedBy=default.target\n"
    )


def to_scheduled_task(words: Words, user: str) -> str:
    """Return the task that Windows runs when the PC starts, as the user and with its password."""
    task = Element("Task", {"version": "1.2", "xmlns": _NAMESPACE})
    about = SubElement(task, "RegistrationInfo")
    SubElement(about, "Description").text = "Sollecito sends statements of account"
    trigger = SubElement(SubElement(task, "Triggers"), "BootTrigger")
    SubElement(trigger, "Enabled").text = "true"
    person = SubElement(SubElement(task, "Principals"), "Principal", {"id": "Author"})
    SubElement(person, "UserId").text = user
    SubElement(person, "LogonType").text = "Password"
    SubElement(person, "RunLevel").text = "LeastPrivilege"
    settings = SubElement(task, "Settings")
    for name, value in _TASK_SETTINGS.items():
        SubElement(settings, name).text = value
    again = SubElement(settings, "RestartOnFailure")
    SubElement(again, "Interval").text = "PT1M"
    SubElement(again, "Count").text = "999"
    action = SubElement(SubElement(task, "Actions", {"Context": "Author"}), "Exec")
    SubElement(action, "Command").text = words[0]
    SubElement(action, "Arguments").text = subprocess.list2cmdline(words[1:])
    return '<?xml version="1.0" encoding="UTF-16"?>\n' + tostring(task, "unicode")


def _for_systemd(word: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", word.replace("%", "%%").replace("$", "$$"))
    return escaped if re.fullmatch(r"[^\s'\"\\;]+", word) else f'"{escaped}"'
