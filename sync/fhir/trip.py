"""A trip into a village ↔ List of mode snapshot: the residents in the order of their slips; what a seat said on return ↔ Communication.

A List is R4's plain collection: any server keeps it, and one that does not know our extension still shows who was to be visited.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.trip import SeatReturn, Trip
from sync.fhir import codes, message
from sync.fhir.build import Json, coding, concept, group, part, reference, resource, wire_instant
from sync.fhir.element import BadResource, marked, needed

TYPE = "List"
KIND = "trip"
RETURN = "trip-return"
_MOST = 1_000


def to_fhir(one: Trip) -> Json:
    """The plan; day, village, seats and free slips are an extension."""
    return resource(
        TYPE,
        one.id,
        extension=[
            group(
                KIND,
                part("day", valueDate=one.day),
                part("village", valueString=one.village),
                part("free", valueInteger=one.free),
                *(part("seat", valueString=seat) for seat in one.seats),
            )
        ],
        status="current",
        mode="snapshot",
        title=f"下乡 {one.day} {one.village}".rstrip(),
        code=concept(coding(codes.LIST_KIND, KIND), text="下乡名册"),
        date=wire_instant(one.at),
        source=reference("Practitioner", one.by),
        entry=[{"item": reference("Patient", person)} for person in one.people],
    )


def from_fhir(body: Any) -> Trip:
    """Raises NotOurs for a list of anything else, BadResource for a trip that is none."""
    found, told = marked(body, TYPE, KIND, "another list")
    people = tuple(needed(one.target("item", "Patient"), TYPE + ".entry.item") for one in found.each("entry"))
    day, free = told.part("day").need("valueDate"), told.part("free").whole("valueInteger") or 0
    if not people or len(set(people)) != len(people) or len(people) > _MOST or not 0 <= free <= _MOST:
        raise BadResource(TYPE + ".entry", "no roster")
    try:
        date.fromisoformat(day)
    except ValueError:
        raise BadResource(TYPE + ".extension.day", "no day") from None
    return Trip(
        id=found.need("id"),
        day=day,
        village=told.part("village").text("valueString"),
        seats=tuple(one.need("valueString") for one in told.parts("seat")),
        people=people,
        free=free,
        by=needed(found.target("source", "Practitioner"), TYPE + ".source"),
        at=needed(found.moment("date"), TYPE + ".date"),
    )


def return_to_fhir(one: SeatReturn) -> Json:
    """``about``: the trip."""
    return message.to_fhir(
        RETURN,
        [part("seat", valueString=one.seat), part("unclaimed", valueInteger=one.unclaimed)],
        {"id": one.id, "by": one.by, "at": one.at},
        RETURN,
        "收车核对",
        about=[reference(TYPE, one.trip)],
    )


def return_from_fhir(body: Any) -> SeatReturn:
    """Raises NotOurs for a message of anything else."""
    found, told = message.read(body, RETURN)
    trips = found.targets("about", TYPE)
    if len(trips) != 1:
        raise BadResource(message.TYPE + ".about", "one trip")
    return SeatReturn(
        trip=trips[0],
        seat=told.part("seat").need("valueString"),
        unclaimed=told.part("unclaimed").pieces("valueInteger"),
        **message.sent_of(found),
    )
