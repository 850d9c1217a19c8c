"""A clinic goes into files and comes out of them the same; what cannot come out is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.demo.clinic import DOCTOR, PASSWORD, prepare
from app.errors import KnownError
from app.paths import data_folder
from app.services.signin import SignIn
from app.store import people, settings, sync_state
from app.store.outgoing import FHIR_TYPES
from sync import ndjson, page, pull
from sync.canonical import content_hash
from sync.fhir.build import urn
from sync.ndjson import MANIFEST, NOT_TAKEN
from sync.renaming import BY_TAG
from tests.sync.seats import UP, Seat, add_person, record_visit, resident


def test_whatever_a_record_becomes_is_exported_and_asked_of_a_stranger() -> None:
    """A type that stands in neither list stays where it was written."""
    told = set(FHIR_TYPES.values())
    assert told <= set(pull.TYPES) and told - set(ndjson.TYPES) == {"Library", "MedicationKnowledge"}, "lists travel in files of their own"


def hashes(folder: Path) -> dict[str, str]:
    """Every resource of a folder with the hash of its content."""
    found: dict[str, str] = {}
    for path in folder.glob("[A-Z]*.ndjson"):
        for line in path.read_text(encoding="utf-8").splitlines():
            body = json.loads(line)
            found[f"{body['resourceType']}/{body['id']}"] = content_hash(body)
    return found


def stranger(fhir_type: str, key: str, **more: Any) -> str:
    return json.dumps({"resourceType": fhir_type, "id": key, **more}, ensure_ascii=False)


def test_the_whole_clinic_is_the_same_on_the_other_side(seat: Seat, other: Seat, tmp_path: Path) -> None:
    seat.write(record_visit)
    add_person(seat, resident())
    exported = ndjson.export(seat.store, tmp_path / "a")
    assert exported.counts["Patient"] == 3 and exported.counts["Provenance"] >= 1
    imported = ndjson.take(other.store, tmp_path / "a")
    assert (imported.applied.conflicts, imported.applied.set_aside, imported.kept, imported.not_taken) == (0, 0, {}, None)
    ndjson.export(other.store, tmp_path / "b")
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b") and len(hashes(tmp_path / "a")) > 20
    assert other.whole() == seat.whole()
    assert other.replica.backlog(UP).pending > 10, "what was read in goes to the upstream too"
    assert sync_state.FILE not in {one.kind for one in other.store.read(sync_state.upstreams)}


def test_the_practice_clinic_is_the_same_on_the_other_side(other: Seat, tmp_path: Path) -> None:
    folder = data_folder(str(tmp_path / "practice"))
    prepare(folder, other.clock, 12)
    desk = SignIn(folder, other.clock).sign_in(DOCTOR, PASSWORD)
    exported = ndjson.export(desk.store, tmp_path / "a")
    desk.store.close()
    imported = ndjson.take(other.store, tmp_path / "a")
    assert (imported.applied.conflicts, imported.applied.set_aside) == (0, 0)
    assert set(imported.kept) <= {"PractitionerRole"}, "who holds which role is an account's affair and stays where it is"
    ndjson.export(other.store, tmp_path / "b")
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b") and len(hashes(tmp_path / "a")) == sum(exported.counts.values()) > 100


def test_the_same_folder_again_changes_nothing(seat: Seat, other: Seat, tmp_path: Path) -> None:
    seat.write(record_visit)
    ndjson.export(seat.store, tmp_path / "a")
    ndjson.take(other.store, tmp_path / "a")
    edits = other.store.edits
    again = ndjson.take(other.store, tmp_path / "a")
    assert again.applied.changed == 0 and again.not_taken is None
    mine = ndjson.take(seat.store, tmp_path / "a")
    assert (mine.applied.changed, mine.applied.conflicts) == (0, 0) and mine.applied.same > 20
    assert edits > 0


def test_files_of_the_version_before_are_read(seat: Seat, other: Seat, tmp_path: Path) -> None:
    """Every resource named its own UUID among its identifiers then."""
    seat.write(record_visit)
    ndjson.export(seat.store, tmp_path / "a")
    (tmp_path / "a" / MANIFEST).unlink()
    for path in (tmp_path / "a").glob("*.ndjson"):
        bodies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        named = [body | {"identifier": [urn(body["id"]), *body.get("identifier", [])]} for body in bodies if path.stem not in BY_TAG]
        path.write_text("".join(json.dumps(body) + "\n" for body in named or bodies), encoding="utf-8")
    imported = ndjson.take(other.store, tmp_path / "a")
    assert (imported.applied.conflicts, imported.applied.set_aside, imported.not_taken) == (0, 0, None)
    assert other.whole() == seat.whole()
    mine = ndjson.take(seat.store, tmp_path / "a")
    assert (mine.applied.conflicts, mine.applied.set_aside) == (0, 0)
    assert seat.whole() == other.whole()
    ndjson.export(other.store, tmp_path / "b")
    assert hashes(tmp_path / "a").keys() == hashes(tmp_path / "b").keys()


def test_a_broken_off_import_goes_on_where_it_was(seat: Seat, other: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        add_person(seat, resident(f"居民{number}"))
    monkeypatch.setattr(ndjson, "_AT_ONCE", 7)
    ndjson.export(seat.store, tmp_path / "a")
    real, seen = page.read, 0

    def failing(remote: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == 18:
            raise KeyboardInterrupt
        return real(remote)

    monkeypatch.setattr(ndjson, "read", failing)
    with pytest.raises(KeyboardInterrupt):
        ndjson.take(other.store, tmp_path / "a")
    monkeypatch.setattr(ndjson, "read", real)
    assert ndjson.take(other.store, tmp_path / "a").applied.changed == 30 - 14
    ndjson.export(other.store, tmp_path / "b")
    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")


def test_what_was_not_taken_is_named_with_its_reason(other: Seat, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = stranger("Patient", "p-1", name=[{"text": "赵六"}], gender="male")
    (folder / "Patient.000.ndjson").write_text(
        f'{good}\n{{"resourceType":"Patient"\n\n{stranger("Patient", "bad id!")}\n[]\n', encoding="utf-8"
    )
    (folder / "Observation.ndjson").write_text(stranger("Observation", "o-1", subject={"reference": "Patient/elsewhere"}), encoding="utf-8")
    (folder / "Immunization.ndjson").write_text(
        stranger("Immunization", "i-1", patient={"reference": "Patient/p-1"}) + "\n", encoding="utf-8"
    )
    imported = ndjson.take(other.store, folder)
    assert imported.kept == {"Immunization": 1, "Observation": 1}
    rows = [json.loads(line) for line in (folder / NOT_TAKEN).read_text(encoding="utf-8").splitlines()]
    told = [(row["code"], row.get("line", ""), row.get("ref", "")) for row in rows]
    assert told == [
        ("import_bad_line", "2", ""),
        ("sync_bad_id", "4", ""),
        ("sync_bad_id", "5", ""),
        ("import_kept", "", "Immunization/i-1"),
        ("import_kept", "", "Observation/o-1"),
    ]
    assert "赵六" not in (folder / NOT_TAKEN).read_text(encoding="utf-8")
    ndjson.export(other.store, tmp_path / "out")
    assert "Immunization/i-1" in hashes(tmp_path / "out"), "what a stranger gave goes on as it came"


def test_two_places_that_differ_wait_for_a_person(seat: Seat, other: Seat, tmp_path: Path) -> None:
    seat.write(lambda uow: settings.put(uow, settings.INSTANCE, "a"))
    one = add_person(seat, resident("甲"))
    ndjson.export(seat.store, tmp_path / "a")
    ndjson.take(other.store, tmp_path / "a")
    seat.write(lambda uow: people.change(uow, replace(one, name="乙")))
    other.write(lambda uow: people.change(uow, replace(one, name="丙")))
    ndjson.export(seat.store, tmp_path / "a")
    imported = ndjson.take(other.store, tmp_path / "a")
    assert imported.applied.conflicts == 1 and other.read("person", one.id).name == "丙"
    assert "sync_conflict" in (tmp_path / "a" / NOT_TAKEN).read_text(encoding="utf-8")


def test_a_damaged_folder(seat: Seat, other: Seat, tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="exchange_nothing"):
        ndjson.take(other.store, tmp_path)
    add_person(seat, resident())
    ndjson.export(seat.store, tmp_path / "a")
    (tmp_path / "a" / "Patient.ndjson").write_bytes(b"{}")
    with pytest.raises(KnownError, match="exchange_damaged"):
        ndjson.take(other.store, tmp_path / "a")
    (tmp_path / "a" / MANIFEST).write_text("[", encoding="utf-8")
    with pytest.raises(KnownError, match="exchange_damaged"):
        ndjson.take(other.store, tmp_path / "a")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KnownError, match="exchange_unwritable"):
        ndjson.export(seat.store, tmp_path / "file")
