"""A whole clinic as files: one NDJSON of FHIR R4 resources per type (the layout of FHIR Bulk Data), written and read.

Reading is the ordinary way in: what is here already is the same, what cannot be read is set aside with its reason, what two places
wrote differently waits for a person. The place reached is kept with the rows of each page, so a broken-off import goes on there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from app.errors import KnownError
from app.store import leftovers, outgoing, sending, settings, sync_state
from app.store.audit import PROGRAM, Act, Actor
from app.store.database import Reading, Store
from sync import envelope, jsontext, outward
from sync.bodies import Bodies
from sync.fhir import allergy, ecg
from sync.jsontext import MAX_BYTES, BadJson
from sync.page import PageTaker, read
from sync.replica import Applied, Page, Ref, Remote, Unreadable

FORMAT = "xiangyi/ndjson/1"
MANIFEST, NOT_TAKEN = "manifest.json", "not_taken.ndjson"
BAD_LINE = "import_bad_line"
KEPT = "import_kept"
_SUFFIX = ".ndjson"
_AT_ONCE = 200

TYPES = (
    "Organization",
    "Practitioner",
    "PractitionerRole",
    "Device",
    "Patient",
    "Encounter",
    "Condition",
    "AllergyIntolerance",
    "Procedure",
    "Observation",
    "MedicationRequest",
    "Provenance",
    "MedicationStatement",
    "MedicationDispense",
    "Invoice",
    "SupplyRequest",
    "SupplyDelivery",
    "DetectedIssue",
    "Task",
    "EpisodeOfCare",
    "QuestionnaireResponse",
    "CarePlan",
    "Consent",
    "MeasureReport",
    "PlanDefinition",
    "List",
    "Communication",
)
"""References before what refers to them."""


# ---- out


@dataclass(frozen=True, slots=True)
class Exported:
    """Resources by type."""

    folder: Path
    counts: Mapping[str, int]


def export(store: Store, folder: Path, actor: Actor = PROGRAM) -> Exported:
    """Every record of one moment. The files are not encrypted. KnownError ``exchange_unwritable``."""
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)  # until everything is written, nothing is promised
        with store.reading() as conn:
            bodies = Bodies(store)
            for fhir_type in dict.fromkeys((*TYPES, *leftovers.foreign_types(conn))):
                counts[fhir_type], hashes[fhir_type + _SUFFIX] = _write(folder, fhir_type, _texts(conn, bodies, fhir_type))
            source = settings.get(conn, settings.INSTANCE, "")
        said = {"format": FORMAT, "source": source, "counts": counts, "sha256": hashes}
        _replace(folder / MANIFEST, json.dumps(said, indent=1, sort_keys=True))
    except OSError as fault:
        raise KnownError("exchange_unwritable", folder=str(folder)) from fault
    store.write(lambda uow: uow.note(Act("export", "database")), actor).result()
    return Exported(folder, counts)


def _write(folder: Path, fhir_type: str, texts: Iterator[str]) -> tuple[int, str]:
    target = folder / (fhir_type + _SUFFIX)
    part, digest, count = target.with_suffix(".part"), hashlib.sha256(), 0
    with part.open("wb") as file:
        for text in texts:
            line = text.replace("\r", " ").replace("\n", " ").encode() + b"\n"
            file.write(line)
            digest.update(line)
            count += 1
    part.replace(target)
    return count, digest.hexdigest()


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _texts(conn: Reading, bodies: Bodies, fhir_type: str) -> Iterator[str]:
    """Our records of a type, then what is kept of it as received."""
    seen: set[Ref] = set()
    for record_type in outgoing.FHIR_TYPES:
        for refs in _refs(conn, bodies, record_type, fhir_type):
            fresh = [ref for ref in refs if ref not in seen]
            if record_type in outgoing.WITH_MORE:  # one resident's allergies all lead to one "none known"
                seen.update(fresh)
            yield from (jsontext.dumps(body) for body in bodies.jsons(conn, fresh).values())
    after = ""
    while rows := leftovers.foreign_page(conn, fhir_type, after, _AT_ONCE):
        after = rows[-1]["fhir_id"]
        yield from (row["json"] for row in rows if Ref(fhir_type, row["fhir_id"]) not in seen)


def _refs(conn: Reading, bodies: Bodies, record_type: str, fhir_type: str) -> Iterator[list[Ref]]:
    own, more = outgoing.FHIR_TYPES[record_type] == fhir_type, record_type in outgoing.WITH_MORE
    after = ""
    while (own or more) and (ids := sending.ids_after(conn, record_type, after, _AT_ONCE)):
        after = ids[-1]
        further = {ref: owner for those in outward.further(conn, record_type, ids).values() for ref, owner in those}
        bodies.met(further)
        mine = [Ref(fhir_type, key) for key in ids] if own else []
        bodies.met({ref: outward.Owner(record_type, ref.fhir_id) for ref in mine})
        yield [*mine, *(ref for ref in dict.fromkeys(further) if ref.fhir_type == fhir_type)]


# ---- in


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a folder. ``kept``: resources that are no record here and are kept as received, by type; ``not_taken``: the report."""

    applied: Applied
    kept: Mapping[str, int] = field(default_factory=dict)
    not_taken: Path | None = None


