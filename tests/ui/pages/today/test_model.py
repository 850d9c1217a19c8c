"""What is to be done, without a window: two steps of reading, filters, and a call in two keys."""

from __future__ import annotations

from datetime import date

import pytest

from app.clock import SetClock
from app.domain.programme import Closing, ContactOutcome, ContactWay, Programme
from app.services.today import Group, TodayList
from tests.ui.pages.later import Later
from ui.pages.today.gallery import NOW, REFILL, ROWS, Cases, Listing, Paper
from ui.pages.today.model import TodayModel

WANG = "王秀英"


@pytest.fixture
def model() -> TodayModel:
    made = TodayModel(Listing(), Cases(), Paper(), SetClock(NOW))
    made.load()
    return made


def names(model: TodayModel) -> list[str]:
    return [one.name for one in model.rows]


def test_the_list_is_there_before_those_who_run_out_and_does_not_jump_when_read_again() -> None:
    later, model = Later(), TodayModel(Listing(), Cases(), Paper(), SetClock(NOW))
    model.attach(lambda: None, later)
    model.load()
    later.next()
    assert len(model.rows) == len(ROWS) and not model.refills
    later.next()
    assert names(model)[-1] == REFILL.name and model.refills
    model.load()
    later.next()
    assert names(model)[-1] == REFILL.name
    model.choose_village("柳树村")
    later.next()
    later.next()
    assert names(model) == [WANG, "李大山"], "another village: the first step is shown at once"


def test_a_second_step_of_an_older_list_is_not_shown() -> None:
    later, model = Later(), TodayModel(Listing(), Cases(), Paper(), SetClock(NOW))
    model.attach(lambda: None, later)
    model.load()
    later.next()
    model.choose_programme(Programme.DIABETES.value)
    second, first = later.waiting
    later.waiting.clear()
    first()
    second()
    assert names(model) == [WANG, "李大山"] and not model.refills
    later.next()
    assert names(model) == [WANG, "李大山"] and model.refills


def test_groups_are_shown_one_by_one(model: TodayModel) -> None:
    model.choose_group(str(Group.OVERDUE.value))
    assert names(model) == [WANG, "李大山"]
    model.choose_group("")
    assert len(model.rows) == len(ROWS) + 1


def test_an_outcome_is_written_with_the_second_key_only(model: TodayModel) -> None:
    model.choose(WANG)
    model.say_outcome(ContactOutcome.NO_ANSWER)
    assert model.row is not None and model.row.contact is None
    model.note_call()
    assert model.row.contact is not None and model.row.contact.outcome == "no_answer"
    assert model.call.outcome is None


def test_a_promise_is_written_with_its_day(model: TodayModel) -> None:
    model.choose(WANG)
    model.say_way(ContactWay.HOME)
    model.say_outcome(ContactOutcome.WILL_COME)
    model.say_day(model.days()[1])
    assert model.row is not None and model.row.promised == date(2026, 3, 6)


def test_what_was_begun_for_one_is_not_written_for_another(model: TodayModel) -> None:
    model.choose(WANG)
    model.say_outcome(ContactOutcome.REFUSES)
    model.choose("李大山")
    model.note_call()
    assert model.row is not None and model.row.contact == ROWS[2].contact


def test_nothing_is_noted_while_nobody_is_chosen(model: TodayModel) -> None:
    model.say_outcome(ContactOutcome.DIED)
    assert model.call.outcome is None


@pytest.mark.parametrize(
    ("outcome", "closing"),
    [(ContactOutcome.DIED, Closing.DIED), (ContactOutcome.MOVED, Closing.MOVED), (ContactOutcome.LOST, Closing.LOST)],
)
def test_who_is_dead_gone_or_lost_is_offered_to_end_and_nothing_ends_by_itself(outcome: ContactOutcome, closing: Closing) -> None:
    cases = Cases()
    model = TodayModel(Listing(), cases, Paper(), SetClock(NOW))
    model.load()
    model.choose(WANG)
    model.say_outcome(outcome)
    model.note_call(" 邻居说的 ")
    one = model.ending
    assert one is not None and (one.closing, one.programmes) == (closing, (Programme.HYPERTENSION, Programme.DIABETES))
    assert one.reason == "邻居说的" and cases.ended == [] and not model.may_end
    model.keep_open()
    assert model.may_end and cases.ended == [], "put off, it is offered on"
    model.offer_end()
    model.end(date(2026, 3, 1), "邻居说的")
    assert cases.ended == [(WANG, closing, date(2026, 3, 1), "邻居说的")] and model.ending is None


def test_a_call_that_settles_ends_nothing_and_another_resident_forgets_what_was_offered(model: TodayModel) -> None:
    model.choose(WANG)
    model.say_outcome(ContactOutcome.REFUSES)
    model.note_call()
    assert model.ending is None and not model.may_end
    model.say_outcome(ContactOutcome.MOVED)
    model.note_call()
    assert model.ending is not None
    model.choose("李大山")
    assert model.ending is None


def test_paper_holds_what_is_shown(model: TodayModel) -> None:
    asked: list[TodayList] = []
    model._paper.pdf = lambda found: asked.append(found) or b"%PDF"  # type: ignore[method-assign, func-returns-value]
    model.choose_group(str(Group.URGENT.value))
    model.print(lambda pdf: None)
    assert [len(one.rows) for one in asked] == [1]
