"""Our record laid over a stranger's JSON: what we changed is changed there, what we do not understand stays as it was.

Three forms take part: ``base`` as received, ``before`` = what we understood of it (``to_fhir(from_fhir(base))``), and ``ours`` =
the record now. Only the difference between the last two is carried into the first. :mod:`sync.merge` uses the same walk where both
sides changed what they had in common.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.canonical import content_hash
from sync.fhir.build import Json

ABSENT: Any = object()
"""Stands for an element that is not there."""
DESCEND: Any = object()
"""Answer of a leaf rule: look into the parts."""

# Elements of which R4 allows one form at a time (value[x] …).
_CHOICES = ("value", "effective", "onset", "deceased", "medication", "asNeeded", "multipleBirth", "abatement")
# Members that name an element of a list, tried in this order.
_KEYS = (("url",), ("system", "value"), ("system", "code"), ("reference",), ("linkId",), ("id",), ("status",))
_NESTED = ("code", "condition", "individual", "other", "type")
UNION = frozenset({"participant", "diagnosis"})
"""Lists that only grow: who took part and what was found stays (sync.md 4.4)."""

Whole = Callable[[str, Any, Any, Any], Any]
"""(path, base, before, ours) → the value of an element taken as a whole, or :data:`DESCEND`."""


def laid_over(base: Json, before: Json, ours: Json) -> Json:
    """``base`` with the changes from ``before`` to ``ours``; equal to ``base`` where nothing changed."""
    return Walk(_ours_wins).object(str(base.get("resourceType", "")), base, before, ours)


def _ours_wins(path: str, base: Any, before: Any, ours: Any) -> Any:
    parts = (base, before, ours)
    descend = all(isinstance(one, dict) for one in parts) or (isinstance(base, list) and _is_list(before) and _is_list(ours))
    return DESCEND if descend else ours


class Walk:
    """Carries changes element by element. ``whole`` decides what is not looked into; ``kept`` keeps what they changed and we removed."""

    def __init__(self, whole: Whole, kept: bool = False) -> None:
        self._whole, self._kept = whole, kept

    def object(self, path: str, base: Json, before: Json, ours: Json) -> Json:
        """``base`` with the changes from ``before`` to ``ours``."""
        merged = dict(base)
        for name in [*before, *(name for name in ours if name not in before)]:
            value = self._value(f"{path}.{name}", base.get(name, ABSENT), before.get(name, ABSENT), ours.get(name, ABSENT))
            if value is ABSENT:
                merged.pop(name, None)
            else:
                merged[name] = value
                if name not in base:
                    _drop_other_choices(merged, name, ours)
        return merged

    def _value(self, path: str, base: Any, before: Any, ours: Any) -> Any:
        if same(before, ours):
            return base
        found = self._whole(path, base, before, ours)
        if found is not DESCEND:
            return found
        if isinstance(base, dict):
            return self.object(path, base, {} if before is ABSENT else before, ours)
        return self._list(path, base, [] if before is ABSENT else before, [] if ours is ABSENT else ours) or ABSENT

    def _list(self, path: str, base: list[Any], before: list[Any], ours: list[Any]) -> list[Any]:
        """Ours in our order, each with what only the base knew of it; elements only the base had stay behind their neighbours."""
        pairs, to_ours = _pairs(base, before), _pairs(before, ours)
        merged: dict[int, Any] = {}
        strangers: dict[int, list[Any]] = {}
        after = -1
        for index, element in enumerate(base):
            understood = pairs.get(index)
            target = None if understood is None else to_ours.get(understood)
            if understood is not None and target is not None:
                merged[target] = self._value(path, element, before[understood], ours[target])
                after = target
            elif self._stays(path, element, before[understood]) if understood is not None else not _is_in(element, ours):
                strangers.setdefault(after, []).append(element)
        # what we understood in another form than the base has it is left to the base, unless it changed
        settled = {target for index, target in to_ours.items() if target not in merged and same(before[index], ours[target])}
        found = list(strangers.get(-1, []))
        for index, element in enumerate(ours):
            if index not in settled:
                found.append(merged.get(index, element))
            found += strangers.get(index, [])
        return found

    def _stays(self, path: str, element: Any, before: Any) -> bool:
        """Whether an element that we removed stays all the same."""
        return path.rpartition(".")[2] in UNION or (self._kept and not same(element, before))


def _is_in(element: Any, ours: list[Any]) -> bool:
    """Whether we say the same without having it from there: where nothing was ever agreed on, both sides may."""
    return any(same(element, one) for one in ours)


def _is_list(value: Any) -> bool:
    return value is ABSENT or isinstance(value, list)


def _drop_other_choices(merged: Json, name: str, ours: Json) -> None:
    for stem in _CHOICES:
        if _is_choice(name, stem):
            for other in [one for one in merged if one != name and one not in ours and _is_choice(one, stem)]:
                del merged[other]


def _is_choice(name: str, stem: str) -> bool:
    return name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper()


def same(one: Any, other: Any) -> bool:
    """Equal as FHIR content: 1.0 is 1, the order of members does not count."""
    if one is ABSENT or other is ABSENT:
        return one is other
    return one == other or content_hash({"": one}) == content_hash({"": other})


def _pairs(left: list[Any], right: list[Any]) -> dict[int, int]:
    """Index in ``left`` → index in ``right`` of the same element: a name in common, else, without names, equal or at the same place."""
    free = {at: _names(element) for at, element in enumerate(right)}
    found: dict[int, int] = {}
    for index, element in enumerate(left):
        names = _names(element)
        match = next((at for at, others in free.items() if _matches(element, names, right[at], others, index == at)), None)
        if match is not None:
            del free[match]
            found[index] = match
    return found


def _matches(element: Any, names: frozenset[Any], other: Any, others: frozenset[Any], same_place: bool) -> bool:
    if names or others:
        return not names.isdisjoint(others)
    return same(element, other) or (same_place and isinstance(element, dict) and isinstance(other, dict))


def _names(element: Any) -> frozenset[Any]:
    """What names an element of a list: its url, its identifier, its codes, what it refers to; nothing where it has none of these."""
    if not isinstance(element, dict):
        return frozenset()
    for members in _KEYS:
        if all(isinstance(element.get(member), str) for member in members):
            return frozenset({(members, tuple(element[member] for member in members))})
    if isinstance(element.get("coding"), list):
        return frozenset().union(*map(_names, element["coding"]))
    return next((names for name in _NESTED if (names := _names(element.get(name)))), frozenset())
