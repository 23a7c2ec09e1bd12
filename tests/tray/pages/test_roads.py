from dataclasses import replace

from core.domain.commands import SetPreferences
from core.domain.dispatches import ChannelKind
from core.domain.parties import SendingPreferences
from core.domain.planning import Due, PassedOver
from core.domain.wording import say
from tests.fakes import CUSTOMERS, fake_dispatch
from tests.tray.pages.conftest import Reader

NO_PEC = PassedOver("pec", ChannelKind.PEC, say("The customer has no PEC address."))
TOLD = "PEC: The customer has no PEC address."


def test_the_customers_page_says_which_roads_are_passed_over(reader: Reader) -> None:
    assert TOLD not in reader.see("/customers/C0005")
    reader.office.passed_over = (NO_PEC,)
    assert TOLD in reader.see("/customers/C0005")


def test_the_plan_says_which_roads_are_passed_over(reader: Reader) -> None:
    first, *others = reader.office.status.plan.due
    passed = Due(replace(first.candidate, passed_over=(NO_PEC,)))
    reader.office.change(plan=replace(reader.office.status.plan, due=(passed, *others)))
    assert reader.see("/plan").count(TOLD) == 1


def test_the_road_that_is_taken_is_named(reader: Reader) -> None:
    first = reader.office.status.plan.due[0]
    assert first.candidate.channel == "smtp"
    plan, page = reader.see("/plan"), reader.see(f"/customers/{first.customer.code}")
    _, _, cell = plan.partition('data-label="Goes to"')
    assert cell.startswith("><div>E-mail: office@")
    _, _, road = page.partition('id="road"')
    assert "E-mail → " in road.partition("</p>")[0]


def test_the_history_says_which_roads_were_passed_over(reader: Reader) -> None:
    reader.office.dispatches.insert(0, fake_dispatch(CUSTOMERS[1], remarks=(TOLD,)))
    assert reader.see("/history").count(TOLD) == 1
    assert TOLD in reader.see("/customers/C0002")


def test_a_customers_order_is_set_as_it_is_written(reader: Reader) -> None:
    reader.press("/customers/C0001", "/customers/C0001/preferences", channel="pec, post")
    asked = [one for one in reader.office.posted if isinstance(one, SetPreferences)]
    assert asked[0].preferences == SendingPreferences(channel="pec, post")
