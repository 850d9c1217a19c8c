"""The resident whose card is open: recognised or not, what is typed and not stored yet, what is asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.identification import IdentifiedBy, recognised
from app.domain.ids import tidy
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person
from app.rules.vitals import VitalAction, VitalFinding
from app.services.intake import IntakeState
from app.services.measuring import Typed
from app.services.residents import Banner

_BESIDES_THE_NAME = (IdentifiedBy.NAME_BIRTH, IdentifiedBy.NAME_ID_TAIL, IdentifiedBy.NAME_PHONE, IdentifiedBy.NAME_HOUSEHOLDER)


@dataclass
class Subject:
    """``identified_by`` '' = nobody has recognised the person in the chair; then no device is armed.

    ``typed``: texts of fields that are not stored yet. ``first``: what was typed first where it must be typed twice: it is not shown
    again. ``asked``: questions about them. ``context``: chosen for the next typed glucose.
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

    def forget_recognition(self) -> None:
        """Whoever sits in the chair now must say again who they are."""
        self.identified_by = self.evidence = ""


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
