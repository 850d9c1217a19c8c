"""What the pages of the day ask of their services; without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from app.clock import SetClock, iso
from app.domain.measurement import MeasurementKind
from app.errors import KnownError
from app.services.paper_sheets import PaperEntry
from ui.pages.day.gallery import EVENING, NOW, Board, Log, NoEmergency, NoPaper, somebody
from ui.pages.day.lines_model import ClosingModel, OpeningModel
from ui.pages.day.log_model import LAST_MONTH, MONTH, PERIODS, TODAY, WEEK, YESTERDAY, LogModel, days_of
from ui.pages.day.paper_model import PaperForm, PaperModel

KIND = MeasurementKind


# lines


def test_what_needs_somebody_stands_first() -> None:
    model = OpeningModel(Board())
    model.load()
    assert model.lines is not None and [one.needs for one in model.lines] == sorted((one.needs for one in model.lines), reverse=True)
    assert model.needing == 5


def test_only_lines_that_need_somebody_go_into_the_close() -> None:
    board = Board()
    model = ClosingModel(board)
    model.load()
    model.leave("unsigned", "tomorrow")
    model.leave("shelf", "tomorrow")  # settled meanwhile
    model.close()
    assert set(board.left) == {one.key for one in EVENING if one.needs} and board.left["unsigned"] == "tomorrow"
    assert model.closed is not None


def test_nothing_is_closed_before_it_was_read() -> None:
    board = Board()
    ClosingModel(board).close()
    assert board.closed() is None


# log


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (TODAY, date(2026, 3, 1), date(2026, 3, 1)),
        (YESTERDAY, date(2026, 2, 28), date(2026, 2, 28)),
        (WEEK, date(2026, 2, 23), date(2026, 3, 1)),
        (MONTH, date(2026, 3, 1), date(2026, 3, 1)),
        (LAST_MONTH, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_days_of_a_period(period: str, first: date, last: date) -> None:
    assert period in PERIODS and days_of(period, date(2026, 3, 1)) == (first, last)


def test_today_goes_on_with_the_clock_and_own_days_stay() -> None:
    clock = SetClock(NOW)
    model = LogModel(Log(), clock)
    model.load()
    assert (model.since, model.until) == (date(2026, 3, 5), date(2026, 3, 5)) and len(model.rows) == 3
    clock.forward(86_400)
    model.load()
    assert model.since == date(2026, 3, 6)
    model.choose_days(date(2026, 1, 1), date(2026, 1, 31))
    clock.forward(86_400)
    model.load()
    assert (model.period, model.since) == ("", date(2026, 1, 1))


# paper


class Papers(NoPaper):
    """Keeps what was entered; refuses as often as it is told to."""

    def __init__(self, *refusals: str) -> None:
        self.entered: list[PaperEntry] = []
        self.refusals = list(refusals)

    def enter(self, entry: PaperEntry) -> Any:
        if self.refusals and not entry.sure:
            raise KnownError(self.refusals[0])
        self.entered.append(entry)

    def reserve(self, count: int) -> list[str]:
        return [f"A1-{n:06d}" for n in range(count)]

    def pdf(self, numbers: Sequence[str]) -> bytes:
        return b"pdf"


def filled(model: PaperModel) -> PaperModel:
    model.load()
    model.find("王")
    model.choose_resident("p")
    return model


def form(**more: Any) -> PaperForm:
    values = ((KIND.BLOOD_PRESSURE, "142/88"), (KIND.GLUCOSE, " 7.8 "), (KIND.WEIGHT, "  "))
    return PaperForm(**({"number": "A1-000007", "day": "2026-03-05", "time": "7:05", "values": values, "context": "fasting"} | more))


def paper_model(papers: Papers) -> PaperModel:
    return filled(PaperModel(papers, NoEmergency(), lambda _: [somebody()], SetClock(NOW)))


def test_the_true_time_is_the_clinics_and_the_context_is_the_glucoses() -> None:
    papers = Papers()
    paper_model(papers).save(form())
    (entry,) = papers.entered
    assert iso(entry.at) == "2026-03-04T23:05:00.000Z" and not entry.sure
    assert [(one.kind, one.context) for one in entry.typed] == [(KIND.BLOOD_PRESSURE, ""), (KIND.GLUCOSE, "fasting")]


@pytest.mark.parametrize("words", ["10:30", "10：30", "10点30", "1030", "10时30分"])
def test_a_time_is_read_as_people_write_it(words: str) -> None:
    papers = Papers()
    paper_model(papers).save(form(time=words))
    assert papers.entered[0].at.minute == 30


@pytest.mark.parametrize("wrong", [{"time": "25:00"}, {"time": "10"}, {"time": ""}, {"day": "2026-02-31"}, {"day": ""}])
def test_a_time_that_is_none_is_refused(wrong: dict[str, str]) -> None:
    papers = Papers()
    model = paper_model(papers)
    model.save(form(**wrong))
    assert model.error is not None and model.error.code == "paper_when" and papers.entered == []


def test_nobody_chosen_is_refused() -> None:
    model = PaperModel(Papers(), NoEmergency(), lambda _: [], SetClock(NOW))
    model.save(form())
    assert model.error is not None and model.error.code == "paper_nobody"


def test_the_same_form_saved_again_is_meant_another_one_asks_again() -> None:
    papers = Papers("paper_value")
    model = paper_model(papers)
    model.save(form())
    model.save(form(time="7:06"))
    assert papers.entered == [] and model.saved == 0
    model.save(form(time="7:06"))
    assert papers.entered[0].sure and model.saved == 1 and model.resident is None


def test_an_emergency_is_completed_without_number_and_time() -> None:
    done: list[tuple[str, str]] = []

    class Emergencies(NoEmergency):
        def complete(self, key: str, person: str, *_more: Any) -> Any:
            done.append((key, person))

    model = filled(PaperModel(Papers(), Emergencies(), lambda _: [somebody()], SetClock(NOW)))
    model.choose("e1")
    model.save(form(number="", day="", time=""))
    assert done == [("e1", "p")] and model.chosen == ""


def test_numbers_come_with_their_sheets() -> None:
    got: list[tuple[list[str], bytes]] = []
    PaperModel(Papers(), NoEmergency(), lambda _: [], SetClock(NOW)).reserve(2, lambda numbers, pdf: got.append((numbers, pdf)))
    assert got == [(["A1-000000", "A1-000001"], b"pdf")]
