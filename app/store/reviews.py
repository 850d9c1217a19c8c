"""Steps of reviews: only ever added; each moves its sheet to where all steps together lead."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.prescription import Prescription, PrescriptionState
from app.domain.review import Objection, ProposedChange, ReviewAct, Reviewed, ReviewStep, in_order, state_after
from app.store import prescriptions
from app.store.rows import among, listed
from app.store.tables.prescriptions import prescription
from app.store.tables.reviews import review_step
from app.store.unit_of_work import UnitOfWork

_FIELDS = tuple(ReviewStep.__dataclass_fields__)
_BY_IDS = select(review_step).where(among(review_step.c.id, "ids"))
_OF_SHEETS = select(review_step).where(among(review_step.c.prescription, "sheets"))
_IN_STATES = (
    select(prescription.c.id)
    .where(
        prescription.c.state.in_(bindparam("states", expanding=True)),
        prescription.c.signed_at >= bindparam("since"),
        prescription.c.document.is_not(None),
    )
    .order_by(prescription.c.signed_at)
)


def by_ids(conn: Connection, keys: Collection[str]) -> dict[str, ReviewStep]:
    """Those of some steps that are here, by id."""
    return {row["id"]: _step(row) for row in conn.execute(_BY_IDS, {"ids": listed(keys)}).mappings()}


def get(conn: Connection, key: str) -> ReviewStep | None:
    """One step."""
    return by_ids(conn, [key]).get(key)


def of_sheets(conn: Connection, sheets: Collection[str]) -> dict[str, tuple[ReviewStep, ...]]:
    """The steps of some sheets, the oldest first; every sheet has an entry."""
    found: dict[str, list[ReviewStep]] = {key: [] for key in sheets}
    if found:
        for row in conn.execute(_OF_SHEETS, {"sheets": listed(found)}).mappings():
            found[row["prescription"]].append(_step(row))
    return {key: tuple(in_order(steps)) for key, steps in found.items()}


def every(conn: Connection) -> list[ReviewStep]:
    """All steps, in no order."""
    return [_step(row) for row in conn.execute(select(review_step)).mappings()]


def sheets_in(conn: Connection, states: Collection[PrescriptionState], since: str = "") -> list[Prescription]:
    """Sheets in one of some states that were signed since an instant, the oldest first."""
    keys = conn.execute(_IN_STATES, {"states": [one.value for one in states], "since": since}).scalars().all()
    found = prescriptions.by_ids(conn, keys)
    return [found[key] for key in keys]


def reviewed(conn: Connection, sheet: Prescription, needed: int) -> Reviewed:
    """What decides about a sheet."""
    return Reviewed(sheet.prescriber or "", sheet.hash or "", needed, of_sheets(conn, [sheet.id])[sheet.id])


def add(uow: UnitOfWork, step: ReviewStep, needed: int, send_lines: bool) -> PrescriptionState:
    """Write a step once and move its sheet; its state now. ``needed``: approvals it takes; ``send_lines``: see :func:`move`."""
    if get(uow.conn, step.id) is None:
        row = {name: getattr(step, name) for name in _FIELDS} | {"act": step.act.value}
        row |= {name: json.dumps([asdict(one) for one in getattr(step, name)], ensure_ascii=False) for name in ("objections", "proposals")}
        uow.insert(review_step, row | {"seen": json.dumps(step.seen)}, action=step.act.value)
    return move(uow, step.prescription, needed, send_lines)


def move(uow: UnitOfWork, key: str, needed: int, send_lines: bool) -> PrescriptionState:
    """Move a sheet to where its steps lead; its state now.

    ``send_lines``: it is this institution's, whose workstations tell its status; another's may not write it (architecture.md, "Hub access").
    """
    sheet = prescriptions.get(uow.conn, key)
    if sheet is None:
        raise KeyError(f"prescription {key}")
    so_far = reviewed(uow.conn, sheet, needed)
    state = state_after(sheet.state, so_far)
    if state is not sheet.state:
        prescriptions.follow(uow, sheet, state, send_lines, so_far.steps[-1].act.value if so_far.steps else "")
    return state


def _step(row: Mapping[Any, Any]) -> ReviewStep:
    values = {name: row[name] for name in _FIELDS}
    return ReviewStep(
        **values
        | {
            "act": ReviewAct(row["act"]),
            "seen": tuple(json.loads(row["seen"])),
            "objections": tuple(Objection(one["code"], tuple(one["lines"])) for one in json.loads(row["objections"])),
            "proposals": tuple(ProposedChange(**one) for one in json.loads(row["proposals"])),
        }
    )
