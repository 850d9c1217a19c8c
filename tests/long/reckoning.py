"""What the devices of the readings harness say they measured, against every row that came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.store import inbox
from device_drivers.readings import Reading
from device_drivers.virtual.device_clock import Taken
from tests.long.square import Clinic, Measured
from tests.long.units import ERROR


@dataclass
class Verdict:
    """The comparison. Each list names what is wrong."""

    wrong: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    attached: int = 0
    own: int = 0
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def bad(self) -> int:
        """How many things are wrong."""
        return len(self.wrong) + len(self.twice) + len(self.lost) + len(self.strange)


Row = tuple[inbox.Received, str | None]


def compare(clinic: Clinic) -> Verdict:
    """Every line of every device's log against every reading kept, both ways."""
    rows = clinic.store.read(_rows)
    found = Verdict()
    truth: dict[str, list[Measured]] = defaultdict(list)
    for one in clinic.log:
        if one.taken.note != ERROR:
            truth[clinic.cards[one.unit].hub_id].append(one)
    for device, lines in truth.items():
        _compare_device(found, device, lines, rows.pop(device, []))
    for device, left in rows.items():
        found.strange += [f"{device}: {_said(kept.reading)}" for kept, _ in left]
    return found


def _rows(conn: Any) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for key in conn.exec_driver_sql("SELECT reading_key FROM reading").scalars().all():
        row = inbox.get(conn, key)
        assert row is not None
        measurement = "SELECT person FROM measurement WHERE reading_key = ? AND status = 'final'"
        owners = conn.exec_driver_sql(measurement, (key,)).scalars().all()
        assert len(owners) <= 1
        found[row.reading.device].append((row, owners[0] if owners else None))
    return found


def _compare_device(found: Verdict, device: str, lines: list[Measured], rows: list[Row]) -> None:
    by_time: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_time[_minute(row[0].reading.device_time)].append(row)
    matched: set[str] = set()
    for line in lines:
        fitting = [row for row in by_time[f"{line.taken.device_time:%Y-%m-%dT%H:%M}"] if _fits(line.taken, row[0].reading)]
        fresh = [row for row in fitting if row[0].key not in matched]
        if not fresh:
            found.lost.append(f"{device}: {line.taken.device_time} {line.taken.values}")
            continue
        (kept, owner), *_ = fresh
        matched.add(kept.key)
        _judge(found, line, kept, owner)
    for kept in (row[0] for row in rows if row[0].key not in matched):
        again = any(_fits(line.taken, kept.reading) for line in lines)
        (found.twice if again else found.strange).append(f"{device}: {_said(kept.reading)}")


def _judge(found: Verdict, line: Measured, row: inbox.Received, owner: str | None) -> None:
    found.own += line.person is not None
    if owner is None:
        found.waiting[row.reason or "not placed"] += 1
        return
    found.attached += 1
    if owner != line.person:
        found.wrong.append(f"{row.reading.device}: {_said(row.reading)} of {line.person} went to {owner}")


def _fits(taken: Taken, reading: Reading) -> bool:
    said = {name: quantity.value for name, quantity in reading.values}
    return bool(taken.values) and all(said.get(name) == value for name, value, _ in taken.values)


def _minute(text: str | None) -> str:
    return (text or "")[:16]


def _said(reading: Reading) -> str:
    return f"{reading.device_time} {[(name, str(one.value)) for name, one in reading.values]}"
