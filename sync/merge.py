"""Whose form of a resource stands when a peer's arrives: decided from what both sides last agreed on (sync.md 4.4).

No clock takes part. Where both changed the same resource, what touches different elements is put together; a status goes the way
its lattice goes; an allergy or a diagnosis stays active; everything else that both changed differently is for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sync.fhir.build import Json
from sync.fhir.overlay import ABSENT, DESCEND, Walk, same
from sync.jsontext import dumps


class Decision(Enum):
    """What to do with a peer's form."""

    SAME = "same"
    """Both say the same; only the peer's version is noted."""
    THEIRS = "theirs"
    """Nothing unsent here: take the peer's form."""
    OURS = "ours"
    """The peer has not moved since we agreed: ours stays and is sent."""
    CLASH = "clash"
    """Both changed: ours stays as it is, theirs is kept beside it, a person decides. Nothing is lost on either side."""


def decide(base: str | None, ours: str | None, theirs: str) -> Decision:
    """Three-way decision on content hashes (:func:`sync.canonical.content_hash`).

    ``base`` is what both last agreed on, None where they never did; ``ours`` None where there is no such
    record here. No clock takes part.
    """
    if ours == theirs:
        return Decision.SAME
    if ours is None or ours == base:
        return Decision.THEIRS
    return Decision.OURS if theirs == base else Decision.CLASH


@dataclass(frozen=True, slots=True)
class Clash:
    """An element that both sides changed differently: its path, and both values as JSON text ('' = removed)."""

    path: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Both changes in one resource; only to be used where ``clashes`` is empty."""

    body: Json
    clashes: tuple[Clash, ...]


def three_way(base: Json, ours: Json, theirs: Json) -> Merged:
    """What changed from ``base`` to ``ours`` carried into ``theirs``."""
    clashes: list[Clash] = []

    def whole(path: str, there: Any, before: Any, here: Any) -> Any:
        if same(there, before) or same(there, here):
            return here
        ruled = _RULES.get(path, _no_rule)(there, here)
        if ruled is not None:
            return ruled
        if path == _PERIOD and before is ABSENT and isinstance(there, dict) and isinstance(here, dict):
            return DESCEND
        if not _is_one_thing(path) and (_all(dict, there, before, here) or _all(list, there, before, here)):
            return DESCEND
        clashes.append(Clash(path, _shown(here), _shown(there)))
        return there

    merged = Walk(whole, kept=True).object(str(theirs.get("resourceType", "")), theirs, base, ours)
    return Merged(merged, tuple(clashes))


PUT_TOGETHER = frozenset({"MedicationKnowledge"})
"""Where both sides changed the very same of a product, the upstream's word stands (sync.md 4.4, drug list): nobody is asked about a price."""
_SHOWN = 200
# Elements whose parts belong together: half a quantity or half a code of each side would be a third meaning.
_ONE_THING = frozenset(
    {"code", "class", "valueCodeableConcept", "valueSampledData", "medicationCodeableConcept", "dosageInstruction", "dispenseRequest"}
    | {"clinicalStatus", "verificationStatus", "statusReason", "businessStatus", "groupIdentifier", "reaction", "signature"}
)


def _is_one_thing(path: str) -> bool:
    name = path.rpartition(".")[2]
    return name in _ONE_THING or name.endswith("Quantity")


def _all(kind: type, *values: Any) -> bool:
    return all(isinstance(value, kind) or (kind is list and value is ABSENT) for value in values)


_PERIOD = "Encounter.period"
"""Begin and end are told apart even where nothing was ever agreed on: each has its rule."""


def _shown(value: Any) -> str:
    return "" if value is ABSENT else dumps(value)[:_SHOWN]


def _no_rule(there: Any, here: Any) -> Any:
    return None


def _furthest(*order: str) -> Callable[[Any, Any], Any]:
    """The status that stands later in the order; one that is not in it is for a person."""

    def rule(there: Any, here: Any) -> Any:
        return max(there, here, key=order.index) if there in order and here in order else None

    return rule


def _either(code: str) -> Callable[[Any, Any], Any]:
    """The concept with this code where one side has it: the side that warns."""

    def rule(there: Any, here: Any) -> Any:
        return next((one for one in (there, here) if code in str(one)), None)

    return rule


def _earliest(there: Any, here: Any) -> Any:
    """The earlier of two instants; both are at +08:00, so their texts compare."""
    return min(there, here) if isinstance(there, str) and isinstance(here, str) else None


_ENDS = frozenset({"stopped", "cancelled", "completed", "entered-in-error"})


def _request_status(there: Any, here: Any) -> Any:
    """draft → active ⇄ on-hold → one end; two different ends are for a person (architecture.md)."""
    ends = [one for one in (there, here) if one in _ENDS]
    if ends:
        return ends[0] if len(ends) == 1 else None
    return _furthest("draft", "active", "on-hold")(there, here)


_RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    "Encounter.status": _furthest("arrived", "triaged", "in-progress", "cancelled", "finished", "entered-in-error"),
    "Encounter.statusHistory.period.start": _earliest,
    "Encounter.period.start": _earliest,
    "Encounter.period.end": _earliest,
    "Observation.status": _furthest("preliminary", "final", "amended", "entered-in-error"),
    "MedicationRequest.status": _request_status,
    "MedicationRequest.statusReason": lambda there, here: there,
    "EpisodeOfCare.status": _furthest("planned", "active", "onhold", "finished", "cancelled", "entered-in-error"),
    "EpisodeOfCare.period.start": _earliest,
    "EpisodeOfCare.period.end": _earliest,
    "QuestionnaireResponse.status": _furthest("in-progress", "completed", "amended", "entered-in-error"),
    "Task.status": _furthest("requested", "on-hold", "completed", "rejected", "cancelled"),
    "Task.businessStatus": lambda there, here: there,
    "AllergyIntolerance.clinicalStatus": _either("active"),
    "Condition.clinicalStatus": _either("active"),
}
