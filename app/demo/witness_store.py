"""The workstation's tables as a witness: plain SQL over the encrypted file, none of the program's repositories."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.clock import instant
from app.demo.truth import Fact
from app.store.ecg_codec import unpack

UCUM = {"mmHg": "mm[Hg]", "次/分": "/min", "bpm": "/min", "°C": "Cel"}

_PEOPLE = "SELECT id, name, sex, birth, village, identifiers, phones FROM person"
_MEASURED = """SELECT person, kind, "values", measured_at, context FROM measurement WHERE status = 'final'"""
_DIAGNOSES = "SELECT person, icd10 FROM condition WHERE verification <> 'entered-in-error'"
_PRESCRIBED = """SELECT l.person, l.name, l.single, l.dose_unit, l.per_day, l.days, l.quantity, l.quantity_unit, p.document, p.hash
    FROM prescription_line l JOIN prescription p ON p.id = l.prescription WHERE p.document IS NOT NULL"""
_GIVEN = "SELECT person, name, pieces, piece FROM dispense WHERE status = 'handed_over'"
_STRIPS = "SELECT id, person, hz, nv_per_lsb, started_at FROM ecg_recording WHERE status = 'final'"
_CHUNKS = "SELECT count, body FROM ecg_chunk WHERE recording = ? ORDER BY lead, n"


def store_facts(conn: Any) -> Iterator[Fact]:
    """Everything the database says of everybody. ``conn``: a keyed DB-API connection."""
    numbers: dict[str, str] = {}
    for key, name, sex, birth, village, identifiers, phones in conn.execute(_PEOPLE):
        number = next((value for kind, value in json.loads(identifiers) if kind == "01"), "")
        numbers[key] = number
        phone = next((one[0] for one in json.loads(phones)), "")
        yield Fact(number, "resident", (name, {"1": "male", "2": "female"}.get(sex, "unknown"), birth or "", phone, village))
    yield from _measurements(conn, numbers)
    for person, icd10 in conn.execute(_DIAGNOSES):
        yield Fact(numbers[person], "diagnosis", (icd10,))
    yield from _prescriptions(conn, numbers)
    for person, name, pieces, piece in conn.execute(_GIVEN):
        yield Fact(numbers[person], "given", (name, f"{pieces} {piece}"))
    yield from _strips(conn, numbers)


def _measurements(conn: Any, numbers: Mapping[str, str]) -> Iterator[Fact]:
    for person, kind, values, at, context in conn.execute(_MEASURED):
        spelled = [f"{name} {sign}{plain(number)} {UCUM.get(unit, unit)}" for name, number, unit, sign in json.loads(values)]
        what = "summary" if kind == "blood_pressure_summary" else "measured"
        content = tuple(sorted(spelled)) + ((context,) if context else ())
        yield Fact(numbers[person], what, content, None if what == "summary" else instant(at))


def _prescriptions(conn: Any, numbers: Mapping[str, str]) -> Iterator[Fact]:
    for person, name, single, unit, per_day, days, quantity, pack, document, digest in conn.execute(_PRESCRIBED):
        if hashlib.sha256(document).hexdigest() != digest:
            continue  # a sheet whose bytes are not those that were signed is no witness
        content = (name, f"{plain(single)} {unit}", f"{plain(per_day)}/d", f"{days} d", f"{plain(quantity)} {pack}")
        yield Fact(numbers[person], "prescribed", content)


def _strips(conn: Any, numbers: Mapping[str, str]) -> Iterator[Fact]:
    for key, person, hz, nanovolts, at in conn.execute(_STRIPS).fetchall():
        counts = [sample for count, body in conn.execute(_CHUNKS, (key,)) for sample in unpack(body, count)]
        yield Fact(numbers[person], "ecg", (f"{hz} Hz", f"{nanovolts} nV", digest_of(counts)), instant(at))


def plain(number: str | None) -> str:
    """One spelling per number."""
    if number is None:
        return ""
    return number.rstrip("0").rstrip(".") if "." in number else number


def digest_of(counts: list[int | None]) -> str:
    """A strip as one word."""
    text = " ".join("E" if count is None else str(count) for count in counts)
    return f"{len(counts)} {hashlib.sha256(text.encode()).hexdigest()[:16]}"