def take(store: Store, folder: Path, actor: Actor = PROGRAM) -> Imported:
    """Read a folder in. What comes in counts as written here, so the upstream gets it too.

    KnownError ``exchange_nothing``, ``exchange_damaged`` (a file is not what the manifest says), ``exchange_unreadable``.
    """
    files = _files(folder)
    content, peer = _read_manifest(folder, files)
    store.write(lambda uow: sync_state.add_peer(uow, peer, sync_state.FILE, ""), actor).result()
    applied = Applied()
    bodies = _acquainted(store)
    for page in _pages(files, content, _cursor(store, peer, content)):
        applied += _take(store, peer, bodies, page, actor)
    store.write(lambda uow: uow.note(Act("import", "database", peer)), actor).result()
    return _report(store, folder, peer, applied)


def _acquainted(store: Store) -> Bodies:
    """Bodies that know which resources are parts of records that are here: those cannot be found by their own ids."""
    bodies = Bodies(store)
    with store.reading() as conn:
        for record_type in outgoing.WITH_MORE:
            for _ in _refs(conn, bodies, record_type, ""):
                continue
    return bodies


def _take(store: Store, peer: str, bodies: Bodies, page: Page, actor: Actor) -> Applied:
    found = [read(one) for one in page.resources]
    applied = store.write(lambda uow: PageTaker(uow, peer, bodies).whole(page, found), actor).result()
    bodies.agreed(None)
    return applied


def _files(folder: Path) -> list[Path]:
    """The NDJSON files, references first."""
    found = [one for one in folder.glob("*" + _SUFFIX) if one.name != NOT_TAKEN and one.is_file() and not one.is_symlink()]
    if not found:
        raise KnownError("exchange_nothing", folder=str(folder))
    order = {name: place for place, name in enumerate(TYPES)}
    return sorted(found, key=lambda one: (order.get(one.name.partition(".")[0], len(order)), one.name))


def _read_manifest(folder: Path, files: list[Path]) -> tuple[str, str]:
    """A name for exactly this content, so that the same folder goes on where it was left, and the peer that stands for where it is from.

    What a clinic gave before is the base of merging what it gives now; a folder that does not say where it is from stands for itself.
    """
    try:
        hashes = {one.name: _hash(one) for one in files}
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) if (folder / MANIFEST).exists() else {"sha256": {}}
        promised, source = dict(said["sha256"]), str(said.get("source", ""))
    except OSError as fault:
        raise KnownError("exchange_unreadable", file=folder.name) from fault
    except (ValueError, KeyError, TypeError) as bad:
        raise KnownError("exchange_damaged", file=MANIFEST) from bad
    for name in promised:
        if hashes.get(name) != promised[name]:
            raise KnownError("exchange_damaged", file=name)
    content = _digest(json.dumps(hashes, sort_keys=True))
    return content, f"file-{_digest(source) if source else content}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cursor(store: Store, peer: str, content: str) -> tuple[str, int]:
    """File and line up to which this content was read; ('', 0) where it is another one."""
    state = store.read(lambda conn: sync_state.state(conn, peer))
    begun, _, rest = str((state and state["cursor"]) or "").partition(":")
    name, _, line = rest.rpartition(":")
    return (name, int(line)) if begun == content and name else ("", 0)


