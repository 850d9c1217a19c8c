"""Two hundred people registered one line each, in the model that the page drives, over a real store of a township."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from app.services.emergency_batch import EmergencyBatch
from tests.benchmarks.conftest import Report
from tests.ui.pages.emergency_batch.crowd import crowd, register
from ui.pages.emergency_batch.model import EmergencyModel
from ui.practice_desk import open_practice

PEOPLE, HOUR = 200, 3600
KEYS_A_SECOND = 2.0
"""A slow typist: some 25 words a minute with an input method."""


def test_two_hundred_people_in_an_hour(benchmark: BenchmarkFixture, report: Report) -> None:
    """Keys at a slow typist's pace and the program's own time together."""
    practice = open_practice(400)
    model = EmergencyModel(EmergencyBatch(practice.desk))
    model.load()
    model.name_event("3月5日第三村腹泻")
    keys, cpu = benchmark.pedantic(lambda: register(model, crowd(PEOPLE)), rounds=1, iterations=1)
    assert len({one.person for one in model.rows}) == PEOPLE
    report("keys a person at an emergency", keys, "", "≤ 30")
    report("CPU a person at an emergency", cpu * 1000, "ms", "≤ 100")
    report("200 people at two keys a second", PEOPLE * (keys / KEYS_A_SECOND + cpu) / 60, "min", "≤ 60")
    assert PEOPLE * (keys / KEYS_A_SECOND + cpu) <= HOUR
