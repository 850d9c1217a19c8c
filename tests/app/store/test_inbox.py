"""Frames and readings as received: every byte, every field, once."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app.store import inbox
from app.store.database import Store
from app.store.tables.devices import raw_frame
from device_drivers.readings import Frame, Kind, Quantity, Reading

AT = datetime(2026, 3, 5, 0, 41, 7, 250000, tzinfo=UTC)
BEGAN = datetime(2026, 3, 5, 0, 40, 31, tzinfo=UTC)

quantities = st.builds(
    Quantity,
    st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=3)),
    st.sampled_from(("mmHg", "kPa", "mmol/L", "%")),
    st.sampled_from(("", "<", ">")),
)
readings = st.builds(
    Reading,
    device=st.just("ble:X"),
    driver=st.just("cuff"),
    kind=st.sampled_from(Kind),
    values=st.lists(st.tuples(st.text(max_size=9), quantities), max_size=4).map(tuple),
    device_time=st.one_of(st.none(), st.just("????-03-05T08:41:??")),
    clock_offset_s=st.one_of(st.none(), st.floats(-1e9, 1e9)),
    sequence=st.one_of(st.none(), st.integers(0, 2**63)),
    user_slot=st.one_of(st.none(), st.integers(0, 255)),
    flags=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    context=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=2).map(tuple),
    seen_taken=st.booleans(),
    raw=st.just(b""),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(one=readings)
def test_a_reading_comes_back_as_it_came(store: Store, one: Reading) -> None:
    key = f"{hash(repr(one))}"

    def work(uow: object) -> inbox.Received | None:
        if inbox.get(uow.conn, key) is None:  # type: ignore[attr-defined]
            inbox.add_reading(uow, key, 1, one, AT, BEGAN)  # type: ignore[arg-type]
        return inbox.get(uow.conn, key)  # type: ignore[attr-defined]

    kept = store.write(work).result()
    assert kept is not None
    assert (kept.reading, kept.received_at, kept.began, kept.state, kept.reason) == (one, AT, BEGAN, inbox.UNCLAIMED, "")


def pressure(time: str | None = "2026-03-05T08:41:07") -> Reading:
    return Reading(
        "ble:X", "cuff", Kind.BLOOD_PRESSURE, (("systolic", Quantity(Decimal(120), "mmHg")),), time, 0.0, 1, None, (), (), False, b"\x01"
    )


def test_the_key_is_once(store: Store) -> None:
    store.write(lambda uow: inbox.add_reading(uow, "k", 1, pressure(), AT, None)).result()
    with pytest.raises(IntegrityError):
        store.write(lambda uow: inbox.add_reading(uow, "k", 2, pressure(), AT, None)).result()
    assert len(store.read(inbox.pending)) == 1


def test_frames_are_kept_byte_for_byte(store: Store) -> None:
    data = bytes(range(256))
    first = store.write(lambda uow: inbox.add_frame(uow, Frame("ble:X", "cuff", "2A35", data, AT))).result()
    second = store.write(lambda uow: inbox.add_frame(uow, Frame("ble:X", "cuff", "2A35", data, AT, refused="nan"))).result()
    assert second == first + 1
    rows = store.read(lambda conn: [bytes(row.data) for row in conn.execute(raw_frame.select())])
    assert rows == [data, data]
    assert [why for _, _, why in store.read(lambda conn: inbox.quarantined(conn, ""))] == ["nan"]


def test_where_a_reading_stands(store: Store) -> None:
    store.write(lambda uow: inbox.add_reading(uow, "k", 1, pressure(), AT, None)).result()
    assert store.read(inbox.unclaimed) == [] and store.read(inbox.unclaimed_count) == 0
    store.write(lambda uow: inbox.leave(uow, "k", "not_armed")).result()
    assert [one.reason for one in store.read(inbox.unclaimed)] == ["not_armed"] and store.read(inbox.pending) == []
    store.write(lambda uow: inbox.attach(uow, "k", "p", "v", "m")).result()
    assert store.read(inbox.unclaimed) == []
    store.write(lambda uow: inbox.leave(uow, "k", "taken_back")).result()
    (back,) = store.read(inbox.unclaimed)
    assert (back.person, back.encounter, back.measurement) == (None, None, "m")
    store.write(lambda uow: inbox.set_aside(uow, "k", "试机")).result()
    assert store.read(inbox.unclaimed_count) == 0


def test_whether_a_clock_has_seconds_is_learnt_from_what_it_showed(store: Store) -> None:
    """The format is believed until a device has shown nothing but full minutes three times."""
    full_minute = pressure("2026-03-05T08:41:00")
    for key, minute in (("k", "42"), ("l", "43")):
        store.write(lambda uow, k=key, m=minute: inbox.add_reading(uow, k, 1, pressure(f"2026-03-05T08:{m}:00"), AT, None)).result()  # type: ignore[misc]
        assert store.read(lambda conn: inbox.keeps_seconds(conn, full_minute))
    store.write(lambda uow: inbox.add_reading(uow, "m", 1, full_minute, AT, None)).result()
    assert not store.read(lambda conn: inbox.keeps_seconds(conn, full_minute))
    assert store.read(lambda conn: inbox.keeps_seconds(conn, pressure()))
    store.write(lambda uow: inbox.add_reading(uow, "n", 1, pressure(), AT, None)).result()
    assert store.read(lambda conn: inbox.keeps_seconds(conn, full_minute))
