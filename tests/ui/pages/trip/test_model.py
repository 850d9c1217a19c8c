"""Trips without a window: a plan, what is too old, what a slip came to."""

from __future__ import annotations

from datetime import date

import pytest

from app.clock import SetClock
from app.domain.programme import ContactOutcome
from app.domain.trip import SlipEnd
from app.services.trip_paper import RETURN, ROSTER, SLIPS
from ui.pages.today.gallery import NOW
from ui.pages.trip.gallery import EARLIER, PEOPLE, RETURNING, TRIP, Leaving, Paper, Trips
from ui.pages.trip.model import TripModel


def model_of(trips: Trips, paper: Paper | None = None) -> TripModel:
    made = TripModel(trips, Leaving(), paper or Paper(), SetClock(NOW), "A1")
    made.load()
    return made


def test_a_plan_is_opened_once_it_is_written() -> None:
    model = model_of(Trips(trips=()))
    assert model.opened is None
    model.plan("2026-03-06", "柳树村", "A1", "20")
    assert model.opened is None, "nobody is to be visited yet"
    model.begin("柳树村", PEOPLE)
    model.plan("20260307", "柳树村", "A1、A2 B1", "")
    assert model.draft is None and model.opened is not None
    made = model.opened.trip
    assert (made.day, made.seats, made.people, made.free) == ("2026-03-07", ("A1", "A2", "B1"), PEOPLE, 0)


@pytest.mark.parametrize(("day", "free"), [("明天", "20"), ("2026-02-30", "20")])
def test_a_plan_without_a_day_is_kept(day: str, free: str) -> None:
    model = model_of(Trips(trips=()))
    model.begin("柳树村", PEOPLE)
    model.plan(day, "柳树村", "A1", free)
    assert model.error is not None and model.error.code == "trip_day" and model.draft is not None
    model.forget()
    assert model.draft is None


def test_the_newest_trip_is_in_front_and_another_can_be_chosen() -> None:
    model = model_of(Trips())
    assert model.opened is not None and model.opened.trip == TRIP and model.opened.stale
    model.choose(EARLIER)
    assert model.opened.trip == EARLIER
    model.load()
    assert model.opened.trip == EARLIER and model.tomorrow == date(2026, 3, 6)


def test_the_chosen_slip_came_to_something() -> None:
    model = model_of(Trips(RETURNING))
    model.say(ContactOutcome.REFUSES)
    assert model.opened is not None and model.opened.found == RETURNING
    model.choose_person("p4")
    model.say(ContactOutcome.AWAY, "下地")
    assert [(one.end, one.note) for one in model.opened.found.slips if one.person == "p4"] == [(SlipEnd.AWAY, "下地")]


def test_paper_for_leaving_carries_the_reason() -> None:
    paper = Paper()
    model = model_of(Trips(), paper)
    for kind in (ROSTER, SLIPS, RETURN):
        model.print(kind, "县里断网", lambda pdf: None)
    assert paper.asked == [("roster", "县里断网"), ("slips", "县里断网"), ("return", "")]
