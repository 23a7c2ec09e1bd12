"""Answers of customers: at the sending they answer, and on a page until somebody has looked."""

from dataclasses import replace

from core.domain.commands import SeeReplies
from core.domain.replies import Reply
from core.domain.wording import say
from tests.fakes import CUSTOMERS, MORNING, fake_status
from tests.tray.pages.conftest import Reader

ANSWER = Reply(
    f"d-{CUSTOMERS[0].code}",
    CUSTOMERS[0].code,
    CUSTOMERS[0].name,
    "Conti <conti@bianchi.example>",
    "Re: Estratto conto",
    "Pagato <ieri>.",
    MORNING,
)


def test_answer_stands_at_the_sending_that_it_answers(reader: Reader) -> None:
    reader.office.answered = (ANSWER, replace(ANSWER, dispatch="another", line="Altro"))
    for path in ("/history", "/", f"/customers/{ANSWER.customer}"):
        page = reader.see(path)
        assert "Pagato &lt;ieri&gt;." in page
        assert "Altro" not in page


def test_page_lists_the_answers_with_who_wrote_them(reader: Reader) -> None:
    reader.office.answered = (ANSWER, replace(ANSWER, automatic=True, line="", subject="Ferie"))
    page = reader.see("/replies")
    assert "Pagato &lt;ieri&gt;." in page
    assert "Re: Estratto conto" in page
    assert "automatic" in page.partition("Ferie")[2]
    assert f"/customers/{ANSWER.customer}" in page


def test_page_without_answers_says_so(reader: Reader) -> None:
    assert "Nobody has answered yet." in reader.see("/replies")


def test_person_says_that_somebody_has_looked(reader: Reader) -> None:
    reader.office.answered = (ANSWER,)
    reader.press("/replies", "/replies/seen")
    assert reader.office.posted == [SeeReplies()]


def test_overview_leads_to_the_answers(reader: Reader) -> None:
    waiting = say("Answers of customers that nobody has looked at: {count}", count=2)
    reader.office.status = fake_status(attention=(waiting,))
    assert 'href="/replies"' in reader.see("/")
