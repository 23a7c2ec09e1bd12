"""Delivers by a channel on Windows Python and prints what it says. Runs on Windows Python.

First the channel's name, then JSON: `site` and `delivery` as tests.deliveries takes them,
`times`; nothing delivered, only asked whether it can be, if that is 0; `patience` in seconds.
"""

# ruff: noqa: T201 - speaks to the test that started it

from __future__ import annotations

import base64
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from core import own_thread
from core.channels import Channel
from core.domain.dispatches import Receipt
from tests.deliveries import Intent, a_delivery, a_site


def main() -> None:
    """Deliver, and print one line of JSON."""
    name, wish = sys.argv[1], json.loads(sys.argv[2])
    (channel,) = import_module(f"plugins.channels.{name}").output_channels()
    site = a_site(**_values(wish.get("site", {})))
    fault = channel.validate_environment(site)
    folder = Path.cwd()
    receipts = _receipts(channel, site, wish) if wish.get("times", 1) else []
    answer = {"fault": str(fault) if fault else None, "receipts": receipts}
    print(json.dumps({**answer, "folder_kept": Path.cwd() == folder}))


def _receipts(channel: Channel, site: Any, wish: dict[str, Any]) -> list[dict[str, Any]]:
    delivery = a_delivery(**_values(wish.get("delivery", {})))
    own_thread.PATIENCE = wish.get("patience", own_thread.PATIENCE)
    told = []
    with channel.connect(site) as deliver:
        for _ in range(wish.get("times", 1)):
            intent = Intent()
            told.append({**_told(deliver(delivery, intent)), "intents": intent.times})
    return told


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "state": receipt.state,
        "text": receipt.text,
        "fault": str(receipt.fault) if receipt.fault else None,
        "note": str(receipt.note) if receipt.note else None,
    }


def _values(values: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON cannot say: tuples, and PDFs as bytes."""
    known: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in values.items()
    }
    if "pdf64" in known:
        known["pdf"] = base64.b64decode(str(known.pop("pdf64")))
    if "invoices64" in known:
        invoices = known.pop("invoices64").items()
        known["invoices"] = {name: base64.b64decode(content) for name, content in invoices}
    return known


if __name__ == "__main__":
    main()
