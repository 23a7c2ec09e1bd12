"""A customer's page: figures, preview, history, open items."""

from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from core.domain.bookkeeping import build_ledger
from core.domain.commands import ResolveDispatch
from core.domain.dispatches import DispatchState
from core.domain.events import LedgerLoaded
from core.domain.ledger import LedgerPart
from core.drawing import Document
from tests.fake_office import FakeOffice
from tests.fakes import CUSTOMERS, TODAY, fake_dispatch, fake_ledger_part, fake_status
from tests.tray.pages.conftest import Reader, open_pages, with_customer
from tray.pages.customer import usual_channel

CONFIRM = "/customers/C0005/send?channel=smtp"


def drawn(pages: int) -> Document:
    file = BytesIO()
    canvas = Canvas(file)
    for page in range(pages):
        canvas.drawString(100, 700, f"{page + 1}")
        canvas.showPage()
    canvas.save()
    return Document(file.getvalue(), pages)


def test_the_page_shows_balances_aging_and_a_button_a_channel(reader: Reader) -> None:
    page = reader.see("/customers/C0005")
    assert "Müller Werkzeuge GmbH" in page
    assert "EUR\u00a04,102.50" in page
    assert "EUR\u00a02,051.25" in page
    for channel in ("smtp", "printer", "archive", "disk"):
        assert f"channel={channel}" in page
    assert "channel=fax" not in page
    assert "No fax modem is set up on this PC." in page


@pytest.mark.parametrize(
    ("changes", "taken", "usual"),
    [
        ({}, "smtp", "smtp"),
        ({}, "printer", "printer"),
        ({}, "fax", "smtp"),
        ({"usual_channel": "archive"}, "gone", "archive"),
        ({"usual_channel": "fax"}, "fax", "smtp"),
        ({"channels": ()}, "smtp", ""),
    ],
)
def test_the_main_button_is_the_channel_that_automatic_sending_takes(
    changes: dict[str, Any], taken: str, usual: str
) -> None:
    assert usual_channel(fake_status(**changes), taken) == usual


def test_the_statement_can_speak_of_another_date(reader: Reader) -> None:
    page = reader.see("/customers/C0005?as_of=2026-08-01")
    assert "On 01/08/2026" in page or 'value="2026-08-01"' in page
    assert "as_of=2026-08-01" in page


def test_before_its_first_invoice_a_customer_owes_nothing(reader: Reader) -> None:
    page = reader.see("/customers/C0005?as_of=2020-01-01")
    assert "On 01/01/2020 this customer owes nothing." in page
    assert "Send statement now" not in page


@pytest.mark.parametrize("text", ["31/12/2026", "2026-02-30", "x", "2026-1-1"])
def test_a_wrong_date_is_answered_with_a_sentence(reader: Reader, text: str) -> None:
    assert f"“{text}” is not a date." in reader.see(f"/customers/C0005?as_of={text}", 400)


def test_an_unknown_customer_is_not_found(reader: Reader) -> None:
    assert "There is no customer C9." in reader.see("/customers/C9", 404)


def test_each_page_of_the_statement_is_a_picture(reader: Reader) -> None:
    reader.office.document = drawn(2)
    for page in (1, 2):
        answer = reader.client.get(f"/customers/C0005/statement-{page}.png")
        assert answer.headers["content-type"] == "image/png"
        assert Image.open(BytesIO(answer.content)).height > 1600
    reader.see("/customers/C0005/statement-3.png", 404)
    reader.see("/customers/C0005/statement-0.png", 404)
    further = reader.see("/customers/C0005/further-pages")
    assert further.count("<img") == 1
    assert "statement-2.png" in further


