"""The resident whose card is open: recognised or not, what is typed and not stored yet, what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.identification import IdentifiedBy, recognised
from app.domain.ids import tidy
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.errors import KnownError
from app.rules.meal import contradicts, meal_marker
from app.rules.vitals import VitalAction, VitalFinding
from app.services.intake import IntakeState
from app.services.measuring import Typed
from app.services.residents import Banner
from ui.pages.measuring.values import problem_of

NEEDS_CONTEXT, MEAL_DIFFERS = "context_needed", "meal_differs"
_BESIDES_THE_NAME = (IdentifiedBy.NAME_BIRTH, IdentifiedBy.NAME_ID_TAIL, IdentifiedBy.NAME_PHONE, IdentifiedBy.NAME_HOUSEHOLDER)


@dataclass
class Subject:
    """``identified_by`` '' = nobody has recognised the person in the chair; then no device is armed.

    ``typed``: texts of fields that are not stored yet. ``first``: what was typed first where it must be typed twice: it is not shown
    again. ``asked``: questions about them. ``context``: the meal chosen for the next glucose, typed or measured, and for no other after it.
    ``contradicted``: readings whose meter says another meal than was chosen, and the question about each.
    """

    banner: Banner
    encounter: str = ""
    identified_by: str = ""
    evidence: str = ""
    state: IntakeState | None = None
    before: Mapping[MeasurementKind, Measurement] = field(default_factory=dict)
    typed: dict[MeasurementKind, str] = field(default_factory=dict)
    first: dict[MeasurementKind, str] = field(default_factory=dict)
    asked: dict[MeasurementKind, tuple[VitalFinding, ...]] = field(default_factory=dict)
    confirmed: dict[MeasurementKind, tuple[str, ...]] = field(default_factory=dict)
    context: str = ""
    contradicted: dict[str, KnownError] = field(default_factory=dict)
    mistaken: bool = False  # the last second identifier did not fit
    was_armed: bool = False
    saving: bool = False

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.banner.person

    @property
    def proxy(self) -> bool:
        """Whether somebody else came for the medicine: nothing is measured then (H23)."""
        return self.state is not None and self.state.encounter.proxy

    def pending(self) -> list[Typed]:
        """Everything typed that is not stored yet, in the order it was typed."""
        return [one for one in map(self.as_typed, {**self.typed, **self.first}) if one.text.strip()]

    def type(self, kind: MeasurementKind, text: str) -> None:
        """A field was edited: questions about its earlier text are void."""
        self.typed.pop(kind, None)
        self.typed[kind] = text
        if kind not in self.first:  # while it is typed the second time the card goes on asking for it
            self.asked.pop(kind, None)
        self.confirmed.pop(kind, None)

    def problem(self, kind: MeasurementKind) -> KnownError | None:
        """Why a field's text cannot be stored as it is."""
        text = self.typed.get(kind, "")
        if not text.strip():
            return None
        if kind is MeasurementKind.GLUCOSE and not self.context:
            return problem_of(kind, text) or KnownError(NEEDS_CONTEXT)
        return problem_of(kind, text)

    def as_typed(self, kind: MeasurementKind) -> Typed:
        """One field as the service takes it."""
        context = self.context if kind is MeasurementKind.GLUCOSE else ""
        text, first = self.typed.get(kind, ""), self.first.get(kind, "")
        return Typed(kind, first or text, context, "", self.confirmed.get(kind, ()), text if first else "")

    def stored(self, one: Typed) -> None:
        """A field became a measurement; what was typed into it since stays."""
        if self.typed.get(one.kind, "") == (one.again or one.text):
            self.typed.pop(one.kind, None)
        self.first.pop(one.kind, None)
        self.asked.pop(one.kind, None)
        self.confirmed.pop(one.kind, None)
        if one.kind is MeasurementKind.GLUCOSE:
            self.context = ""

    def ask(self, one: Typed, findings: tuple[VitalFinding, ...]) -> None:
        """A field is asked about. What must be typed twice is typed again blind; where the two differ both are void."""
        self.asked[one.kind] = findings
        if any(finding.action is VitalAction.AGAIN for finding in findings):
            self.typed.pop(one.kind, None)
            if one.again:
                self.first.pop(one.kind, None)
            else:
                self.first[one.kind] = one.text

    def meal_for(self, one: Measurement) -> str:
        """The meal that waited for this reading; '' where none did. Where the meter says another, a person is asked: neither overwrites."""
        chosen, marker = self.context, meal_marker(one.flags)
        if not chosen or self._glucose_typed():
            return ""
        self.context = ""
        if contradicts(marker, chosen):
            self.contradicted[one.id] = KnownError(MEAL_DIFFERS, chosen=chosen, told=marker)
            return ""
        return chosen

    def unanswered(self, reading: str) -> KnownError:
        """What is asked about a reading without its meal."""
        return self.contradicted.get(reading) or KnownError(NEEDS_CONTEXT)

    def forget_meal(self) -> None:
        """A meal chosen for a value that has not come is void; one chosen for what stands in the field stays with it."""
        if not self._glucose_typed():
            self.context = ""

    def forget_recognition(self) -> None:
        """Whoever sits in the chair now must say again who they are, and what they ate."""
        self.identified_by = self.evidence = ""
        self.forget_meal()

    def _glucose_typed(self) -> bool:
        return any(part.get(MeasurementKind.GLUCOSE, "").strip() for part in (self.typed, self.first))


def refused(asked: tuple[VitalFinding, ...]) -> bool:
    """Whether a number is impossible, not just frightening: then there is nothing to confirm."""
    return any(one.action is VitalAction.REFUSE for one in asked)


def how_recognised(person: Person, said: str) -> str:
    """Which identifier fits: a whole number read from card or slip, else something besides the name; '' for none."""
    if recognised(person, IdentifiedBy.SLIP, said):
        return IdentifiedBy.SLIP if tidy(said) == person.id else IdentifiedBy.CARD
    return next((kind.value for kind in _BESIDES_THE_NAME if recognised(person, kind, said)), "")


def likely_kind(said: str) -> str:
    """What somebody meant to say, for the note in the audit trail that it did not fit."""
    digits = [char for char in tidy(said) if char.isdigit()]
    if not digits:
        return "householder"
    return "birth" if len(digits) in (6, 7, 8) else "phone"
