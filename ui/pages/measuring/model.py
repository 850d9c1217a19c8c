"""The measuring table: today's list, the resident whose card is open, who is armed on what, and what is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from app.clock import Clock
from app.domain.encounter import Encounter
from app.domain.ids import tidy
from app.domain.measurement import Measurement, MeasurementKind
from app.errors import KnownError
from app.services.devices import DeviceCard
from app.services.inbox import Arrived
from app.services.measuring import Entered, Typed
from app.store.encounters import OPEN
from ui.pages.measuring.arrival import Arrival, arrival_of
from ui.pages.measuring.ports import Doors
from ui.pages.measuring.roster import Roster
from ui.pages.measuring.seat_devices import SeatDevices
from ui.pages.measuring.subject import Subject, how_recognised, likely_kind
from ui.pages.measuring.unclaimed import UnclaimedModel
from ui.pages.measuring.values import CardView, body_mass_index, cards, whose
from ui.pages.page_model import Run
from ui.pages.queued_model import QueuedModel

T = TypeVar("T")

SHORTEST_NUMBER = 8
"""From this length a text in the find box may be a card's or slip's whole number."""


class MeasuringModel(QueuedModel):
    """``subject`` None = nobody's card is open: scan the next slip. ``saved``: the name that was just handed to the doctor."""

    def __init__(self, doors: Doors, clock: Clock, seat: str) -> None:
        super().__init__()
        self._doors, self.clock, self.numbers = doors, clock, doors.people
        self.subject: Subject | None = None
        self.devices = SeatDevices(doors.devices, doors.arming, clock, seat)
        self.saved = ""
        self.arrival: Arrival | None = None
        self.roster = Roster(doors.people, doors.queue)
        self.unclaimed = UnclaimedModel(doors.inbox)
        self._open: dict[str, Subject] = {}
        self._read_at: datetime = clock.now()

    def attach(self, changed: Callable[[], None], run: Run) -> None:
        super().attach(changed, run)
        self.roster.attach(changed, run)
        self.unclaimed.attach(changed, run)

    def do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Acts follow one another quickly here (Enter, Enter, F2): each waits for the one before, none is dropped."""
        act = super().do
        self.when_free(lambda: act(work, done))

    # --- what is shown -------------------------------------------------------------------------------------------------
    def reload(self) -> None:
        """Read everything anew."""
        self.roster.reload()
        self.unclaimed.reload()
        self.reload_armed()

    def reload_armed(self) -> None:
        """Devices and who is armed; the open card with it."""
        sat_down = self.devices.reload()
        for subject in self._open.values():
            self._follow_arming(subject, sat_down)
        self.reload_subject()

    def reload_subject(self) -> None:
        """The open card's values."""
        subject = self.subject
        if subject is not None and subject.encounter:
            self._try(lambda: self._fill(subject))
        self.changed()

    def cards(self) -> tuple[CardView, ...]:
        """The value cards of the open resident."""
        subject = self.subject
        if subject is None:
            return ()
        return cards(subject.state, subject.before, whose(subject.banner, self.clock.now()))

    def bmi(self) -> str:
        """Body mass index of an adult, '' where it is not known or has no meaning."""
        subject = self.subject
        value = body_mass_index(subject.state, subject.before, whose(subject.banner, self.clock.now())) if subject else None
        return f"{value:f}" if value is not None else ""

    def next_in(self) -> int | None:
        """Seconds until the next pressure may be taken; None when none is due."""
        state = self.subject.state if self.subject else None
        if state is None or state.pressure.next_in_s is None:
            return None
        return max(0, state.pressure.next_in_s - int((self.clock.now() - self._read_at).total_seconds()))

    def is_recognised(self, subject: Subject) -> bool:
        """Whether anybody has checked who it is, at this visit or now."""
        known = subject.state is not None and bool(subject.state.encounter.identified_by)
        return known or bool(subject.identified_by) or bool(self.devices.armed_for(subject.person.id))

    # --- finding and recognising ---------------------------------------------------------------------------------------
    def scan(self, text: str) -> bool:
        """A whole number out of a card, a slip or a scanner: opens its resident, recognised. False where it names nobody."""
        said = tidy(text)
        if len(said) < SHORTEST_NUMBER or not any(char.isdigit() for char in said):
            return False
        person = self._try(lambda: self._doors.people.by_number(said))
        if person is None:
            return False
        self.open(person.id)
        self.identify(said)
        return True

    def open(self, person: str, encounter: str = "") -> None:
        """Open a resident's card. Nobody is armed by that."""
        self.roster.find("")
        self.saved, self.error = "", None
        known = self._open.get(person)
        if known is None:
            banner = self._try(lambda: self._doors.people.banner(person))
            if banner is None:
                self.changed()
                return
            known = self._open[person] = Subject(banner, encounter or self.roster.visit_of(person))
        self._turn_to(known)
        self._try(lambda: self._fill(known))
        self.changed()

    def close(self) -> None:
        """Put the card away; what is armed or typed stays."""
        self._turn_to(None)
        self.changed()

    def identify(self, said: str) -> None:
        """Check what the person in the chair said or showed; a fit opens the visit."""
        subject = self.subject
        if subject is None or not said.strip():
            return
        how = how_recognised(subject.person, said)
        subject.mistaken = not how
        if how:
            self.do(lambda: self._doors.intake.open_visit(subject.person.id, how, evidence=said), self._visited(subject, how, said))
        else:
            self.do(lambda: self._doors.people.second_identifier(subject.person.id, likely_kind(said), said), lambda _: None)

    def fetch_medicine(self) -> None:
        """Somebody else came for the medicine: a visit without any measuring."""
        subject = self.subject
        if subject is not None:
            self.do(lambda: self._doors.intake.open_visit(subject.person.id, proxy=True), self._visited(subject, "", ""))

    # --- arming --------------------------------------------------------------------------------------------------------
    def arm(self, device: str) -> None:
        """Measure the recognised resident with this device."""
        subject = self.subject
        if subject is not None and subject.encounter:
            key, evidence = subject.identified_by, subject.evidence
            self.do(
                lambda: self._doors.arming.arm(device, subject.person.id, subject.encounter, key, evidence), lambda _: self.reload_armed()
            )

    def disarm(self, key: str) -> None:
        """Let go of one device."""
        self.do(lambda: self._doors.arming.disarm(key), lambda _: self.reload_armed())

    # --- values --------------------------------------------------------------------------------------------------------
    def type(self, kind: MeasurementKind, text: str) -> None:
        """A field was edited."""
        if self.subject is not None:
            self.subject.type(kind, text)

    def problem(self, kind: MeasurementKind) -> KnownError | None:
        """Why a field's text cannot be stored as it is."""
        return self.subject.problem(kind) if self.subject else None

    def enter(self, kind: MeasurementKind) -> None:
        """Store one field's text, unless it cannot be read or frightens: then it is asked about."""
        subject = self.subject
        if subject is None or not subject.encounter or self.problem(kind) or not subject.typed.get(kind, "").strip():
            self.changed()
            return
        one = subject.as_typed(kind)
        self.do(lambda: self._enter(subject, one), lambda entered: self._entered(subject, one, entered))

    def confirm(self, kind: MeasurementKind) -> None:
        """Yes, the frightening number is right."""
        subject = self.subject
        if subject is not None:
            subject.confirmed[kind] = tuple(one.code for one in subject.asked.get(kind, ()))
            self.enter(kind)

    def choose_context(self, context: str) -> None:
        """When the glucose was taken: for the reading that waits for it, else for the text in the field or the reading that is to come."""
        subject = self.subject
        if subject is None:
            return
        card = next(view for view in self.cards() if view.kind is MeasurementKind.GLUCOSE)
        typed = subject.typed.get(MeasurementKind.GLUCOSE, "").strip()
        if typed or card.now is None:
            subject.context = context
            self.changed()
        else:
            reading = card.now.id
            self.do(lambda: self._doors.intake.set_context(reading, context), lambda _: self.reload_subject())

    def set_arm(self, measurement: str, arm: str) -> None:
        """At which arm a pressure was taken."""
        self.do(lambda: self._doors.intake.set_arm(measurement, arm), lambda _: self.reload_subject())

    def add_quality(self, measurement: str, reason: str) -> None:
        """What spoils a reading."""
        self.do(lambda: self._doors.intake.add_quality(measurement, reason), lambda _: self.reload_subject())

    def take_back(self, measurement: str, reason: str) -> None:
        """The value is not this resident's, or wrong; a device's reading goes back among the unclaimed ones."""
        self.arrival = None
        self.do(lambda: self._doors.intake.mark_error(measurement, reason), lambda _: self._taken_back())

    def can_save(self) -> bool:
        """Whether there is a visit to hand over."""
        return self.subject is not None and bool(self.subject.encounter) and not self.subject.saving

    def save(self) -> MeasurementKind | None:
        """Store what is typed, hand the visit to the doctor, disarm. Gives the field that must be mended first, None if none."""
        subject = self.subject
        if subject is None or not self.can_save():
            return None
        wrong = next((one.kind for one in subject.pending() if self.problem(one.kind)), None)
        if wrong is None:
            subject.saving = True
            self.do(lambda: self._save(subject), lambda asked: self._saved(subject, asked))
        else:
            self.changed()
        return wrong

    # --- news ----------------------------------------------------------------------------------------------------------
    def heard_device(self, card: DeviceCard) -> None:
        """A device changed: its live pressure or its state."""
        self.devices.heard(card)
        self.changed()

    def heard_arming(self, _news: None) -> None:
        """Somebody was armed or disarmed."""
        self.reload_armed()
        self.roster.reload()

    def heard_reading(self, news: Arrived) -> None:
        """A reading came: to a resident, or to nobody."""
        self.unclaimed.reload()
        if news.state == "attached" and news.encounter and news.measurement:
            self._try(lambda: self._arrived(news))
            self.roster.reload()
        self.reload_subject()

    def forget_arrival(self) -> None:
        """The note about the last value has been long enough on the screen."""
        self.arrival = None

    # --- inside --------------------------------------------------------------------------------------------------------
    def _fail(self, error: KnownError) -> None:
        """What was to follow stood on this one and is dropped; everything typed is still there."""
        for subject in self._open.values():
            subject.saving = False
        super()._fail(error)

    def _try(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except KnownError as error:
            self.error = error
            return None

    def _fill(self, subject: Subject) -> None:
        subject.before = self._doors.before.of(subject.person.id, subject.encounter)
        if subject.encounter:
            subject.state = self._doors.intake.state(subject.encounter)
            if subject.state.encounter.status not in OPEN:
                subject.forget_meal()
        self._read_at = self.clock.now()

    def _turn_to(self, subject: Subject | None) -> None:
        """Whose card goes away without being armed may leave the chair."""
        before, self.subject = self.subject, subject
        if before is not None and before is not subject and not self.devices.armed_for(before.person.id):
            before.forget_meal()

    def _follow_arming(self, subject: Subject, sat_down: set[str]) -> None:
        """A resident whose last device was let go of may have left the chair; a meal waits no longer once another sits down."""
        armed = bool(self.devices.armed_for(subject.person.id))
        if sat_down - {subject.person.id}:
            subject.forget_meal()
        if subject.was_armed and not armed:
            subject.forget_recognition()
        subject.was_armed = armed

    def _visited(self, subject: Subject, how: str, said: str) -> Callable[[Encounter], None]:
        def visited(visit: Encounter) -> None:
            if visit.id != subject.encounter:
                subject.forget_meal()
            subject.encounter, subject.identified_by, subject.evidence = visit.id, how, said
            self._fill(subject)
            self.roster.reload()

        return visited

    def _enter(self, subject: Subject, one: Typed) -> Entered:
        return self._doors.intake.enter(subject.encounter, one.kind, one.text, one.context, one.arm, one.confirmed, one.again)

    def _entered(self, subject: Subject, one: Typed, entered: Entered) -> None:
        if entered.measurement is None:
            subject.ask(one, entered.findings)
        else:
            subject.stored(one)
        self.reload_subject()

    def _save(self, subject: Subject) -> tuple[MeasurementKind, Entered] | None:
        """None = saved; else the field whose number is asked about."""
        try:
            self._doors.intake.save(subject.encounter, subject.pending())
        except KnownError as error:
            if error.code != "value_unconfirmed":
                raise
            kind = MeasurementKind(str(error.facts["kind"]))
            return kind, self._enter(subject, subject.as_typed(kind))
        return None

    def _saved(self, subject: Subject, asked: tuple[MeasurementKind, Entered] | None) -> None:
        subject.saving = False
        if asked is not None:
            self._entered(subject, subject.as_typed(asked[0]), asked[1])
            return
        self._open.pop(subject.person.id, None)
        if self.subject is subject:
            self.saved, self.subject = subject.person.name, None
        self.reload_armed()
        self.roster.reload()

    def _taken_back(self) -> None:
        self.unclaimed.reload()
        self.reload_subject()

    def _arrived(self, news: Arrived) -> None:
        standing = self._doors.intake.state(news.encounter or "").measurements
        one = next((each for each in standing if each.id == news.measurement), None)
        if one is not None:
            banner = self._doors.people.banner(news.person or "")
            self.arrival = arrival_of(one, banner, self.devices.sticker(one.device), self.clock.now())
            if one.kind is MeasurementKind.GLUCOSE:
                alone = not any(each.kind is one.kind and each.id != one.id for each in standing)
                self._take_meal(one, alone and not news.claimed)

    def _take_meal(self, one: Measurement, awaited: bool) -> None:
        """The meal chosen before goes with the reading it waited for, the first of the visit and of the meter that is at work for it."""
        subject = self._open.get(one.person)
        if subject is None or subject.encounter != one.encounter:
            return
        mine = [armed for armed in self.devices.armed_for(one.person) if (armed.device, armed.encounter) == (one.device, one.encounter)]
        if awaited and any(armed.armed_at <= one.measured_at for armed in mine):
            meal = subject.meal_for(one)
            if meal:
                self.do(lambda: self._doors.intake.set_context(one.id, meal), lambda _: self.reload_subject())
        else:
            subject.forget_meal()
