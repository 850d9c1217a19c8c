"""The acceptance predicate as a pure function: no reading outside its span, whatever the clocks say (H20–H22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import iso, local
from app.domain.device import ArmedSpan
from app.domain.measurement import TimeBasis
from app.rules.acceptance import AFTER_ARMING, Why, clock_life, moment_of, place, proposal, refusal
from device_drivers.readings import Kind, Quantity, Reading

START = datetime(2026, 3, 5, 0, 40, 7, tzinfo=UTC)


def sec(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def span(begin: float, end: float, name: str = "a", why: str = "by_hand") -> ArmedSpan:
    expires = iso(sec(begin + 300))
    return ArmedSpan(name, "d", name, "v", "A1", "x", "slip", iso(sec(begin)), expires, iso(sec(end)), why)


def reading(
    taken: float | None = 0, offset: float | None = 0.0, seen: bool = False, kind: Kind = Kind.BLOOD_PRESSURE, time: str | None = None
) -> Reading:
    stamp = time if taken is None else (local(sec(taken)) - timedelta(seconds=offset or 0)).strftime("%Y-%m-%dT%H:%M:%S")
    values = (("systolic", Quantity(Decimal(120), "mmHg")),)
    return Reading("ble:X", "cuff", kind, values, stamp, offset, None, None, (), (), seen, b"")


def verdict(one: Reading, came: float, spans: list[ArmedSpan], began: float | None = None) -> tuple[str | None, Why | None]:
    moment = moment_of(one, sec(came), None if began is None else sec(began))
    found = place(moment, sec(came), spans)
    return (found.span.id if found.span else None), found.why


@pytest.mark.parametrize("text", [None, "????-03-05T08:40:00", "2026-??-05T08:40:00", "2026-02-30T08:40:00", ""])
def test_a_time_with_unknown_parts_is_none(text: str | None) -> None:
    assert moment_of(reading(None, time=text), sec(60), None) is None
    assert verdict(reading(None, time=text), 60, [span(0, 100)]) == (None, Why.NO_TRUSTWORTHY_TIME)


@pytest.mark.parametrize(("offset", "trusted"), [(None, False), (86400.0, True), (86401.0, False), (-86401.0, False), (28800.0, True)])
def test_a_clock_is_trusted_within_a_day(offset: float | None, trusted: bool) -> None:
    assert (moment_of(reading(0, offset), sec(60), None) is not None) is trusted


def test_a_record_of_tomorrow_says_its_clock_is_wrong() -> None:
    assert moment_of(reading(200), sec(60), None) is None
    just = moment_of(reading(70), sec(60), None)
    assert just is not None and just.at == sec(60)  # a clock a little ahead: not later than it came


def test_the_basis_says_how_the_time_is_known() -> None:
    bases = [moment_of(reading(0, offset), sec(60), None).basis for offset in (0.0, 60.0, 61.0)]  # type: ignore[union-attr]
    assert bases == [TimeBasis.DEVICE, TimeBasis.DEVICE, TimeBasis.CORRECTED]
    seen = moment_of(reading(seen=True), sec(60), sec(20))
    assert seen is not None and (seen.basis, seen.earliest, seen.at) == (TimeBasis.ARRIVAL, sec(20), sec(60))


def test_a_seen_pressure_whose_start_nobody_heard_began_at_least_fifteen_seconds_ago() -> None:
    assert verdict(reading(seen=True), 14, [span(0, 100)]) == (None, Why.BEGUN_BEFORE_ARMING)
    assert verdict(reading(seen=True), 15, [span(0, 100)]) == ("a", None)
    assert verdict(reading(seen=True, kind=Kind.TEMPERATURE), 1, [span(0, 100)]) == ("a", None)


def test_seen_but_ended_after_the_person_was_done() -> None:
    assert verdict(reading(seen=True), 60, [span(0, 50)], began=20) == (None, Why.AFTER_DISARM)
    assert verdict(reading(seen=True), 301, [span(0, 400, why="timeout")], began=270) == (None, Why.AFTER_TIMEOUT)
    assert verdict(reading(seen=True), 60, [], began=20) == (None, Why.NOT_ARMED)


def test_a_span_past_its_time_out_ends_there_though_nobody_noted_it() -> None:
    forgotten = ArmedSpan("a", "d", "a", "v", "A1", "x", "slip", iso(sec(0)), iso(sec(300)))
    assert verdict(reading(299), 400, [forgotten]) == ("a", None)
    assert verdict(reading(301), 400, [forgotten]) == (None, Why.AFTER_TIMEOUT)


def test_without_seconds_the_whole_minute_either_way_must_fit() -> None:
    one = reading(None, 0.0, time="2026-03-05T08:42:??")  # between 08:41:00 and 08:43:00, which is 53 s to 173 s
    assert verdict(one, 300, [span(20, 200)]) == ("a", None)
    assert verdict(one, 300, [span(45, 200)]) == (None, Why.BEGUN_BEFORE_ARMING)
    assert verdict(one, 300, [span(20, 150)]) == (None, Why.AMBIGUOUS)


def test_the_nearest_arming_is_proposed_and_none_far_off() -> None:
    spans = [span(600, 700, "later"), span(0, 100, "first")]
    moment = moment_of(reading(150), sec(160), None)
    near = proposal(moment, sec(160), spans)
    assert near is not None and near.id == "first"
    assert proposal(moment_of(reading(-5000), sec(160), None), sec(160), spans) is None
    undated = proposal(None, sec(650), spans)
    assert undated is not None and undated.id == "later"


def test_whose_slot() -> None:
    assert refusal(reading(), 1) is None  # the device names no slot
    assert refusal(reading(), None) is None


@given(
    begins=st.lists(st.tuples(st.integers(0, 120), st.integers(1, 300)), min_size=1, max_size=6),
    taken=st.integers(-3600, 3000),
    delay=st.integers(0, 3600),
    offset=st.one_of(st.none(), st.integers(-90000, 90000)),
    seen=st.booleans(),
    took=st.integers(16, 60),
)
def test_whoever_gets_it_was_armed_while_it_was_taken(
    begins: list[tuple[int, int]], taken: int, delay: int, offset: int | None, seen: bool, took: int
) -> None:
    """Spans of one device never overlap; the true moment of taking decides, whatever the device's clock shows."""
    spans, clock = [], 0
    for n, (pause, length) in enumerate(begins):
        clock += pause
        spans.append(span(clock, clock + length, f"p{n}"))
        clock += length + 1
    came = taken if seen else taken + delay
    one = reading(taken, None if offset is None else float(offset), seen)
    got, why = verdict(one, came, spans[::-1], began=taken - took if seen else None)
    assert (got is None) is (why is not None)
    if got is not None:
        owner = next(each for each in spans if each.id == got)
        begin = sec(taken - took) if seen else sec(taken) - AFTER_ARMING
        assert iso(begin) >= owner.armed_at and iso(sec(taken)) <= owner.ends_at


