"""Programs that stand for HylaFAX's own: they do what a test wrote into a file beside them."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROGRAM = """#!{python}
import json, os, pathlib, sys, time
folder = pathlib.Path(__file__).parent
script = json.loads((folder / "script.json").read_text())
name, arguments = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
with (folder / "calls").open("a") as calls:
    print(json.dumps([name, *arguments]), file=calls)
if script.get("away"):
    print(f'Can not reach service 4559 at host "{{arguments[arguments.index("-h") + 1]}}".',
          file=sys.stderr)
    sys.exit(0 if name == "faxstat" else 255)
if name == "sendfax":
    pdf = pathlib.Path(arguments[-1]).read_bytes()
    (folder / "received.pdf").write_bytes(pdf)
    if script.get("queues", True):
        jobs = script.setdefault("jobs", [])
        tag = arguments[arguments.index("-i") + 1]
        jobs.append([len(jobs) + 1, "S", "0:1", tag, ""])
        (folder / "script.json").write_text(json.dumps(script))
    time.sleep(script.get("sleeps", 0))
    if "signal" in script:
        os.kill(os.getpid(), script["signal"])
    if "error" in script:
        print(script["error"], file=sys.stderr)
        sys.exit(1)
    print("request id is 1 (group id 1) for host fax (1 file)" if script.get("says", True) else "")
elif name == "faxstat":
    print("HylaFAX scheduler on fax: Running\\r")
    home = pathlib.Path(os.environ["HOME"], ".hylarc").read_text()
    assert home == 'JobFmt: "%j\\\\t%a\\\\t%P\\\\t%J\\\\t%s"\\n', home
    for job in script.get("jobs", ()):
        print("\\t".join(map(str, job)) + "\\r")
elif any(job[0] == int(arguments[-1]) for job in script.get("jobs", ())):
    print(f"Job {{arguments[-1]}} removed.")
else:
    print(f"500 Cannot kill job {{arguments[-1]}}; job does not exist")
"""


class ScriptedHylafax:
    """The programs of one test, found before any others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        self.set()
        for name in ("sendfax", "faxstat", "faxrm"):
            program = folder / name
            program.write_text(PROGRAM.format(python=sys.executable), "utf-8")
            program.chmod(0o755)

    def set(self, **script: Any) -> None:
        """Tell the programs what to do."""
        (self.folder / "script.json").write_text(json.dumps(script), "utf-8")

    def end(self, state: str, pages: str, words: str = "") -> None:
        """Let the job in the queue end so."""
        script = self._script()
        tag = script["jobs"][0][3]
        self.set(**{**script, "jobs": [[1, state, pages, tag, words]]})

    def calls(self, program: str) -> list[list[str]]:
        """Return the arguments of each call."""
        path = self.folder / "calls"
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        return [call[1:] for call in map(json.loads, lines) if call[0] == program]

    def _script(self) -> Mapping[str, Any]:
        read: Mapping[str, Any] = json.loads((self.folder / "script.json").read_text("utf-8"))
        return read
