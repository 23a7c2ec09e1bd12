"""The problems: what a person should mend, grouped by file, gone when it is mended."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.domain.problems import Problem, Severity
from core.domain.wording import say
from tray.pages.desk import desk_of
from tray.pages.nav import NavEntry

NAV = NavEntry(say("Problems"), "/problems", 50)

_SHOWN = 500
SEVERITIES = {
    Severity.FILE: say("Files that cannot be used"),
    Severity.ROW: say("Rows left out or doubted"),
    Severity.NOTE: say("Worth knowing"),
}
_GRAVITY = list(SEVERITIES)


def problems(request: Request) -> Response:
    """List what is wrong in the firm's files, all or of one severity, the gravest file first."""
    desk = desk_of(request)
    every = desk.office.status.problems
    severity = _severity(request.query_params.get("severity", ""))
    found = [problem for problem in every if severity in (None, problem.severity)]
    return desk.page(
        request,
        "problems.html",
        files=_by_file(found)[:_SHOWN],
        count=len(every),
        found=len(found),
        shown=_SHOWN,
        severity=severity,
        severities=SEVERITIES,
        counts=Counter(problem.severity for problem in every),
        unknown=desk.office.unknown_tables(),
    )


def _severity(text: str) -> Severity | None:
    return Severity(text) if text in set(Severity) else None


def _by_file(found: list[Problem]) -> list[tuple[str, list[Problem]]]:
    """Group the first problems by file, in the order of their lines."""
    gravest: dict[str, int] = {}
    for problem in found:
        here = _GRAVITY.index(problem.severity)
        gravest[problem.file] = min(here, gravest.get(problem.file, here))
    found = sorted(found, key=lambda one: (gravest[one.file], one.file, one.line))[:_SHOWN]
    return [(file, list(those)) for file, those in groupby(found, key=lambda one: one.file)]


ROUTES = [Route("/problems", problems)]
