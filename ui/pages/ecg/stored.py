"""What ECG devices have in their memory: fetched when asked for, given to the resident in front once recognised, or set aside."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from app.domain.ecg import EcgRecording
from app.domain.person import Person
from app.errors import KnownError
from app.services.devices import DeviceCard
from app.services.ecg_stored import StoredEcg
from device_drivers.errors import DeviceError, Reason
from ui.pages.measuring.subject import how_recognised, likely_kind
from ui.pages.page_model import PageModel

Outcome = int | Reason
"""How many recordings came, or why the device could not be read."""


class Shelf(Protocol):
    """Stored recordings that are nobody's yet."""

    def waiting(self) -> list[StoredEcg]: ...

    def claim(self, key: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> EcgRecording: ...

    def set_aside(self, key: str, reason: str) -> None: ...


class People(Protocol):
    """Writes down that what somebody said does not fit."""

    def second_identifier(self, person: str, kind: str, text: str) -> bool: ...


class Memory(Protocol):
    """Where a device's stored recordings are asked for; the future carries DeviceError."""

    def fetch_recordings(self, hub_id: str) -> Future[int]: ...


class Wait(Protocol):
    """Calls back when a future is settled (`ui.bridge.Bridge.wait`)."""

    def __call__(self, future: Future[Outcome], done: Callable[[Outcome], None], failed: Callable[[KnownError], None], /) -> None: ...


def at_once(future: Future[Outcome], done: Callable[[Outcome], None], failed: Callable[[KnownError], None], /) -> None:
    """Wait here: what a model does that no page has taken over."""
    done(future.result())


class StoredModel(PageModel):
    """``chosen``: key of the recording dealt with. ``identified_by`` '' = nobody has recognised the resident in front since they came.

    ``outcome``: what came of the last asking; ``fetching``: a device is being read; ``new``: how many are on the list since then. A
    patch whose clock is wrong sends everything again, and the shelf keeps each once: what it sent is not what is new.
    """

    def __init__(self, shelf: Shelf, people: People, memory: Memory | None = None, keepers: frozenset[str] = frozenset()) -> None:
        """``keepers``: drivers of devices that keep recordings."""
        super().__init__()
        self._shelf, self._people, self._memory, self._keepers = shelf, people, memory, keepers
        self.rows: tuple[StoredEcg, ...] = ()
        self.chosen = ""
        self.person: Person | None = None
        self.encounter: str | None = None
        self.identified_by = self._evidence = ""
        self.mistaken = False
        self.device: DeviceCard | None = None
        self.recording = False
        self.fetching = False
        self.outcome: Outcome | None = None
        self.new = 0
        self._before: frozenset[str] = frozenset()
        self.wait: Wait = at_once
        self.claimed: Callable[[EcgRecording], object] = lambda _: None

    def reload(self) -> None:
        """Read the list anew."""
        self._run(lambda: tuple(self._shelf.waiting()), self._listed, self.fail)

    def follow(self, person: Person | None, encounter: str | None, device: DeviceCard | None, recording: bool) -> None:
        """Who and which device is in front of the page; another person must be recognised anew."""
        if (person.id if person else "") != (self.person.id if self.person else ""):
            self.identified_by = self._evidence = ""
            self.mistaken, self.error = False, None
        self.person, self.encounter, self.device, self.recording = person, encounter, device, recording

    def choose(self, key: str) -> None:
        """Deal with this one."""
        if key != self.chosen:
            self.chosen, self.error = key, None
            self.changed()

    def selected(self) -> StoredEcg | None:
        """The one dealt with."""
        return next((one for one in self.rows if one.key == self.chosen), None)

    # --- whose it is ---------------------------------------------------------------------------------------------------
    def identify(self, said: str) -> bool:
        """Check what the person said or showed; what does not fit is written down. Whether it fits."""
        person = self.person
        if person is None or not said.strip():
            return False
        self.identified_by = how_recognised(person, said)
        self._evidence, self.mistaken = (said, False) if self.identified_by else ("", True)
        if self.mistaken:
            self.do(lambda: self._people.second_identifier(person.id, likely_kind(said), said), lambda _: None)
        self.changed()
        return bool(self.identified_by)

    @property
    def may_claim(self) -> bool:
        """Somebody with a visit is in front, recognised, and a recording is chosen."""
        return bool(self.person and self.encounter and self.identified_by and self.selected()) and not self.busy

    def claim(self) -> None:
        """Give the chosen one to the resident in front."""
        person, encounter, key = self.person, self.encounter, self.chosen
        if self.may_claim and person is not None and encounter is not None:
            how, evidence = self.identified_by, self._evidence
            self.do(lambda: self._shelf.claim(key, person.id, encounter, how, evidence), self._claimed)

    def set_aside(self, reason: str) -> None:
        """Of no resident here."""
        key = self.chosen
        if key and reason.strip():
            self.do(lambda: self._shelf.set_aside(key, reason), lambda _: self.reload())

    # --- fetching ------------------------------------------------------------------------------------------------------
    @property
    def keeps_recordings(self) -> bool:
        """Whether the device in front has a memory that can be read from here."""
        return self._memory is not None and self.device is not None and self.device.driver in self._keepers

    @property
    def may_fetch(self) -> bool:
        """Not while something is being recorded: the device does one thing at a time."""
        return self.keeps_recordings and not self.fetching and not self.recording

    def fetch(self) -> None:
        """Ask the device for everything it has stored; what is here already does not come twice."""
        if self.may_fetch and self._memory is not None and self.device is not None:
            self.fetching, self.outcome, self.error = True, None, None
            self._before = frozenset(one.key for one in self.rows)
            self.changed()
            self.wait(_told(self._memory.fetch_recordings(self.device.hub_id)), self._fetched, self._not_fetched)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _listed(self, rows: tuple[StoredEcg, ...]) -> None:
        self.rows = rows
        self.new = len({one.key for one in rows} - self._before)
        if self.selected() is None:
            self.chosen = rows[0].key if rows else ""
        self.changed()

    def _claimed(self, made: EcgRecording) -> None:
        self.reload()
        self.claimed(made)

    def _fetched(self, outcome: Outcome) -> None:
        """What came is on the list before it is said that all came."""
        self._run(lambda: tuple(self._shelf.waiting()), lambda rows: self._read_out(outcome, rows), self._not_fetched)

    def _read_out(self, outcome: Outcome, rows: tuple[StoredEcg, ...]) -> None:
        self.fetching, self.outcome = False, outcome
        self._listed(rows)

    def _not_fetched(self, error: KnownError) -> None:
        self.fetching = False
        self.fail(error)


def _told(asked: Future[int]) -> Future[Outcome]:
    """A device's reason has words of its own and is no error of ours."""
    made: Future[Outcome] = Future()

    def settle(done: Future[int]) -> None:
        if done.cancelled():
            made.set_result(Reason.CANCELLED)
            return
        failed = done.exception()
        if isinstance(failed, DeviceError):
            made.set_result(failed.reason)
        elif failed is not None:
            made.set_exception(failed)
        else:
            made.set_result(done.result())

    asked.add_done_callback(settle)
    return made
