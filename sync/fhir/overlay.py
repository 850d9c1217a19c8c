"""Our record laid over a stranger's JSON: what we changed is changed there, what we do not understand stays as it was.

Three forms take part: ``base`` as received, ``before`` = what we understood of it (``to_fhir(from_fhir(base))``), and ``ours`` =
the record now. Only the difference between the last two is carried into the first.
"""

from __future__ import annotations

from typing import Any

from sync.canonical import content_hash
from sync.fhir.build import Json

_ABSENT: Any = object()

# Elements of which R4 allows one form at a time (value[x] …).
_CHOICES = ("value", "effective", "onset", "deceased", "medication", "asNeeded", "multipleBirth", "abatement")
# Members that name an element of a list, tried in this order.
_KEYS = (("url",), ("system", "value"), ("system", "code"), ("reference",), ("linkId",), ("id",))
_NESTED = ("code", "condition", "individual", "other", "type")
UNION = frozenset({"participant", "diagnosis"})
"""Lists that only grow: who took part and what was found stays (sync.md 4.4)."""


def laid_over(base: Json, before: Json, ours: Json) -> Json:
    """``base`` with the changes from ``before`` to ``ours``; equal to ``base`` where nothing changed."""
    merged = _object(base, before, ours)
    assert isinstance(merged, dict)
    return merged


def _object(base: Json, before: Json, ours: Json) -> Json:
    merged = dict(base)
    for name in [*before, *(name for name in ours if name not in before)]:
        value = _value(name, base.get(name, _ABSENT), before.get(name, _ABSENT), ours.get(name, _ABSENT))
        if value is _ABSENT:
            merged.pop(name, None)
        else:
            merged[name] = value
            if name not in base:
                _drop_other_choices(merged, name, ours)
    return merged


def _value(name: str, base: Any, before: Any, ours: Any) -> Any:
    if same(before, ours):
        return base
    if isinstance(base, dict) and isinstance(before, dict) and isinstance(ours, dict):
        return _object(base, before, ours)
    if isinstance(base, list) and _is_list(before) and _is_list(ours):
        return _list(base, before if before is not _ABSENT else [], ours if ours is not _ABSENT else [], name in UNION) or _ABSENT
    return ours


def _is_list(value: Any) -> bool:
    return value is _ABSENT or isinstance(value, list)


def _drop_other_choices(merged: Json, name: str, ours: Json) -> None:
    for stem in _CHOICES:
        if name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper():
            for other in [one for one in merged if one != name and one not in ours and _is_choice(one, stem)]:
                del merged[other]


def _is_choice(name: str, stem: str) -> bool:
    return name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper()


def same(one: Any, other: Any) -> bool:
    """Equal as FHIR content: 1.0 is 1, the order of members does not count."""
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return one == other or content_hash({"": one}) == content_hash({"": other})


def _list(base: list[Any], before: list[Any], ours: list[Any], grows: bool) -> list[Any]:
    """Ours in our order, each with what only the base knew of it; elements only the base had stay behind their neighbours."""
    pairs = _pairs(base, before)
    to_ours = _pairs(before, ours)
    merged: dict[int, Any] = {}
    strangers: dict[int, list[Any]] = {}
    after = -1
    for index, element in enumerate(base):
        understood = pairs.get(index)
        target = None if understood is None else to_ours.get(understood)
        if understood is not None and target is not None:
            merged[target] = _value("", element, before[understood], ours[target])
            after = target
        elif understood is None or grows:
            strangers.setdefault(after, []).append(element)
    # what we understood in another form than the base has it is left to the base, unless it changed
    settled = {target for index, target in to_ours.items() if target not in merged and same(before[index], ours[target])}
    found = list(strangers.get(-1, []))
    for index, element in enumerate(ours):
        if index not in settled:
            found.append(merged.get(index, element))
        found += strangers.get(index, [])
    return found


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
