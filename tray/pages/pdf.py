"""A PDF as the browser shows it, inside its own small page."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

# Looser than the pages' own: browsers show a PDF with a small page of theirs around it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'"


def pdf_response(pdf: bytes, name: str) -> Response:
    """Give a PDF to be looked at, under a name to save it by."""
    return Response(
        pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f"inline; filename*=UTF-8''{quote(name, safe='')}",
            "content-security-policy": _POLICY,
        },
    )
