"""Hypothesis strategies for every record that goes over the wire."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from app.clock import iso
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.device import Device
from app.domain.dispensing import Dispense, DispenseStatus, SoldCode
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.measurement import MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.person import Address, Identifier, IdKind, Person, Phone, Sex
from app.domain.prescription import Override, Prescription, PrescriptionLine, PrescriptionState, SheetKind
from app.domain.staff import Organization, Practitioner
from device_drivers.readings import key_of
from sync.fhir.codes import UNITS

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ids = st.uuids(version=4).map(str)
maybe_id = st.none() | ids
words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
maybe_words = st.just("") | words
tokens = st.text(string.ascii_lowercase + "-", min_size=1, max_size=12).filter(lambda one: one.strip("-") == one)
instants = st.integers(-631152000000, 4070908800000).map(lambda ms: iso(EPOCH + timedelta(milliseconds=ms)))
maybe_instant = st.none() | instants
days = st.dates(date(1880, 1, 1), date(2099, 1, 1))
day_texts = days.map(date.isoformat)
decimals = st.decimals(Decimal("-9999"), Decimal("99999"), allow_nan=False, allow_infinity=False, places=2) | st.integers(0, 400).map(
    Decimal
)

phones = st.builds(Phone, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["本人", "子女", "户主"]))
persons = st.builds(
    Person,
    id=ids,
    name=maybe_words,
    sex=st.sampled_from(Sex),
    birth=st.none() | days,
    identifiers=st.lists(st.builds(Identifier, st.sampled_from(IdKind), words), max_size=4).map(tuple),
    phones=st.lists(phones, max_size=4).map(tuple),
    address=st.builds(Address, st.sampled_from(["", "510181", "510181001203"]), maybe_words, maybe_words, maybe_words),
    householder=maybe_words,
    deceased=st.none() | days,
    temporary_reason=maybe_words,
)
organizations = st.builds(
    Organization,
    id=ids,
    code=words,
    name=words,
    type_code=st.sampled_from(["D600", "C220"]),
    phone=maybe_words,
    division=st.sampled_from(["", "510181"]),
)
practitioners = st.builds(
    Practitioner,
    id=ids,
    organization=ids,
    staff_no=words,
    name=words,
    licence_no=maybe_words,
    title=maybe_words,
    may_prescribe=st.booleans(),
    narcotic_right=st.booleans(),
    antibiotic_tier=st.sampled_from(["非限制", "限制", "特殊"]),
    rights_from=st.none() | day_texts | instants,
    rights_to=st.none() | day_texts | instants,
)
encounters = st.builds(
    Encounter,
    id=ids,
    person=ids,
    status=st.sampled_from(EncounterStatus),
    kind=st.sampled_from(VisitKind),
    opened_at=instants,
    triaged_at=maybe_instant,
    started_at=maybe_instant,
    finished_at=maybe_instant,
    practitioner=maybe_id,
    seat=maybe_words,
    urgent=st.booleans(),
    held=st.booleans(),
    proxy=st.booleans(),
    identified_by=maybe_words,
    note=maybe_words,
)


def _value(name: str) -> st.SearchStrategy[MeasuredValue]:
    units = st.sampled_from(sorted(UNITS)) | words
    number = st.builds(MeasuredValue, st.just(name), decimals, units, st.sampled_from(["", "<", ">"]))
    return number | st.builds(MeasuredValue, st.just(name), st.none(), units, st.sampled_from(["<", ">"]))


@st.composite
def values_of(draw: st.DrawFn, kind: MeasurementKind) -> tuple[MeasuredValue, ...]:
    """The kind's own value first, then others."""
    pressure = kind in (MeasurementKind.BLOOD_PRESSURE, MeasurementKind.BLOOD_PRESSURE_SUMMARY)
    own = ["systolic", "diastolic"] if pressure else [kind.value]
    if kind is MeasurementKind.LABORATORY:
        return tuple(draw(st.lists(_results(), min_size=1, max_size=4, unique_by=lambda one: one.name)))
    more = draw(st.lists(st.sampled_from(["mean", "pulse", "perfusion_index"]), unique=True))
    return tuple(draw(_value(name)) for name in own + more)


