"""A Communication of ours: who told whom of what and when. A mark says which record it carries, and holds what R4 has no element for."""

from __future__ import annotations

from typing import Any, TypedDict

from sync.fhir.build import Json, coding, concept, group, reference, resource, wire_instant
from sync.fhir.codes import CONTACT_ABOUT
from sync.fhir.element import Element, marked, needed

TYPE = "Communication"


class Sent(TypedDict):
    """What every message has: its id, who sent it (a practitioner), and when, store text."""

    id: str
    by: str
    at: str


def to_fhir(mark: str, parts: list[Json | None], sent: Sent, category: str, text: str = "", reached: bool = True, **elements: Any) -> Json:
    """``category``: code of what it is for, ``text`` its words; ``reached`` False: nobody was there to be told (``not-done``)."""
    return resource(
        TYPE,
        sent["id"],
        extension=[group(mark, *parts)],
        status="completed" if reached else "not-done",
        category=[concept(coding(CONTACT_ABOUT, category), text=text)],
        sent=wire_instant(sent["at"]),
        sender=reference("Practitioner", sent["by"]),
        **elements,
    )


def read(body: Any, mark: str) -> tuple[Element, Element]:
    """A message and what its mark holds. Raises NotOurs for a message with another mark or none."""
    return marked(body, TYPE, mark, "a message of something else")


def sent_of(found: Element) -> Sent:
    """Raises BadResource where one of them is missing."""
    return {
        "id": found.need("id"),
        "by": needed(found.target("sender", "Practitioner"), TYPE + ".sender"),
        "at": needed(found.moment("sent"), TYPE + ".sent"),
    }


def person_of(found: Element) -> str:
    """Whom it is about. Raises BadResource."""
    return needed(found.target("subject", "Patient"), TYPE + ".subject")
