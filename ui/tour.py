"""A walk through the real window, taking a picture of every page; for the scripted day, the README and whoever reviews looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.pages.encounter.page import EncounterPage
from ui.pages.measuring.page import MeasuringPage
from ui.pages.prescription.page import PrescriptionPage
from ui.sitting import Sitting
from ui.station import Occasion

if TYPE_CHECKING:
    from app.services.clinic import Clinic


@dataclass(frozen=True, slots=True)
class Sight:
    """Who is on the pages: resident, today's visit, an earlier recording ('' = none), drugs typed into the sheet."""

    person: str
    encounter: str
    recording: str = ""
    drugs: tuple[str, ...] = ()


class Tour(Sitting):
    """Signs in by typing, then goes from page to page. KnownError ``tour_stuck`` names where it did not get on."""

    def __init__(self, occasion: Occasion, folder: Path) -> None:
        super().__init__(occasion)
        self._folder = folder
        self.made: list[Path] = []

    def walk(self, login: str, password: str, arrange: Callable[[Clinic], Sight], percents: tuple[int, ...]) -> list[Path]:
        """All pictures, in the order they were taken."""
        try:
            self._walk(login, password, arrange, percents)
        finally:
            self.desktop.end()  # a walk that got stuck leaves no window and no open store behind
        return self.made

    def _walk(self, login: str, password: str, arrange: Callable[[Clinic], Sight], percents: tuple[int, ...]) -> None:
        desktop = self.desktop
        desktop.begin()
        self.sign_in(login, password, lambda: self._shoot("signin", desktop.percent))
        assert desktop.clinic is not None and desktop.preferences is not None
        sight = arrange(desktop.clinic)
        for percent in percents:
            desktop.preferences.choose("text_percent", percent)
            self.until(lambda percent=percent: desktop.percent == percent, "size")  # type: ignore[misc]
            self.to_size()
            self._pages(sight, percent)
        desktop.window.close()
        self.until(lambda: desktop.is_over, "close")

    def _pages(self, sight: Sight, percent: int) -> None:
        desktop, pages = self.desktop, self.desktop.pages
        assert pages is not None
        pages.measure(sight.person)
        measuring = self.page(MeasuringPage, "measuring")
        self.until(lambda: measuring.subject_in_front is not None, "subject")
        self._shoot("measuring", percent)
        pages.open_chart(sight.person)
        encounter = self.page(EncounterPage, "encounter")
        self.until(lambda: encounter.model.current is not None, "visit")
        self._shoot("encounter", percent)
        pages.prescribe(sight.person, sight.encounter)
        self._prescribe(self.page(PrescriptionPage, "prescription"), sight)
        self._shoot("prescription", percent)
        if sight.recording:
            pages.look_at_ecg(sight.person, sight.encounter, sight.recording)
            self._shoot("ecg", percent)
        pages.show_resident(sight.person)
        self._shoot("residents", percent)
        for key in ("counter", "refills", "formulary", "devices", "sync", "settings"):
            desktop.window.open(key)
            self._shoot(key, percent)

    def _prescribe(self, page: PrescriptionPage, sight: Sight) -> None:
        model = page.model
        self.until(lambda: model.draft is not None and not model.busy, "sheet")
        for drug in sight.drugs:
            model.add(drug)
        self.until(lambda: model.reviewed is not None and model.reviewed == model.draft, "review")

    def _shoot(self, name: str, percent: int) -> None:
        file = self._folder / f"screen-{name}-{percent}.png"
        self.shoot(file)
        self.made.append(file)
