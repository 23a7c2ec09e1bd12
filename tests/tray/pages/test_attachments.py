from core.domain.commands import SetPreferences
from core.domain.dispatches import SentFile
from core.domain.parties import SendingPreferences
from core.domain.wording import say
from core.engine.invoices import NOTHING, Enclosed, Withheld
from tests.fakes import CUSTOMERS, fake_dispatch
from tests.tray.pages.conftest import Reader, errand_key, mark

FILE = SentFile("2026/51", "FT 2026-51.pdf", "invoices/FT 2026-51.pdf", 4711, "ab" * 32)
TWO = say("Two files have this number: {first}, {second}.", first="a", second="b")
ENCLOSED = Enclosed(sent=(FILE,), withheld=(Withheld("2026/52", TWO),))
TOLD = "Not attached, 2026/52: Two files have this number: a, b."
CONFIRM, SEND = "/customers/C0005/send?channel=smtp", "/customers/C0005/send"


def test_what_goes_along_and_what_does_not_is_told_before_it_is_sent(reader: Reader) -> None:
    assert "Invoices" not in reader.see(CONFIRM)
    reader.office.enclosing["C0005"] = ENCLOSED
    page = reader.see(CONFIRM)
    assert "FT 2026-51.pdf" in page
    assert TOLD in page


def test_nothing_is_sent_when_other_files_would_go_than_were_shown(reader: Reader) -> None:
    reader.office.enclosing["C0005"] = ENCLOSED
    shown = reader.see(CONFIRM)
    reader.office.enclosing["C0005"] = NOTHING
    form = {"csrf": reader.keys.csrf, "errand": errand_key(shown), "mark": mark(shown)}
    answer = reader.client.post(SEND, data=form | {"channel": "smtp"})
    assert (answer.status_code, reader.office.posted) == (409, [])


def test_the_plan_tells_it_of_each_customer(reader: Reader) -> None:
    reader.office.enclosing["C0005"] = ENCLOSED
    page = reader.see("/plan")
    assert page.count("FT 2026-51.pdf") == page.count(TOLD) == 1


def test_the_history_names_what_was_attached_with_its_hash(reader: Reader) -> None:
    reader.office.dispatches.insert(0, fake_dispatch(CUSTOMERS[1], attached=(FILE,)))
    page = reader.see("/history")
    assert "Attached: FT 2026-51.pdf" in page
    assert f"SHA-256 {'ab' * 32}" in page


def test_a_customers_own_wish_is_set(reader: Reader) -> None:
    reader.press("/customers/C0001", "/customers/C0001/preferences", invoices="yes")
    asked = [one for one in reader.office.posted if isinstance(one, SetPreferences)]
    assert asked[0].preferences == SendingPreferences(invoices=True)