@st.composite
def _results(draw: st.DrawFn) -> MeasuredValue:
    """A test of an analyser: a number or a word, with what it says besides."""
    name = draw(tokens)
    said = {name: draw(st.just("") | words) for name in ("flag", "reference")} | {
        "label": draw(st.just("") | words.filter(lambda one: one != name))
    }
    if draw(st.booleans()):
        return replace(draw(_value(name)), **said)  # type: ignore[arg-type]
    return MeasuredValue(name, None, "", text=draw(words), **said)


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    kind = draw(st.sampled_from(MeasurementKind))
    context = st.sampled_from(["fasting", "postprandial", "random", "", "bedtime"]) if kind is MeasurementKind.GLUCOSE else st.just("")
    return Measurement(
        id=draw(ids),
        person=draw(ids),
        encounter=draw(maybe_id),
        kind=kind,
        values=draw(values_of(kind)),
        measured_at=draw(instants),
        time_basis=draw(st.sampled_from(TimeBasis)),
        source=draw(st.sampled_from(Source)),
        status=draw(st.sampled_from(MeasurementStatus)),
        device=draw(maybe_id),
        device_time=draw(st.none() | st.just("2026-03-??T08:41:07")),
        clock_offset_s=draw(st.none() | st.floats(-1e9, 1e9)),
        reading_key=draw(st.none() | st.text(max_size=20).map(key_of)),
        context=draw(context),
        arm=draw(st.sampled_from(["", "left", "right"])),
        flags=tuple(draw(st.lists(tokens, max_size=3))),
        critical=draw(st.booleans()),
        derived_from=tuple(draw(st.lists(ids, max_size=3))),
        replaces=draw(maybe_id),
        taken_by=draw(maybe_id),
    )


conditions = st.builds(
    Condition,
    id=ids,
    person=ids,
    encounter=maybe_id,
    icd10=st.sampled_from(["", "I10", "E11.9"]),
    display=words,
    cn_code=st.sampled_from(["", "I10.x00x002"]),
    clinical_status=st.sampled_from(["active", "resolved"]),
    verification=st.sampled_from(["confirmed", "provisional", "unconfirmed", "entered-in-error"]),
    onset=st.none() | day_texts | st.sampled_from(["2019", "2019-05", "三年前"]) | instants,
    recorded_at=st.just("") | instants,
)
allergies = st.builds(
    Allergy,
    id=ids,
    person=ids,
    text=words,
    token=st.sampled_from(["", "penicillin"]),
    reaction=maybe_words,
    severity=st.sampled_from(["", "mild", "moderate", "severe"]),
    source=maybe_words,
    clinical_status=st.sampled_from(["active", "inactive", "resolved"]),
    verification=st.sampled_from(["unconfirmed", "confirmed", "refuted", "entered-in-error"]),
    recorded_at=st.just("") | instants,
)
facts = st.builds(
    Fact,
    id=ids,
    person=ids,
    kind=st.sampled_from(FactKind),
    answer=st.sampled_from(Answer),
    at=instants,
    source=maybe_words,
)
devices = st.builds(
    Device,
    id=ids,
    hub_id=words,
    driver=maybe_words,
    kinds=st.lists(st.sampled_from(["blood_pressure", "glucose", "ecg", "thermometer"]), max_size=3).map(tuple),
    name=maybe_words,
    address=st.sampled_from(["", "AA:BB:CC:00:11:22", "/dev/ttyUSB0"]),
    maker=maybe_words,
    model=maybe_words,
    serial=maybe_words,
    sticker=st.just(""),
    seat=st.just(""),
    baud=st.none(),
    user_slot=st.none(),
    virtual=st.just(False),
    added_at=st.just(""),
    forgotten_at=st.none(),
)
steps = st.none() | st.integers(-40000, 40000)
Signal = dict[str, list[int | None]]