def test_a_stamp_in_the_second_of_disarming_is_nobodys() -> None:
    """The nurse saves at 40.9 s; at 40.95 s somebody presses START on the same cuff, which stamps second 40."""
    found = place(moment_of(reading(taken=40), sec(90), None), sec(90), [span(0, 40.9)])
    assert (found.span, found.why) == (None, Why.AMBIGUOUS)
    assert place(moment_of(reading(taken=39), sec(90), None), sec(90), [span(0, 40.9)]).span is not None


@pytest.mark.parametrize(
    ("before", "offset", "stamped", "dated"),
    [
        (0.0, 0.4, -300, True),  # the same clock as at the last contact
        (0.0, 3780.0, -300, False),  # somebody set it back since: was it stamped before or after?
        (0.0, -420.0, -300, False),
        (None, 0.0, -300, True),  # the first contact, and right
        (None, 3780.0, -300, True),  # and off by an hour: as most are that nobody ever compared
        (3780.0, 0.0, -300, True),  # our driver set it right at the last contact, 600 s ago
        (3780.0, 0.0, -700, False),  # stamped before that
        (-420.0, 0.0, -300, False),  # it was ahead: within these seven minutes two lives of it overlap
        (-420.0, 0.0, -100, True),
    ],
)
def test_a_clock_that_was_changed_dates_nothing_from_before(before: float | None, offset: float, stamped: float, dated: bool) -> None:
    since = clock_life(before, None if before is None else sec(-600), offset, sec(0), None)
    time = (local(sec(stamped)) - timedelta(seconds=offset)).strftime("%Y-%m-%dT%H:%M:%S")
    one = reading(taken=None, offset=offset, time=time)
    assert (moment_of(one, sec(1), None, False, since) is not None) is dated


def test_what_is_stamped_after_the_change_was_found_is_dated_again() -> None:
    since = clock_life(0.0, sec(-600), 3780.0, sec(0), None)
    assert clock_life(3780.0, sec(0), 3780.2, sec(4000), since) == since
    late = reading(taken=None, offset=3780.0, time=(local(sec(4000)) - timedelta(seconds=3780)).strftime("%Y-%m-%dT%H:%M:%S"))
    assert moment_of(late, sec(4030), None, False, since) is not None
