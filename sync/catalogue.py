"""Products and rule packs that servers tell of: read into the institution's list, or laid before whoever keeps its rules.

What is no seat's own row is kept as it came, since no seat ever sends it on.
"""

from __future__ import annotations

from app.domain.county_file import CountyFile
from app.errors import KnownError
from app.services.county_files import opened_file
from app.store import exchange, formulary, peer_records, rule_packs, settings, sync_state
from app.store.unit_of_work import UnitOfWork
from sync import jsontext
from sync.fhir import library, medication, medication_knowledge
from sync.fhir.build import Json
from sync.fhir.element import BadResource, Element, NotOurs


def take_medication(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """An item of a catalogue. A product of which the same server tells more is left to its MedicationKnowledge."""
    told = medication.from_fhir(body, server_of(uow, body), uow.at)
    if peer_records.foreign_row(uow.conn, medication_knowledge.TYPE, str(body["id"])) is None:
        formulary.take_catalogue(uow, told)
    raise NotOurs(medication.TYPE, "an item of a catalogue")


def take_knowledge(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """Another seat's row of this institution, or an item of a catalogue; another institution's row says nothing here."""
    try:
        told = medication_knowledge.from_fhir(body)
    except NotOurs:
        formulary.take_catalogue(uow, medication_knowledge.item_from_fhir(body, server_of(uow, body), uow.at))
        raise NotOurs(medication_knowledge.TYPE, "an item of a catalogue") from None
    here = settings.get(uow.conn, settings.ORGANIZATION, "")
    if told.organization != here or told.id != formulary.house_id(here, told.entry.drug):
        raise NotOurs(medication_knowledge.TYPE, "another institution's row")
    formulary.take_house(uow, told)


def server_of(uow: UnitOfWork, body: Json) -> str:
    """Whose it is: the server a resource says it comes from (meta.source), else the one it was read from."""
    told = Element(body, str(body.get("resourceType"))).child("meta").text("source").partition("#")[0]
    state = None if told else sync_state.state(uow.conn, uow.origin)
    return told or (str(state["url"]) if state is not None else uow.origin)


def take_library(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """A file of the county is kept, and followed where it is trusted. A rule pack is laid before whoever keeps the rules: it counts when they use it."""
    try:
        signed = library.county_from_fhir(body)
    except NotOurs:
        _take_pack(uow, body)
        return
    exchange.save(uow, _county_file(signed, str(body["id"])))


def _county_file(signed: bytes, key: str) -> CountyFile:
    """What the file itself says counts, not what stands beside it on the wire; whose signatures it bears, each seat looks."""
    try:
        found = opened_file(signed).file
    except KnownError:
        raise BadResource(library.TYPE + ".content", "no file of the county") from None
    if found.id != key:
        raise BadResource(library.TYPE + ".id", "does not follow from the content")
    return found


def _take_pack(uow: UnitOfWork, body: Json) -> None:
    told = library.from_fhir(body)
    if told.gone:
        rule_packs.drop_offer(uow, told.id)
    else:
        rule_packs.offer(uow, told.id, told.title, told.body or _kept(uow, told.binary), told.binary)
    raise NotOurs(library.TYPE, "kept as it came")


def _kept(uow: UnitOfWork, binary: str) -> bytes | None:
    """Content that came before the Library that names it."""
    row = peer_records.foreign_row(uow.conn, library.BINARY, binary) if binary else None
    return None if row is None else library.bytes_of(jsontext.loads(row["json"]))


def take_binary(uow: UnitOfWork, body: Json, _before: Json | None) -> None:
    """The content of a pack that was published without it; any other Binary is kept as it came."""
    if rule_packs.waits_for(uow.conn, str(body["id"])):
        rule_packs.fill_offer(uow, str(body["id"]), library.bytes_of(body))
    raise NotOurs(library.BINARY, "kept as it came")
