"""The history: found by what stands in the address, saved, taken back, proved by its PDF."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from core.domain.commands import UndoDispatch
from core.domain.dispatches import ChannelKind, DispatchState
from core.domain.wording import say
from core.errors import SollecitoError
from tests.fakes import CUSTOMERS, MORNING, fake_dispatch
from tests.tray.pages.conftest import Reader

OLD = MORNING - timedelta(days=40)
DISPATCHES = (
    fake_dispatch(CUSTOMERS[0], automatic=True, document="archive/C0001/a.pdf"),
    fake_dispatch(CUSTOMERS[1], channel="archive", kind=ChannelKind.ARCHIVE, receipt="archive/b"),
    fake_dispatch(CUSTOMERS[2], state=DispatchState.FAILED, error="No such address."),
    fake_dispatch(CUSTOMERS[3], created_at=OLD, day=OLD.date()),
    fake_dispatch(
        CUSTOMERS[4], state=DispatchState.FAILED, taken_back_by="anna", error="Taken back by anna."
    ),
)


@pytest.fixture
def history(reader: Reader) -> Reader:
    reader.office.dispatches = list(DISPATCHES)
    return reader


def listed(page: str) -> set[str]:
    """Whose sendings a page lists."""
    table = page.partition("<tbody>")[2]
    return {customer.code for customer in CUSTOMERS if f"/customers/{customer.code}" in table}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"C0001", "C0002", "C0003", "C0004", "C0005"}),
        ("customer=C0003", {"C0003"}),
        ("customer=bianchi", {"C0001"}),
        ("customer=nobody", set()),
        ("channel=archive", {"C0002"}),
        ("state=failed", {"C0003", "C0005"}),
        ("automatic=yes", {"C0001"}),
        ("automatic=no", {"C0002", "C0003", "C0004", "C0005"}),
        ("to=2026-10-31", {"C0004"}),
        ("from=2026-11-24&to=2026-11-24", {"C0001", "C0002", "C0003", "C0005"}),
        ("from=2026-11-25", set()),
        ("state=failed&customer=edil", {"C0003"}),
    ],
)
def test_address_says_what_is_looked_for(history: Reader, asked: str, found: set[str]) -> None:
    assert listed(history.see(f"/history?{asked}")) == found


@pytest.mark.parametrize(("asked", "code"), [("from=yesterday", 400), ("state=lost", 404)])
def test_word_that_makes_no_sense_is_refused(history: Reader, asked: str, code: int) -> None:
    history.see(f"/history?{asked}", code)


def test_filters_stay_as_they_were_chosen(history: Reader) -> None:
    page = history.see("/history?state=failed&from=2026-11-01&customer=edil%20%3Cb%3E")
    assert '<option value="failed" selected>' in page
    assert 'value="2026-11-01"' in page
    assert "edil &lt;b&gt;" in page


def test_more_than_a_page_goes_on_with_the_same_filters(reader: Reader) -> None:
    reader.office.dispatches = [
        fake_dispatch(CUSTOMERS[0], id=f"d{n:03}", created_at=MORNING - timedelta(minutes=n))
        for n in range(60)
    ]
    page = reader.see("/history?state=sent")
    assert "/history?state=sent&amp;before=d049" in page
    older = reader.see("/history?state=sent&before=d049")
    assert older.count('data-label="When"') == 10
    assert 'href="/history?state=sent">Newest' in older


def test_csv_holds_what_the_filters_show(history: Reader) -> None:
    answer = history.client.get("/history.csv?state=failed")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Taken back" in answer.text
    assert "Edil Verdi S.p.A." in answer.text
    assert "attachment" in answer.headers["content-disposition"]


def test_workbook_holds_amounts_as_numbers(history: Reader) -> None:
    answer = history.client.get("/history.xlsx?customer=C0001")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][7:10] == ["EUR", 1234.5, 820.5]
    history.see("/history.exe", 404)


def test_pdf_is_the_one_that_was_sent(history: Reader) -> None:
    path = "/dispatches/d-C0001/statement.pdf"
    assert f'href="{path}"' in history.see("/history")
    answer = history.client.get(path)
    assert answer.content == history.office.document.pdf
    assert answer.headers["content-type"] == "application/pdf"
    assert "script" not in answer.headers["content-security-policy"]


def test_pdf_that_is_not_the_one_that_was_sent_is_not_shown(
    history: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(dispatch: str) -> bytes:
        raise SollecitoError(say("The PDF in the archive is not the one that was sent."))

    monkeypatch.setattr(history.office, "sent_pdf", changed)
    page = history.see("/dispatches/d-C0001/statement.pdf", 409)
    assert "is not the one that was sent" in page


def test_only_what_its_channel_can_take_back_has_the_link(history: Reader) -> None:
    page = history.see("/history")
    assert "/dispatches/d-C0002/undo" in page
    assert "/dispatches/d-C0001/undo" not in page
    assert "cannot be taken back" in history.see("/dispatches/d-C0001/undo")
    history.see("/dispatches/none/undo", 404)


def test_sending_is_taken_back_after_a_question(history: Reader) -> None:
    path = "/dispatches/d-C0002/undo"
    assert "archive/b" in history.see(path)
    assert history.office.posted == []
    answer = history.press(path, path)
    assert history.office.posted == [UndoDispatch("d-C0002")]
    assert 'href="/customers/C0002"' in answer.text


def test_why_it_cannot_be_taken_back_is_told(history: Reader) -> None:
    history.office.answers[UndoDispatch] = SollecitoError(say("The file is no longer there."))
    path = "/dispatches/d-C0002/undo"
    answer: Any = history.press(path, path)
    assert answer.status_code == 409
    assert "The file is no longer there." in answer.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": DispatchState.SENT, "decided_by": "anna"}, "anna says that it arrived."),
        ({"state": DispatchState.FAILED, "decided_by": "anna"}, "anna says that it did not"),
        ({"state": DispatchState.PLANNED}, "Not sent: the run ended before."),
    ],
)
def test_how_it_ended_is_told_in_a_sentence(
    history: Reader, changes: dict[str, Any], told: str
) -> None:
    dispatch = fake_dispatch(CUSTOMERS[1], error="may have arrived all the same", **changes)
    history.office.dispatches.insert(0, dispatch)
    page = history.see("/history")
    assert told in page
    assert "may have arrived" not in page
    assert told in history.client.get("/history.csv").text


def test_what_was_taken_back_did_not_fail(history: Reader) -> None:
    page = history.see("/history?customer=C0005")
    assert "Taken back</span>" in page
    assert "Taken back by anna." in page


def test_a_letter_that_was_changed_is_shown_with_its_sending(history: Reader) -> None:
    assert "The text was changed" not in history.see("/history")
    changed = fake_dispatch(CUSTOMERS[1], letter="Dear Anna,\n<b>pay</b>.")
    history.office.dispatches.insert(0, changed)
    page = history.see("/history")
    assert "The text was changed for this sending" in page
    assert "Dear Anna,\n&lt;b&gt;pay&lt;/b&gt;." in page


def test_what_was_taken_out_of_the_archive_has_no_pdf_to_look_at(history: Reader) -> None:
    kept = {"document": "archive/x.pdf", "receipt": "archive/x.pdf", "state": DispatchState.FAILED}
    gone = fake_dispatch(CUSTOMERS[1], id="gone", taken_back_by="anna", **kept)
    history.office.dispatches.insert(0, gone)
    assert "/dispatches/gone/statement.pdf" not in history.see("/history")


def test_who_decides_comes_back_to_the_same_list(history: Reader) -> None:
    page = "/history?state=unknown"
    history.office.dispatches.insert(0, fake_dispatch(CUSTOMERS[1], state=DispatchState.UNKNOWN))
    path = "/dispatches/d-C0002/resolve"
    asked = f"{path}?word=arrived&back=%2Fhistory%3Fstate%3Dunknown"
    assert asked.replace("&", "&amp;") in history.see(page)
    assert f'name="back" value="{page}"' in history.see(asked)
    astray = history.see(f"{path}?word=lost&back=//evil.example")
    assert 'name="back" value="/history"' in astray
    assert 'href="//' not in astray
    assert str(history.press(asked, path, word="arrived", back=page).url).endswith(page)
    assert "evil" not in str(history.press(asked, path, word="arrived", back="//evil.example").url)
