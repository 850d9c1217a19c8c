"""Stories told through real windows, by pressing what stands on the screen: a prescription's way, a combined visit.

    xiangyi demo --story prescription|visit --out FOLDER

Whatever is not as told ends the story with an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.clock import RunningClock, local
from app.demo.headless import empty_folder
from app.demo.one_seat import OneSeat
from app.demo.story_record import Record
from app.demo.two_seats import TwoSeats
from app.texts import LANGUAGES, choose_language

SETTLE_S = 0.4
OPENS = (9, 12)
"""A prescription begins at this time of the morning, whatever the hour it is told at: hub and certificates go by the machine's day."""
VISIT_OPENS = datetime(2026, 3, 4, 23, 52, tzinfo=UTC)
"""07:52 in the clinic, on a day that is always the same."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Story:
    """``residents``: how many the clinic knows."""

    tell: Callable[[Path, Record, int], None]
    residents: int


def tell(name: str, out: Path, say: Say, residents: int = 0, settle: float = SETTLE_S) -> int:
    """Leave pictures, papers and tables in ``out``; ``residents`` 0 = as the story is told.

    KnownError ``story_differs``, ``tour_stuck``, ``demo_folder_taken``.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    choose_language(LANGUAGES[0])
    empty_folder(out)
    record, story = Record(out, say, settle), STORIES[name]
    story.tell(out, record, residents or story.residents)
    say(f"全部与预期一致：{out / record.INDEX} · everything as told")
    return 0


def _prescription(out: Path, record: Record, residents: int) -> None:
    from app.demo.story_prescription import STATES, PrescriptionStory  # Qt loads with the first page

    morning = local(RunningClock().now()).replace(hour=OPENS[0], minute=OPENS[1], second=0, microsecond=0)
    record.states = STATES
    with TwoSeats(out, RunningClock(morning), residents) as seats:
        PrescriptionStory(seats, record).tell()


def _visit(out: Path, record: Record, residents: int) -> None:
    from app.demo.story_visit import STATES, VisitStory

    record.states = STATES
    with OneSeat(out, RunningClock(VISIT_OPENS), residents) as place:
        VisitStory(place, record).tell()


STORIES: Mapping[str, Story] = {"prescription": Story(_prescription, 12), "visit": Story(_visit, 60)}
