"""The upload page on show: a day offline with two records that need a person, and an evening when all is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.services.fleet import HubChoice, HubClash
from app.services.sync_status import SyncSummary, Traffic
from app.store.conflicts import Author, ConflictRow, SettledRow
from app.store.sync_state import ParkedRow, SetAsideRow, Waiting
from ui.gallery import Entry
from ui.pages.on_show import on_show
from ui.pages.sync.model import SyncModel
from ui.pages.sync.page import SyncPage

NOW = datetime(2026, 3, 5, 9, 20, tzinfo=UTC)
YESTERDAY, MORNING = "2026-03-04T08:20:00.000Z", "2026-03-05T00:41:00.000Z"
LATELY = "2026-03-05T09:18:00.000Z"
TODAY = Traffic("2026-03-05", 1_240_000, 86_000, 12_400)
OFFLINE = SyncSummary(True, True, False, 12, YESTERDAY, 1, 1, MORNING, "sync_unreachable", delivered_up_to=YESTERDAY)
DONE = SyncSummary(
    True, True, True, 0, None, 0, 0, LATELY, delivered_up_to=LATELY, compared_at="2026-03-04T22:10:00.000Z", compared=812, traffic=TODAY
)
ASKED = replace(DONE, conflicts=1, set_aside=2)
LOST = replace(DONE, lost=214)
PARKED = ParkedRow("hub", "Observation", "o1", "p1", "sync_refused", {}, MORNING)
CONFLICT = ConflictRow(
    7,
    "hub",
    "Patient",
    "p2",
    "p2",
    (
        {
            "label": "Patient.telecom",
            "here": '[{"system":"phone","value":"14000000017"}]',
            "there": '[{"system":"phone","value":"14000000071"}]',
        },
        {"label": "Patient.address", "here": '[{"text":"第三村2组"}]', "there": '[{"text":"第三村4组"}]'},
    ),
    MORNING,
    Author("王建国", MORNING, "柳河村卫生室 A1"),
    Author("王芳", "2026-03-04T07:02:00.000Z", "镇卫生院 B2"),
)
SIGNED = ConflictRow(8, "hub", "MedicationRequest", "m1", "p1", ({"label": "lines", "here": "", "there": ""},), MORNING)
SETTLED = SettledRow(5, "Patient", "p1", "here", "2026-03-05T09:02:00.000Z")
ASIDE = (
    SetAsideRow(1, "hub", "sync_bad_shape", "Observation/91", {"ref": "Observation/91"}, MORNING),
    SetAsideRow(2, "hub", "sync_no_resource", "", {}, YESTERDAY),
)


CLASH = HubClash(
    "Patient",
    "p2",
    "p2",
    (
        {
            "label": "Patient.telecom",
            "here": '[{"system":"phone","value":"14000000017"}]',
            "there": '[{"system":"phone","value":"14000000071"}]',
        },
        {"label": "Patient.birthDate", "here": '"1958-03-12"', "there": '"1958-12-03"'},
    ),
    MORNING,
)


CHOICE = HubChoice("Encounter", "e1", "p1", False, "2026-03-05T09:02:00.000Z")


class HubDesk:
    """One clash at the hub."""

    def clashes(self) -> Sequence[HubClash]:
        """A resident."""
        return (CLASH,)

    def settle(self, clash: HubClash, ours: bool) -> None:
        """Nothing is decided on show."""

    def last_choice(self) -> HubChoice | None:
        """The visit of another resident was settled a moment ago."""
        return CHOICE

    def take_back(self, choice: HubChoice) -> None:
        """Nothing is decided on show."""


class Desk:
    """Answers from made-up numbers; nothing is sent."""

    def __init__(
        self,
        summary: SyncSummary,
        parked: tuple[ParkedRow, ...] = (),
        conflicts: tuple[ConflictRow, ...] = (),
        settled: SettledRow | None = None,
        aside: tuple[SetAsideRow, ...] = (),
    ) -> None:
        self._summary, self._parked, self._conflicts, self._settled, self._aside = summary, parked, conflicts, settled, aside

    def summary(self) -> SyncSummary:
        """The light."""
        return self._summary

    def lanes(self) -> Mapping[int, Waiting]:
        """Twelve, by lane."""
        if not self._summary.pending:
            return {}
        return {0: Waiting(2, "2026-03-05T02:12:00.000Z"), 1: Waiting(7, MORNING), 2: Waiting(2, MORNING), 3: Waiting(1, YESTERDAY)}

    def parked(self) -> list[ParkedRow]:
        """Refused ones."""
        return list(self._parked)

    def conflicts(self) -> list[ConflictRow]:
        """Disagreements."""
        return list(self._conflicts)

    def retry(self, row: ParkedRow) -> None:
        """Nothing is sent on show."""

    def settle(self, conflict: int, choice: str) -> None:
        """Nothing is decided on show."""

    def last_settled(self) -> SettledRow | None:
        """The last choice."""
        return self._settled

    def take_back(self, conflict: int) -> None:
        """Nothing is decided on show."""

    def set_aside(self) -> list[SetAsideRow]:
        """What became no record."""
        return list(self._aside)

    def see(self, row: SetAsideRow) -> None:
        """Nothing is written on show."""

    def sync_now(self) -> None:
        """Nothing is sent on show."""


def page(desk: Desk, hub: HubDesk | None = None) -> SyncPage:
    """The page over made-up numbers."""
    names = {"p1": "王秀英", "p2": "李建国"}
    model = SyncModel(desk, SetClock(NOW), lambda person: names.get(person, ""), hub)
    return on_show(lambda bridge: SyncPage(model, bridge))


def offline() -> QWidget:
    """Twelve wait, two need a person."""
    return page(Desk(OFFLINE, (PARKED,), (CONFLICT,)))


def done() -> QWidget:
    """All is there."""
    return page(Desk(DONE))


def settled() -> QWidget:
    """A choice was made, a signed sheet can only stay, two entries became no record."""
    return page(Desk(ASKED, (), (SIGNED,), SETTLED, ASIDE))


def lost() -> QWidget:
    """The server lost what it had."""
    return page(Desk(LOST))


def alone() -> QWidget:
    """No upload was ever set up, and whoever sits here may do so."""
    made = page(Desk(SyncSummary()))
    made.offer_settings()
    return made


def at_hub() -> QWidget:
    """The hub in this workstation and the county's server disagree; another choice was made a moment ago."""
    return page(Desk(replace(DONE, hub_conflicts=1)), HubDesk())


ENTRIES = [
    Entry("sync", offline),
    Entry("sync-done", done),
    Entry("sync-alone", alone),
    Entry("sync-settled", settled),
    Entry("sync-lost", lost),
    Entry("sync-hub", at_hub),
]
