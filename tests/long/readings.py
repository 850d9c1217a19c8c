"""Ten thousand readings of fifteen devices, most of them at the wrong moment: nobody gets another one's, none twice, none lost.

    python3 packaging/dev.py long readings [--scale 1] [--seed 1] [--plant NAME]

Real drivers speak with virtual devices byte by byte; the clinic behind them is the real one, on an encrypted store. A third of what
is measured belongs to people nobody armed the device for (H20–H22); device clocks are wrong, transfers break off, frames are damaged,
records come again, two cuffs of one model work side by side. What the devices themselves say was measured, and for whom, is compared
with every row that came of it. ``--plant`` puts a bug in; the harness must then fail, which a test of its own asks for.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from app.domain.measurement import TimeBasis
from app.rules.acceptance import Moment
from app.services import arming as arming_service
from app.services import inbox as inbox_service
from app.services.arming import Arming, Decision
from app.services.inbox import Inbox
from device_drivers.readings import Frame, Kind, Quantity, Reading
from tests.long.reckoning import Verdict, compare
from tests.long.square import Clinic

READINGS = 10_000
LEAST_ATTACHED = 0.4  # of what was measured on an armed resident: a program that attaches nothing would pass all the rest


# --- bugs to be caught ------------------------------------------------------------------------------------------------
def _dedupe_off() -> Any:
    """Every delivery is a new reading."""
    count = iter(range(1_000_000_000))
    return mock.patch.object(inbox_service, "_key", lambda conn, reading: f"{reading.key()}{next(count)}")


def _arming_ignored() -> Any:
    """Whoever was armed last gets it."""
    honest = Arming.accepts

    def ignoring(self: Arming, conn: Any, received: Any) -> Decision:
        decision = honest(self, conn, received)
        span = decision.span or decision.proposed
        moment = decision.moment or Moment(received.received_at, received.received_at, TimeBasis.ARRIVAL)
        return replace(decision, span=span, moment=moment)

    return mock.patch.object(Arming, "accepts", ignoring)


def _arrival_is_time() -> Any:
    """What arrives now was measured now."""
    return mock.patch.object(arming_service, "moment_of", lambda reading, at, *_: Moment(at, at, TimeBasis.ARRIVAL, seen=True))


def _deaf_journal() -> Any:
    """One frame in fifty never reaches the disk."""
    honest, count = Inbox.journal, iter(range(1, 1_000_000_000))
    return mock.patch.object(Inbox, "journal", lambda self, frame: None if next(count) % 50 == 0 else honest(self, frame))


def _errors_kept() -> Any:
    """A frame that was refused is taken for a pressure."""
    honest = Inbox.journal

    def keeping(self: Inbox, frame: Frame) -> None:
        if frame.refused is not None and frame.data:
            value = Quantity(Decimal(frame.data[0]), "mmHg")
            kind = Kind.BLOOD_PRESSURE
            made = Reading(frame.device, frame.driver, kind, (("systolic", value),), None, None, None, None, (), (), False, frame.data)
            frame = replace(frame, readings=(made,), refused=None)
        honest(self, frame)

    return mock.patch.object(Inbox, "journal", keeping)


def _twins_mixed() -> Any:
    """Two cuffs of one model are one to the program."""
    honest = Inbox.journal

    def mixing(self: Inbox, frame: Frame) -> None:
        if frame.device == "ble:C1:00:00:00:01:04" and frame.readings:
            other = "ble:C1:00:00:00:01:03"
            frame = replace(frame, device=other, readings=tuple(replace(one, device=other) for one in frame.readings))
        honest(self, frame)

    return mock.patch.object(Inbox, "journal", mixing)


PLANTS: dict[str, Callable[[], Any]] = {
    "dedupe-off": _dedupe_off,
    "arming-ignored": _arming_ignored,
    "arrival-is-time": _arrival_is_time,
    "deaf-journal": _deaf_journal,
    "errors-kept": _errors_kept,
    "twins-mixed": _twins_mixed,
}


@contextmanager
def _planted(name: str) -> Iterator[None]:
    if name:
        with PLANTS[name]():
            yield
    else:
        yield


def main(argv: list[str]) -> int:
    """0 when every reading is where it belongs; prints the table."""
    options = argparse.ArgumentParser(prog="readings", description=__doc__)
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=int(os.environ.get("XIANGYI_SEED", "1")))
    options.add_argument("--plant", choices=PLANTS, default="")
    asked = options.parse_args(argv)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, _planted(asked.plant):
        clinic = Clinic(Path(folder), asked.seed)
        try:
            clinic.play(max(60, round(READINGS * asked.scale)))
            return _told(clinic, compare(clinic))
        finally:
            clinic.store.close()


def _told(clinic: Clinic, found: Verdict) -> int:
    per_unit = Counter(one.unit for one in clinic.log)
    for number, unit in enumerate(clinic.units):
        print(f"{clinic.cards[number].sticker:<5} {unit.name:<40} {per_unit[number]:>6}")
    for name, many in sorted(clinic.tally.kinds.items()):
        print(f"{name:<46} {many:>6}")
    print(f"{'attached to the armed resident':<46} {found.attached:>6} of {found.own}")
    for name, many in found.waiting.most_common():
        print(f"{'waits: ' + name:<46} {many:>6}")
    for name in ("wrong", "twice", "lost", "strange"):
        lines = getattr(found, name)
        print(f"{name:<46} {len(lines):>6}")
        for line in lines[:5]:
            print(f"    {line}")
    few = found.own and found.attached < LEAST_ATTACHED * found.own
    if few:
        print(f"too few are attached: {found.attached} of {found.own}")
    drivers = len({unit.driver for unit in clinic.units})
    print(f"{len(clinic.log)} measurements, {drivers} drivers, {len(clinic.units)} devices: {found.bad} flaws")
    return 1 if found.bad or few else 0
