"""Which filled forms stand in the provincial system as they stand here, which do not yet, and which differ since they were corrected.

That a form was entered there is a form of its own (``province_entered``), as with the cards of notifiable diseases: it is never changed,
is taken back with a reason and travels as every form does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.filled_form import FilledForm, FormStatus
from app.store.filled_forms import REPLACED

NOTE = "province_entered"
ENTERED, DELETED = "1", "2"
"""Answers of ``prov_outcome``."""
LAST_DAY = "9999-12-31"
"""A note has the day on which it was written, whatever the day of its form."""


class Stage(StrEnum):
    """Words under ``province_stage``."""

    WAITING = "waiting"
    AMENDED = "amended"  # corrected since it was entered
    REMOVED = "removed"  # withdrawn since it was entered: it is to be deleted there
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Staged:
    """``before``: the form that was entered in its place, None = none or it is this one. ``notes``: of what stands there, the newest first."""

    form: FilledForm
    stage: Stage
    before: FilledForm | None = None
    notes: tuple[FilledForm, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """Codes that say something else there."""
        if self.before is None or self.stage is not Stage.AMENDED:
            return frozenset()
        here, there = self.form.values, self.before.values
        return frozenset(code for code in {*here, *there} if code not in here or code not in there or here[code].told != there[code].told)


def staged(forms: Sequence[FilledForm], notes: Iterable[FilledForm]) -> Iterator[Staged]:
    """``forms``: withdrawn ones too, with all those they replaced; ``notes`` that stand, in any order."""
    known = {one.id: one for one in forms}
    said: dict[str, list[FilledForm]] = {}
    for note in sorted(notes, key=lambda one: (one.at, one.one("prov_outcome")), reverse=True):
        said.setdefault(note.one("prov_form"), []).append(note)
    replaced = {one.replaces for one in forms}
    for one in forms:
        there = _there(one, known, said)
        if one.status is FormStatus.COMPLETED:
            yield _standing(one, there, said)
        elif there is not None and one.id not in replaced and one.reason != REPLACED:
            yield Staged(one, Stage.REMOVED, there, _of(there, said))


def _standing(one: FilledForm, there: FilledForm | None, said: Mapping[str, list[FilledForm]]) -> Staged:
    if there is None:
        return Staged(one, Stage.WAITING)
    if there is one:
        return Staged(one, Stage.DONE, None, _of(one, said))
    return Staged(one, Stage.AMENDED, there, _of(there, said))


def _of(one: FilledForm, said: Mapping[str, list[FilledForm]]) -> tuple[FilledForm, ...]:
    return tuple(note for note in said[one.id] if note.one("prov_outcome") == ENTERED)


def _there(one: FilledForm, known: Mapping[str, FilledForm], said: Mapping[str, list[FilledForm]]) -> FilledForm | None:
    """What of a form and those it replaced stands in the provincial system by what was said last."""
    at: FilledForm | None = one
    seen: set[str] = set()
    while at is not None and at.id not in seen:  # what arrives from elsewhere might lead round in a circle
        seen.add(at.id)
        if at.id in said:
            return at if said[at.id][0].one("prov_outcome") == ENTERED else None
        at = known.get(at.replaces)
    return None
