"""One step of a supply: what must be told of it, who is the pharmacy that is asked, and whom a step is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.domain.ids import as_written, organization_id, tidy
from app.domain.supplying import SupplyRequest, SupplyStatus, SupplyStep, TakenOff
from app.errors import KnownError
from app.rules.shipped import shipped_toml
from app.store import accounts
from app.store.database import Reading

_WORDS = 200


@dataclass(frozen=True, slots=True)
class Happened:
    """What is told of a step; which of it is needed depends on the step. ``reason``: a key of :func:`failures`."""

    note: str = ""
    receiver: str = ""
    carrier: str = ""
    waybill: str = ""
    reason: str = ""
    batch: str = ""  # of packing, at the pharmacy that is asked: '' = those that expire first


@cache
def failures() -> Mapping[str, str]:
    """Coded reasons of a delivery that failed, and their words."""
    found: Mapping[str, str] = shipped_toml("dispensing_policy.toml")["failed"]
    return found


def pharmacy_of(one: SupplyRequest) -> str:
    """Id of the institution that is asked."""
    return organization_id(one.pharmacy) if one.pharmacy else ""


def other_of(conn: Reading, one: SupplyRequest, here: str) -> str:
    """Code of whoever else is concerned; '' = nobody."""
    if here == one.clinic:
        return one.pharmacy if pharmacy_of(one) != here else ""
    clinic = accounts.organization(conn, one.clinic)
    return "" if clinic is None else clinic.code


def check_told(status: SupplyStatus, told: Happened) -> None:
    """Raises KnownError ``supply_carrier``, ``reason_needed``, ``supply_receiver`` where a step is not told in full."""
    if status is SupplyStatus.SHIPPED and not told.carrier.strip():
        raise KnownError("supply_carrier")
    if status is SupplyStatus.FAILED and told.reason not in failures():
        raise KnownError("reason_needed")
    if status is SupplyStatus.CANCELLED and not told.note.strip():
        raise KnownError("reason_needed")
    if status is SupplyStatus.DELIVERED and not told.receiver.strip():
        raise KnownError("supply_receiver")


def step_of(
    key: str, one: SupplyRequest, status: SupplyStatus, told: Happened, by: tuple[str, str, str], taken: tuple[TakenOff, ...] = ()
) -> SupplyStep:
    """``by``: who, when, and whom it is told. What belongs to another step is left out."""
    shipped, failed = status is SupplyStatus.SHIPPED, status is SupplyStatus.FAILED
    return SupplyStep(
        id=key,
        person=one.person,
        request=one.id,
        status=status,
        by=by[0],
        at=by[1],
        note=told.note.strip()[:_WORDS],
        receiver=as_written(told.receiver)[:_WORDS] if status is SupplyStatus.DELIVERED else "",
        carrier=as_written(told.carrier)[:_WORDS] if shipped else "",
        waybill=tidy(told.waybill)[:_WORDS] if shipped else "",
        reason=told.reason if failed else "",
        to=by[2],
        taken=taken,
    )