def _pages(files: list[Path], content: str, begin: tuple[str, int]) -> Iterator[Page]:
    started = not begin[0]
    for path in files:
        done = begin[1] if path.name == begin[0] else 0
        started = started or path.name == begin[0]
        if not started:
            continue
        try:
            with path.open("rb") as file:
                yield from _pages_of(path.name, content, file, done)
        except OSError as fault:
            raise KnownError("exchange_unreadable", file=path.name) from fault


def _pages_of(name: str, content: str, file: BinaryIO, done: int) -> Iterator[Page]:
    resources: list[Remote] = []
    bad: list[Unreadable] = []
    number = 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if number <= done or not line.strip():
            continue
        found = _remote(name, number, line)
        if isinstance(found, Remote):
            resources.append(found)
        else:
            bad.append(found)
        if len(resources) + len(bad) >= _AT_ONCE:
            yield Page(tuple(resources), f"{content}:{name}:{number}", unreadable=tuple(bad))
            resources, bad = [], []
    if number > done:
        yield Page(tuple(resources), f"{content}:{name}:{number}", unreadable=tuple(bad))


def _remote(name: str, number: int, line: bytes) -> Remote | Unreadable:
    place = {"file": name, "line": str(number)}
    try:
        text = jsontext.decode(line.strip())
        body = jsontext.loads(text)
        jsontext.check_characters(text)
    except BadJson as wrong:
        return Unreadable(BAD_LINE, place | {"reason": wrong.reason})
    fhir_type, fhir_id = (body.get("resourceType"), body.get("id")) if isinstance(body, dict) else (None, None)
    if not (envelope.is_type(fhir_type) and envelope.is_id(fhir_id)):
        return Unreadable("sync_bad_id", place)
    return Remote(Ref(str(fhir_type), str(fhir_id)), None, "", text.encode(), parsed=body)


def _report(store: Store, folder: Path, peer: str, applied: Applied) -> Imported:
    kept: dict[str, int] = {}
    target, count = folder / NOT_TAKEN, 0
    try:
        with store.reading() as conn, target.open("w", encoding="utf-8") as file:
            for row in leftovers.set_aside_of(conn, peer):
                count += _say(file, {"code": row["code"], **json.loads(row["facts"])})
            for ref in leftovers.clashes_of(conn, peer):
                count += _say(file, {"code": "sync_conflict", "ref": str(Ref(*ref))})
            for row in leftovers.foreign_of_peer(conn, peer):
                if not _is_part(row):
                    kept[row["fhir_type"]] = kept.get(row["fhir_type"], 0) + 1
                    count += _say(file, {"code": KEPT, "ref": f"{row['fhir_type']}/{row['fhir_id']}"})
        if not count:
            target.unlink()
    except OSError as fault:
        raise KnownError("exchange_unwritable", folder=str(folder)) from fault
    return Imported(applied, kept, target if count else None)


def _is_part(row: Mapping[Any, Any]) -> bool:
    """Whether a resource belongs to a record that was taken in: a segment of a signal, "no known allergy"."""
    body = jsontext.loads(row["json"])
    return ecg.is_segment(body) if row["fhir_type"] == ecg.TYPE else row["fhir_id"] == allergy.none_known_id(row["person"] or "")


def _say(file: TextIO, row: Mapping[str, str]) -> int:
    file.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")
    return 1
