"""Whose reading is it? A reading belongs to an armed resident only if it was taken while the device was armed for them.

The acceptance predicate of safety.md §2 (H20–H22): the driver saw the measurement being taken, or the device's own
time, corrected by its offset, lies at least 15 s after arming and before disarming. Whatever fits less well waits for a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.clock import CLINIC_ZONE, instant, local
from app.domain.device import ArmedSpan
from app.domain.measurement import TimeBasis
from device_drivers.readings import Kind, Reading

AFTER_ARMING = timedelta(seconds=15)
"""No arm is measured faster: a result stamped sooner was under way before."""
NEARBY = timedelta(minutes=10)
"""Within this time of an arming a reading may be proposed to its resident."""
CLOCK_TRUSTED = timedelta(hours=24)
"""A clock further off was reset (battery out, 2017-01-01): two of its times may belong to two different lives of it."""
CLOCK_RIGHT = timedelta(seconds=60)
CLOCK_DRIFT = timedelta(seconds=180)
"""Two offsets of one clock that nobody touched differ by less: one without seconds shows a minute more or less, and the one our
driver set is off by as much as this computer's own clock was put right during that session."""
AHEAD = timedelta(seconds=60)
MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
"""A stamp of a full second stands for all of it: a button pressed in the second of disarming is nobody's."""


class Why(StrEnum):
    """Why nobody has a reading; words under ``inbox_reason``."""

    NOT_ARMED = "not_armed"
    STORED_EARLIER = "stored_earlier"
    BEGUN_BEFORE_ARMING = "begun_before_arming"
    AFTER_TIMEOUT = "after_timeout"
    AFTER_DISARM = "after_disarm"
    AMBIGUOUS = "ambiguous"
    NO_TRUSTWORTHY_TIME = "no_trustworthy_time"
    OTHER_USER_SLOT = "other_user_slot"
    CONTROL_SOLUTION = "control_solution"
    QUALITY_CONTROL = "quality_control"
    LABORATORY = "laboratory"
    KIND_ALREADY_FILLED = "kind_already_filled"
    TOO_CLOSE = "too_close"
    ABSURD = "absurd"
    VISIT_CLOSED = "visit_closed"
    UNKNOWN_DEVICE = "unknown_device"
    TAKEN_BACK = "taken_back"
    NOT_PLACED = "not_placed"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a reading was taken: between ``earliest`` and ``latest`` (UTC). ``seen``: its driver watched it."""

    earliest: datetime
    latest: datetime
    basis: TimeBasis
    seen: bool = False

    @property
    def at(self) -> datetime:
        """The one instant that is kept: a result exists when its measurement ends."""
        return self.latest if self.seen else self.earliest


@dataclass(frozen=True, slots=True)
class Verdict:
    """The span a reading belongs to, or why there is none."""

    span: ArmedSpan | None
    why: Why | None = None


def clock_life(before: float | None, at: datetime | None, offset: float, now: datetime, since: str | None) -> str | None:
    """From when on, by the device's own clock, its stamps belong to the offset found now; None = all of them.

    A clock that somebody changed between two contacts gives the records of before a time that is wrong by the change. ``before``: the
    offset found at the last contact ``at``, ``since``: what was found then. A clock that is right now although it was wrong was set by
    our driver at the end of that contact.
    """
    device_now = local(now) - timedelta(seconds=offset)
    if before is None or at is None:
        return None  # the first contact: most clocks are a little off, and hardly anybody has just set one
    moved = timedelta(seconds=offset - before)
    if abs(moved) <= CLOCK_DRIFT:
        return since
    back = moved if timedelta(0) < moved <= CLOCK_TRUSTED else timedelta(0)
    begins = local(at) if abs(offset) <= CLOCK_RIGHT.total_seconds() else device_now
    return _stamp(begins + back)


def _stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S")


def moment_of(
    reading: Reading, received_at: datetime, began: datetime | None, minute_clock: bool = False, since: str | None = None
) -> Moment | None:
    """When the reading was taken; None where neither its driver nor a trustworthy clock can tell.

    ``began``: when the device was first heard measuring it. ``minute_clock``: the device may keep no seconds. ``since``: see
    :func:`clock_life`.
    """
    if reading.seen_taken:
        shortest = AFTER_ARMING if reading.kind is Kind.BLOOD_PRESSURE else timedelta(0)
        return Moment(began or received_at - shortest, received_at, TimeBasis.ARRIVAL, seen=True)
    stamped = _device_time(reading.device_time)
    if stamped is None or not _is_trusted(reading.clock_offset_s) or (since is not None and _stamp(stamped[0]) < since):
        return None
    offset = timedelta(seconds=reading.clock_offset_s or 0)
    taken, exact = stamped[0] + offset, stamped[1] and not (minute_clock and stamped[0].second == 0)
    if taken > received_at + AHEAD:
        return None
    basis = TimeBasis.DEVICE if abs(offset) <= CLOCK_RIGHT else TimeBasis.CORRECTED
    if exact:
        return Moment(min(taken, received_at), min(taken + SECOND, received_at), basis)
    # the offset of a clock without seconds is itself up to a minute off, either way
    return Moment(min(taken - MINUTE, received_at), min(taken + MINUTE, received_at), basis)


def clock_time(device_time: str | None, clock_offset_s: float | None) -> datetime | None:
    """A device's time put right by its offset (UTC); None where it cannot be trusted."""
    stamped = _device_time(device_time)
    if stamped is None or not _is_trusted(clock_offset_s):
        return None
    return stamped[0] + timedelta(seconds=clock_offset_s or 0)


