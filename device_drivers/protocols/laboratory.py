"""What all analysers' messages have in common: values in text, times without separators, specimens, and what is no result."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from device_drivers.readings import Kind, Quantity, Reading

QUALITY_CONTROL = "quality_control"  # flag: a control, a calibration or a trial, never a resident's
_NUMBER = re.compile(r"([<>]?)\s*([+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:[eE][+-]?\d{1,2})?)", re.ASCII)
_NOT_MEASURED = re.compile(r"[-*?]{2,}")  # what screens show where there is no value; a single '-' is a result
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:\.\d+)?(?:[+-]\d{4})?", re.ASCII)


def quantity(value: str, unit: str, *, label: str = "", flag: str = "", reference: str = "") -> Quantity | None:
    """A result as sent: a number with its comparator, else words; None where the analyser gives no value.

    flag '<' or '>' (ASTM: off the instrument's scale) counts as the comparator.
    """
    said = value.strip()
    if not said or _NOT_MEASURED.fullmatch(said):
        return None
    off_scale = flag if flag in ("<", ">") else ""
    found = _NUMBER.fullmatch(said)
    if found is None:
        return Quantity(None, unit, off_scale, said, label, flag, reference)
    return Quantity(Decimal(found[2]), unit, found[1] or off_scale, "", label, flag, reference)


def iso_time(text: str) -> str | None:
    """yyyymmdd[hhmm[ss]] as ISO text, parts that were not sent as '??'; None where it is no such time."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None or _out_of_range(found):
        return None
    year, month, day, hour, minute, second = (part or "??" for part in found.groups())
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}"


def clock_of(text: str) -> datetime | None:
    """The moment a message was made, local to the analyser; None where it does not say to the minute."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None or found[4] is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - analysers have no zone
    except ValueError:
        return None


def _out_of_range(found: re.Match[str]) -> bool:
    limits = ((2, 1, 12), (3, 1, 31), (4, 0, 23), (5, 0, 59), (6, 0, 59))
    return any(found[group] is not None and not low <= int(found[group]) <= high for group, low, high in limits)


@dataclass(slots=True)
class Findings:
    """One specimen's results while a message is read.

    values: by test id, in the analyser's order. not_measured: tests for which it gave no value.
    """

    device_time: str | None = None
    specimen: str = ""
    values: list[tuple[str, Quantity]] = field(default_factory=list)
    not_measured: list[str] = field(default_factory=list)
    context: list[tuple[str, str]] = field(default_factory=list)
    quality_control: bool = False

    def add(self, test: str, found: Quantity | None) -> None:
        """A result; a test id that comes twice is told apart by its number, so that no value is lost."""
        if found is None:
            self.not_measured.append(test)
            return
        taken = {name for name, _ in self.values}
        number = 2
        name = test
        while name in taken:
            name, number = f"{test}#{number}", number + 1
        self.values.append((name, found))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message says about all its specimens. number: for messages that carry no time, no specimen and no id at all."""

    device: str
    driver: str
    raw: bytes
    clock_offset_s: float | None
    sent_at: str
    message_id: str
    instrument: str
    charset_sure: bool
    number: int

    def readings(self, findings: Iterable[Findings]) -> tuple[Reading, ...]:
        """A reading for each specimen that has a value."""
        return tuple(self._reading(one) for one in findings if one.values)

    def _reading(self, one: Findings) -> Reading:
        context = [("result_kind", "patient"), *one.context]  # a later word of the same name wins
        context += [("specimen", one.specimen), ("message_id", self.message_id), ("instrument", self.instrument)]
        context += [("not_measured", ",".join(one.not_measured)), ("charset", "" if self.charset_sure else "unsure")]
        # the same result sent again must keep its key, two patients' equal results must not share one
        mark = one.specimen if one.device_time else "\x1f".join((one.specimen, self.sent_at, self.message_id))
        nothing_to_tell_by = not (one.device_time or mark.strip("\x1f"))
        return Reading(
            device=self.device,
            driver=self.driver,
            kind=Kind.LABORATORY,
            values=tuple(one.values),
            device_time=one.device_time,
            clock_offset_s=self.clock_offset_s,
            sequence=self.number if nothing_to_tell_by else None,
            user_slot=None,
            flags=(QUALITY_CONTROL,) if one.quality_control else (),
            context=tuple((name, text) for name, text in dict(context).items() if text),
            seen_taken=False,
            raw=self.raw,
            mark=mark,
        )
