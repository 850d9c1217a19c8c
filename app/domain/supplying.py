"""云药房: what the shelf does not have is asked for from elsewhere, and every step of it until the patient has signed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class SupplyWay(StrEnum):
    """How it gets to the patient."""

    DELIVERY = "delivery"  # 送药到家
    PICKUP = "pickup"  # 到村卫生室自取


class SupplyStatus(StrEnum):
    """How far it is."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"  # 已接单
    PICKED = "picked"  # 已配好
    SHIPPED = "shipped"  # 已发货
    READY = "ready"  # 可自取
    FAILED = "failed"  # 未送达: nobody there, wrong address
    DELIVERED = "delivered"  # 已签收
    CANCELLED = "cancelled"
    BACK = "back"  # 包裹已退回药房: after it was called off on the road


ENDED = frozenset({SupplyStatus.DELIVERED, SupplyStatus.CANCELLED})
_NEXT: Mapping[SupplyStatus, tuple[SupplyStatus, ...]] = MappingProxyType(
    {
        SupplyStatus.REQUESTED: (SupplyStatus.ACCEPTED, SupplyStatus.CANCELLED),
        SupplyStatus.ACCEPTED: (SupplyStatus.PICKED, SupplyStatus.CANCELLED),
        SupplyStatus.PICKED: (SupplyStatus.SHIPPED, SupplyStatus.READY, SupplyStatus.CANCELLED),
        SupplyStatus.SHIPPED: (SupplyStatus.READY, SupplyStatus.DELIVERED, SupplyStatus.FAILED),
        SupplyStatus.READY: (SupplyStatus.DELIVERED, SupplyStatus.FAILED),
        SupplyStatus.FAILED: (SupplyStatus.SHIPPED, SupplyStatus.READY, SupplyStatus.CANCELLED),
        SupplyStatus.DELIVERED: (),
        SupplyStatus.CANCELLED: (),
        SupplyStatus.BACK: (),
    }
)


_PLACES = {status: place for place, status in enumerate(SupplyStatus)}


def following(way: SupplyWay, status: SupplyStatus) -> tuple[SupplyStatus, ...]:
    """What may follow; a failed delivery is sent out again or called off, and only what is fetched lies ready."""
    return tuple(one for one in _NEXT[status] if way is SupplyWay.PICKUP or one is not SupplyStatus.READY)


@dataclass(frozen=True, slots=True)
class SupplyRequest:
    """Pieces of one line, asked for once; never changed. ``contact``, ``phone``, ``address``: as the patient confirmed them.

    ``clinic``: id of the institution that asks; ``pharmacy``: code of the one that is asked, '' = none that has this program. There the
    request is all that is known: no chart is opened by it, so person, visit and sheet need not be records where it is read.
    """

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
    clinic: str = ""
    pharmacy: str = ""


@dataclass(frozen=True, slots=True)
class TakenOff:
    """Pieces of one batch that went into a parcel, off the shelf of the institution that packed it."""

    batch: str
    expiry: date | None
    pieces: int


@dataclass(frozen=True, slots=True)
class SupplyStep:
    """One step, only ever added.

    ``carrier``, ``waybill``: with whom it travels; ``receiver``: who signed for it; ``reason``: coded, why it failed.
    ``taken``: of ``picked``, from which batches; none = no stock of it is kept there.
    ``to``: code of the institution that is told of it, the other one of the two; '' = nobody else.
    """

    id: str
    person: str
    request: str
    status: SupplyStatus
    by: str
    at: str
    note: str = ""
    receiver: str = ""
    carrier: str = ""
    waybill: str = ""
    reason: str = ""
    to: str = ""
    taken: tuple[TakenOff, ...] = ()


def in_time(steps: Iterable[SupplyStep]) -> tuple[SupplyStep, ...]:
    """The oldest first; of one moment, in the order in which they follow each other."""
    return tuple(sorted(steps, key=lambda one: (one.at, _PLACES[one.status], one.id)))


def status_of(steps: Sequence[SupplyStep]) -> SupplyStatus:
    """Where all steps together lead, in whatever order they arrived: an end stands, else the last step."""
    told = in_time(steps)
    ended = next((one.status for one in told if one.status in ENDED), None)
    return ended or (told[-1].status if told else SupplyStatus.REQUESTED)


def packed(steps: Iterable[SupplyStep]) -> tuple[SupplyStep, ...]:
    """Every packing that took something off a shelf, the first one first: it counts, whoever else packed the same before they met."""
    return tuple(one for one in in_time(steps) if one.status is SupplyStatus.PICKED and one.taken)


def in_parcel(steps: Sequence[SupplyStep]) -> SupplyStep | None:
    """The packing whose pieces are off the shelf; None before it, and once they are back: called off before it left, or the parcel came back.

    The same on every seat, in whatever order the steps arrived.
    """
    first = next(iter(packed(steps)), None)
    done = {one.status for one in steps}
    left = done & {SupplyStatus.SHIPPED, SupplyStatus.READY}
    if SupplyStatus.BACK in done or (status_of(steps) is SupplyStatus.CANCELLED and not left):
        return None
    return first


def comes_back(steps: Sequence[SupplyStep]) -> bool:
    """Whether a parcel that was called off is still to come back."""
    return status_of(steps) is SupplyStatus.CANCELLED and in_parcel(steps) is not None