@st.composite
def recordings(draw: st.DrawFn, seconds: st.SearchStrategy[int] | None = None) -> tuple[EcgRecording, Signal]:
    """A recording and its samples by lead."""
    leads = tuple(draw(st.lists(st.sampled_from(["ECG", "I", "II", "aVR", "V1", "V6", "chest"]), min_size=1, max_size=3, unique=True)))
    hz = draw(st.sampled_from([4, 7, 130, 250]) if seconds is None else st.sampled_from([4, 7]))
    length = draw(st.integers(0, 3) if seconds is None else seconds)
    one_second = st.lists(steps, min_size=hz, max_size=hz)
    samples = {lead: draw(one_second) * length + draw(st.lists(steps, max_size=hz - 1)) for lead in leads}
    recording = EcgRecording(
        id=draw(ids),
        person=draw(ids),
        encounter=draw(maybe_id),
        device=draw(st.just("") | ids),
        started_at=draw(instants),
        leads=leads,
        hz=hz,
        nv_per_lsb=draw(st.integers(1, 50_000)),
        seconds=length,
        status=draw(st.sampled_from(["recording", "final", "entered-in-error"])),
        quality=draw(maybe_words),
        heart_rate=draw(st.none() | st.integers(20, 300)),
        sha256=draw(st.just("") | st.just("ab" * 32)),
    )
    return recording, samples


amounts = st.decimals(Decimal("0.01"), Decimal("999"), places=2) | st.integers(1, 400).map(Decimal)
lines = st.builds(
    PrescriptionLine,
    id=ids,
    drug=words,
    name=words,
    form=maybe_words,
    strength=maybe_words,
    single=amounts,
    dose_unit=st.sampled_from(["mg", "[iU]", "{tbl}", "片"]),
    frequency=st.sampled_from(["qd", "tid", "qod", "qw", ""]),
    per_day=st.sampled_from([Decimal(1), Decimal(3), Decimal("0.5"), Decimal(1) / 7, Decimal("0.1429"), Decimal("2.5"), Decimal(0)]),
    route=st.sampled_from(["oral", "im", ""]),
    days=st.integers(0, 90),
    quantity=amounts,
    quantity_unit=st.sampled_from(["片", "盒", "mL"]),
    skin_test=maybe_words,
    as_needed=maybe_words,
    note=maybe_words,
    price_fen=st.none() | st.integers(0, 1_000_000),
)
overrides = st.builds(
    Override,
    code=words,
    lines=st.lists(st.integers(0, 5), max_size=3).map(tuple),
    reason_code=maybe_words,
    reason=maybe_words,
    second_signature=st.booleans(),
)
prescriptions = st.builds(
    Prescription,
    id=ids,
    person=ids,
    encounter=ids,
    kind=st.sampled_from(SheetKind),
    state=st.sampled_from(PrescriptionState),
    lines=st.lists(lines, min_size=1, max_size=5, unique_by=lambda one: one.id).map(tuple),
    diagnoses=st.lists(st.tuples(st.sampled_from(["I10", "J00"]), words), max_size=2).map(tuple),
    number=st.none() | st.just("510181001-A1-20260305-0001"),
    payment=maybe_words,
    long_term=st.booleans(),
    extend_reason=maybe_words,
    prescriber=ids,
    signed_at=instants,
    valid_until=st.none() | day_texts,
    overrides=st.lists(overrides, max_size=2).map(tuple),
    document=st.binary(min_size=1, max_size=40),
    hash=st.just("cd" * 32),
    prev_hash=st.none() | st.just("ef" * 32),
    signature=st.none() | words,
    based_on=maybe_id,
    public_key=st.none() | st.just("ab" * 32),
    review=st.just("{}"),
    cancelled_at=maybe_instant,
    cancel_reason=maybe_words,
)
sold_codes = st.builds(
    SoldCode,
    key=st.sampled_from(["84144500000000000001", "(01)06901234567892(21)A7"]),
    pieces=st.integers(1, 500),
    product=st.sampled_from(["", "8414450"]),
    split=st.booleans(),
)
dispenses = st.builds(
    Dispense,
    id=ids,
    person=ids,
    encounter=ids,
    prescription=ids,
    line=ids,
    drug=words,
    name=words,
    batch=maybe_words,
    expiry=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    pieces=st.integers(1, 10_000),
    piece=st.sampled_from(["片", "支", "袋"]),
    status=st.sampled_from(DispenseStatus),
    prepared_by=ids,
    prepared_at=instants,
    codes=st.lists(sold_codes, max_size=3).map(tuple),
    handed_by=maybe_id,
    handed_at=maybe_instant,
    reason=maybe_words,
)