def test_the_statement_opens_as_pdf_under_a_safe_name(reader: Reader) -> None:
    code = 'A"\r\nX: 1/é'
    with_customer(reader.office, code=code, name="Odd")
    answer = reader.client.get(f"/customers/{quote(code, safe='')}/statement.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "x" not in answer.headers
    name = answer.headers["content-disposition"]
    assert name == "inline; filename*=UTF-8''A%22%0D%0AX%3A%201%2F%C3%A9-2026-11-24.pdf"


def test_a_changed_ledger_is_drawn_anew(reader: Reader) -> None:
    reader.office.document = drawn(1)
    assert reader.see("/customers/C0005/further-pages").count("<img") == 0
    reader.office.document = drawn(3)
    assert reader.see("/customers/C0005/further-pages").count("<img") == 0
    reader.office.publish(LedgerLoaded(5, 10, 0, whole=True))
    assert reader.see("/customers/C0005/further-pages").count("<img") == 2


@pytest.mark.parametrize(
    "code", ["A/B", "50%", "100%25", 'x"y', "a'b", "a?b#c", "é ü", "a&b=c", "a+b"]
)
def test_any_code_has_its_page(reader: Reader, code: str) -> None:
    with_customer(reader.office, code=code, name=f"Customer {code}")
    address = f"/customers/{quote(code, safe='')}"
    page = reader.see(address)
    assert f'action="{address}/preferences"' in page
    reader.press(address, f"{address}/preferences", automatic="no")
    assert reader.office.preferences(code).automatic is False


def test_a_name_is_text_whatever_it_contains(reader: Reader) -> None:
    name = '<script>alert("1")</script>{{ 7 * 7 }}{company.__class__}'
    with_customer(reader.office, code="<b>", name=name)
    page = reader.see("/customers/%3Cb%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "{{ 7 * 7 }}{company.__class__}" in page


def test_no_page_has_a_script_or_style_of_its_own(reader: Reader) -> None:
    for path in ("/", "/plan", "/history", "/problems", "/customers/C0005", CONFIRM, "/run"):
        page = reader.see(path)
        assert page.count("<script") == page.count('<script type="module" src="/static/') >= 1
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick" not in page


def test_the_history_shows_date_amount_channel_and_outcome(reader: Reader) -> None:
    reader.office.dispatches = [fake_dispatch(CUSTOMERS[4], receipt="250 queued")]
    for path in ("/customers/C0005", "/history", "/history?customer=C0005"):
        page = reader.see(path)
        assert "24/11/2026 08:00" in page
        assert "EUR\u00a01,234.50" in page
        assert "E-mail" in page
        assert "250 queued" in page
    assert "No sending is like that." in reader.see("/history?customer=C0001")


@pytest.mark.parametrize(
    ("word", "state"), [("arrived", DispatchState.SENT), ("lost", DispatchState.FAILED)]
)
def test_a_person_decides_an_unclear_dispatch(
    reader: Reader, word: str, state: DispatchState
) -> None:
    reader.office.dispatches = [fake_dispatch(CUSTOMERS[4], state=DispatchState.UNKNOWN, id="a/1")]
    path = "/dispatches/a%2F1/resolve"
    asked = f"{path}?word={word}&back=%2Fcustomers%2FC0005"
    assert asked.replace("&", "&amp;") in reader.see("/customers/C0005")
    page = reader.see(asked)
    assert "EUR\u00a01,234.50" in page
    assert reader.office.posted == []
    answer = reader.press(asked, path, word=word, back="/customers/C0005")
    assert reader.office.posted == [ResolveDispatch("a/1", state)]
    assert answer.url.path == "/customers/C0005"


def test_what_a_decision_means_is_told_before_it_is_taken(reader: Reader) -> None:
    reader.office.dispatches = [fake_dispatch(CUSTOMERS[4], state=DispatchState.UNKNOWN)]
    path = "/dispatches/d-C0005/resolve"
    arrived, lost = reader.see(f"{path}?word=arrived"), reader.see(f"{path}?word=lost")
    assert "It then counts as sent on 24/11/2026" in arrived
    assert "gets the statement twice" not in arrived
    assert "may be written to again" in lost
    assert "gets the statement twice" in lost


def test_only_an_unclear_dispatch_is_asked_about(reader: Reader) -> None:
    assert "/resolve" not in reader.see("/history")
    asked = "/dispatches/d-C0001/resolve?word=arrived"
    assert "no longer unclear" in reader.see(asked)
    assert 'name="word"' not in reader.see(asked)
    reader.see("/dispatches/d-C0001/resolve?word=perhaps", 400)
    reader.see("/dispatches/none/resolve?word=lost", 404)
    assert reader.press("/", "/dispatches/d/resolve", word="perhaps").status_code == 400
    assert reader.office.posted == []


def test_the_open_items_are_listed_with_what_is_left_of_each(reader: Reader) -> None:
    page = reader.see("/customers/C0005")
    assert "Open items" in page
    assert "2026/51" in page
    assert page.count("2,051.25</span></td></tr>") == 2


def test_many_open_items_are_folded_up(reader: Reader) -> None:
    part = fake_ledger_part()
    first = part.items[0]
    more = tuple(first._replace(number=f"N{number}") for number in range(20))
    reader.office.ledger, _ = build_ledger([LedgerPart(CUSTOMERS, more)])
    page = reader.see("/customers/C0001")
    assert "<summary>Show all 20</summary>" in page
    assert page.count("410.25</span></td></tr>") == 20


def test_one_that_is_found_alone_is_opened(reader: Reader) -> None:
    assert reader.client.get("/search?q=caff").url.path == "/customers/C0002"
    assert reader.client.get("/search?q=s").url.path == "/search"
    assert reader.client.get("/search?q=caff&part=1").url.path == "/search"


def test_customers_are_found_by_what_is_typed(reader: Reader) -> None:
    for path in ("/search?q=caff", "/search?q=caff&part=1"):
        page = reader.see(path)
        assert "Caffè Duomo" in page
        assert "Edil Verdi" not in page
    assert "No customer with “&lt;zzz&gt;”." in reader.see("/search?q=<zzz>&part=1")
    assert "Write a part of the name" in reader.see("/search")


class BrokenOffice(FakeOffice):
    """An office with a bug in its search."""

    def search(self, text: str, limit: int = 20) -> Any:
        raise RuntimeError(text)


def test_a_bug_is_a_calm_page() -> None:
    reader = open_pages(BrokenOffice())
    with reader.client:
        reader.client.get("/open", params={"token": reader.keys.new_token("/")})
        page = reader.see("/search?q=secret", 500)
        assert "This page failed." in page
        assert "Traceback" not in page
        assert "RuntimeError" not in page


def test_today_is_the_offices_day(reader: Reader) -> None:
    assert f'value="{TODAY.isoformat()}"' in reader.see("/customers/C0005")
