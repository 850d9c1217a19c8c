"""Pictures of every page after the scripted day, from the real window without a screen.

    python -m app.demo.pictures FOLDER      reads FOLDER/data, writes FOLDER/screen-<page>-<percent>.png

The day's records stay as they were compared: the window opens a copy of them.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import RunningClock
from app.demo.clinic import DOCTOR, PASSWORD, virtual_devices
from app.demo.play import SEED, last_time
from app.demo.script import opening_visit
from app.errors import KnownError
from app.main import Workstation
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.texts import error_text

if TYPE_CHECKING:
    from ui.station import Station
    from ui.tour import Sight

SINCE_THE_DAY = 3600.0
"""An hour later the resident comes back, so that her visit shows values beside the earlier ones."""

PERCENTS = (120, 140)
TYPED = (("temperature", "36.4"), ("weight", "122斤"))
DRUGS = ("amlodipine-tab", "amoxicillin-cap", "metformin-tab")


def main(arguments: list[str]) -> int:
    """Take them; the exit code tells."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = Path(arguments[0])
    logging.basicConfig(filename=out / "day.log", level=logging.INFO, encoding="utf-8")
    try:
        take(out)
    except KnownError as error:
        print(error_text(error), file=sys.stderr)
        return 1
    return 0


def take(out: Path, percents: tuple[int, ...] = PERCENTS) -> list[Path]:
    """All pictures at each size of text; KnownError ``tour_stuck``."""
    from ui.station import Occasion
    from ui.tour import Tour

    with tempfile.TemporaryDirectory(prefix="xiangyi-pictures-", ignore_cleanup_errors=True) as kept:
        folder = DataFolder(Path(kept) / "data")
        shutil.copytree(out / "data", folder.root)
        clock = RunningClock(last_time(out))
        clock.forward(SINCE_THE_DAY)

        def in_the_air(station: Station) -> None:
            assert isinstance(station, Workstation)
            virtual_devices(station)

        occasion = Occasion(folder, clock, lambda: Workstation(folder, clock), practice=in_the_air)
        return Tour(occasion, out).walk(DOCTOR, PASSWORD, arrange, percents)


def arrange(clinic: Clinic) -> Sight:
    """The day's first resident is back and sits at the measuring table, the cuff on her arm."""
    from ui.tour import Sight

    number = opening_visit(SEED).id_number
    person = clinic.residents.by_number(number)
    if person is None:
        raise KnownError("tour_stuck", where="person")
    visit = clinic.intake.open_visit(person.id, "card", evidence=number)
    for kind, typed in TYPED:
        clinic.intake.enter(visit.id, kind, typed, confirmed=("jump", "unusual"))
    cuff = next(card for card in clinic.devices.known() if "blood_pressure" in card.kinds)
    clinic.arming.arm(cuff.id, person.id, visit.id, "card", number)
    recordings = clinic.ecg.of_person(person.id)
    return Sight(person.id, visit.id, recordings[0].id if recordings else "", DRUGS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
