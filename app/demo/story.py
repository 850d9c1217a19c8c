"""A prescription's way, told through the real windows of two places: signed offline, returned, amended, approved, given out, delivered.

    xiangyi demo --story prescription --out FOLDER

Everything is done by pressing what stands on the screen. Whatever is not as told ends the story with an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from app.clock import RunningClock, local
from app.demo.headless import empty_folder
from app.demo.story_record import Record
from app.demo.two_seats import TwoSeats
from app.texts import LANGUAGES, choose_language

RESIDENTS = 12
SETTLE_S = 0.4
OPENS = (9, 12)
"""The story begins at this time of the morning, whatever the hour it is told at."""

Say = Callable[[str], None]


def tell(name: str, out: Path, say: Say, residents: int = RESIDENTS, settle: float = SETTLE_S) -> int:
    """Leave pictures, papers and tables in ``out``. KnownError ``story_differs``, ``tour_stuck``, ``demo_folder_taken``."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    choose_language(LANGUAGES[0])
    empty_folder(out)
    record = Record(out, say, settle)
    with TwoSeats(out, RunningClock(_morning()), residents) as seats:
        STORIES[name](seats, record)
    say(f"全部与预期一致：{out / record.INDEX} · everything as told")
    return 0


def _morning() -> datetime:
    return local(RunningClock().now()).replace(hour=OPENS[0], minute=OPENS[1], second=0, microsecond=0)


def _prescription(seats: TwoSeats, record: Record) -> None:
    from app.demo.story_prescription import PrescriptionStory  # Qt loads with the first page

    PrescriptionStory(seats, record).tell()


STORIES: Mapping[str, Callable[[TwoSeats, Record], None]] = {"prescription": _prescription}
