"""云药房: what the shelf does not have is asked for from elsewhere, and every step of it until the patient has signed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class SupplyWay(StrEnum):
    """How it gets to the patient."""

    DELIVERY = "delivery"  # 送药到家
    PICKUP = "pickup"  # 到村卫生室自取


class SupplyStatus(StrEnum):
    """How far it is."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    SHIPPED = "shipped"
    FAILED = "failed"  # 未送达: nobody there, wrong address
    DELIVERED = "delivered"  # 已签收
    CANCELLED = "cancelled"


ENDED = frozenset({SupplyStatus.DELIVERED, SupplyStatus.CANCELLED})
NEXT: Mapping[SupplyStatus, tuple[SupplyStatus, ...]] = MappingProxyType(
    {
        SupplyStatus.REQUESTED: (SupplyStatus.ACCEPTED, SupplyStatus.CANCELLED),
        SupplyStatus.ACCEPTED: (SupplyStatus.SHIPPED, SupplyStatus.CANCELLED),
        SupplyStatus.SHIPPED: (SupplyStatus.DELIVERED, SupplyStatus.FAILED),
        SupplyStatus.FAILED: (SupplyStatus.SHIPPED, SupplyStatus.CANCELLED),
        SupplyStatus.DELIVERED: (),
        SupplyStatus.CANCELLED: (),
    }
)
"""What may follow; a failed delivery is sent out again or called off."""


@dataclass(frozen=True, slots=True)
class SupplyRequest:
    """Pieces of one line, asked for once; never changed. ``contact``, ``phone``, ``address``: as the patient confirmed them."""

    id: str
    person: str
    encounter: str
    prescription: str
    line: str
    drug: str
    name: str
    pieces: int
    piece: str
    way: SupplyWay
    contact: str
    phone: str
    address: str
    consent: str  # who agreed: the patient, or whoever came for them
    requested_by: str
    requested_at: str


@dataclass(frozen=True, slots=True)
class SupplyStep:
    """One step, only ever added. ``note``: waybill, or why it failed; ``receiver``: who signed for it."""

    id: str
    person: str
    request: str
    status: SupplyStatus
    by: str
    at: str
    note: str = ""
    receiver: str = ""


def in_time(steps: Iterable[SupplyStep]) -> tuple[SupplyStep, ...]:
    """The oldest first."""
    return tuple(sorted(steps, key=lambda one: (one.at, one.id)))


def status_of(steps: Sequence[SupplyStep]) -> SupplyStatus:
    """Where all steps together lead, in whatever order they arrived: an end stands, else the last step."""
    told = in_time(steps)
    ended = next((one.status for one in told if one.status in ENDED), None)
    return ended or (told[-1].status if told else SupplyStatus.REQUESTED)