def _is_trusted(clock_offset_s: float | None) -> bool:
    return clock_offset_s is not None and abs(clock_offset_s) <= CLOCK_TRUSTED.total_seconds()


def place(moment: Moment | None, received_at: datetime, spans: Sequence[ArmedSpan]) -> Verdict:
    """The one span that covers the reading. ``spans``: of its device, the newest first, ended ones too."""
    if moment is None:
        return Verdict(None, Why.NO_TRUSTWORTHY_TIME)
    covering = [span for span in spans if _covers(span, moment)]
    if covering:
        return Verdict(covering[0]) if len(covering) == 1 else Verdict(None, Why.AMBIGUOUS)
    return Verdict(None, _why_not(moment, received_at, spans))


def proposal(moment: Moment | None, received_at: datetime, spans: Sequence[ArmedSpan]) -> ArmedSpan | None:
    """The span a person is asked about first: nearest to the reading, at most ten minutes away from it."""
    earliest, latest = (received_at, received_at) if moment is None else (moment.earliest, moment.latest)
    near = [span for span in spans if _distance(span, earliest, latest) <= NEARBY]
    return min(near, key=lambda span: _distance(span, earliest, latest), default=None)


_OF_NOBODY = (Why.CONTROL_SOLUTION, Why.QUALITY_CONTROL)


def refusal(reading: Reading, user_slot: int | None) -> Why | None:
    """What keeps a reading from any resident, whoever was armed. ``user_slot``: the device's slot that counts, None = any."""
    for flag in _OF_NOBODY:
        if flag in reading.flags:
            return Why(flag)
    if reading.kind is Kind.LABORATORY and reading.mark:
        return Why.LABORATORY  # a specimen's, whoever sits in the chair when the analyser is done
    if user_slot is not None and reading.user_slot is not None and reading.user_slot != user_slot:
        return Why.OTHER_USER_SLOT
    return None


def _covers(span: ArmedSpan, moment: Moment) -> bool:
    margin = timedelta(0) if moment.seen else AFTER_ARMING
    return instant(span.armed_at) + margin <= moment.earliest and moment.latest <= instant(span.ends_at)


def _why_not(moment: Moment, received_at: datetime, spans: Sequence[ArmedSpan]) -> Why:
    touching = next((span for span in spans if _distance(span, moment.earliest, moment.latest) == timedelta(0)), None)
    if touching is not None:
        if moment.latest > instant(touching.ends_at):
            return _ended(touching) if moment.earliest == moment.latest or moment.seen else Why.AMBIGUOUS
        return Why.BEGUN_BEFORE_ARMING
    if any(instant(span.armed_at) <= received_at <= instant(span.ends_at) for span in spans):
        return Why.STORED_EARLIER
    ended = next((span for span in spans if timedelta(0) < moment.earliest - instant(span.ends_at) <= NEARBY), None)
    if ended is not None:
        return _ended(ended)
    return Why.STORED_EARLIER if received_at - moment.latest > NEARBY else Why.NOT_ARMED


def _ended(span: ArmedSpan) -> Why:
    return Why.AFTER_TIMEOUT if span.disarmed_why in {"", "timeout"} else Why.AFTER_DISARM


def _distance(span: ArmedSpan, earliest: datetime, latest: datetime) -> timedelta:
    return max(instant(span.armed_at) - latest, earliest - instant(span.ends_at), timedelta(0))


def _device_time(text: str | None) -> tuple[datetime, bool] | None:
    """The device's own time in the clinic's zone, and whether it has seconds; None where a larger part is unknown."""
    if text is None:
        return None
    exact = not text.endswith(":??")
    try:
        return datetime.fromisoformat(text if exact else text[:-2] + "00").replace(tzinfo=CLINIC_ZONE), exact
    except ValueError:
        return None
