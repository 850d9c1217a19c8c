"""A line to a miniVIDAS: it asks with ENQ, sends records and ends with EOT; each record is acknowledged when it is kept."""

from __future__ import annotations

import re
from dataclasses import replace

from device_drivers.errors import Reason
from device_drivers.protocols import minividas
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.laboratory import Envelope, Findings, quantity
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    BytesIn,
    Closing,
    Connected,
    Disconnected,
    Event,
    Failed,
    Keep,
    Refuse,
    Result,
    Session,
    State,
    Write,
)
from device_drivers.protocols.minividas import DamagedRecord, Taken, Token, VidasRecord
from device_drivers.protocols.taped_stream import TapedStream, only_kept
from device_drivers.readings import DeviceState, Quantity

_ENQ, _ACK, _NAK = 0x05, b"\x06", b"\x15"
_RESULT = "rsl"
_DATE = re.compile(r"(\d\d)/(\d\d)/(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)", re.ASCII)
_NUMBER_AND_UNIT = re.compile(r"([<>]?\s*[\d.]+)\s*(\S.*)?")


class MiniVidasSession(Session):
    """One open line. token: see manifest.Opening."""

    def __init__(self, device: str, driver: str, token: int) -> None:
        super().__init__(device, driver)
        self._token = token
        self._records = 0
        self._stream: TapedStream[Token] = TapedStream(minividas.stream(), minividas.size_of)

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected(_, wall):
                self.told_wall(wall)
                return [State(DeviceState.CONNECTED)]
            case BytesIn(data):
                return [action for token, raw in self._stream.feed(data) for action in self._heard(token, raw)]
            case Closing():
                self.quiet()
            case Disconnected():
                rest = [action for token, raw in self._stream.reset() for action in self._heard(token, raw)]
                self.quiet()
                return [*only_kept(rest), Failed(Reason.LOST)]
        return []

    def _heard(self, token: Token | Refusal, raw: bytes) -> Actions:
        match token:
            case Taken(record):
                return [*self._record(record, raw), _say(_ACK)]
            case DamagedRecord(_, reason):
                return [Refuse(SERIAL, raw, reason), _say(_NAK)]
            case Refusal(reason):
                return [Refuse(SERIAL, raw, reason)]
            case int(control) if control == _ENQ:
                return [_say(_ACK)]
        return []

    def _record(self, record: VidasRecord, raw: bytes) -> Actions:
        if record["mt"] != _RESULT:
            return [Refuse(SERIAL, raw, "unknown")]
        self._records += 1
        found = Findings(device_time(record["td"], record["tt"]), record["ci"].strip() or record["si"].strip())
        found.context = [("patient_id", record["pi"].strip()), ("device_date", record["td"])]
        found.add(record["rt"].strip(), _quantity(record))
        envelope = Envelope(self.device, self.driver, raw, None, "", "", "miniVIDAS", True, self._token + self._records)
        readings = envelope.readings([found])
        return [Result(SERIAL, raw, readings) if readings else Keep(SERIAL, raw), State(DeviceState.DRAINED)]


def _quantity(record: VidasRecord) -> Quantity | None:
    """Number and judgement of one test, or whichever of them the analyser gives."""
    number, words = _NUMBER_AND_UNIT.fullmatch(record["qn"].strip()), record["ql"].strip()
    measured = quantity(number[1], (number[2] or "").strip(), label=record["rn"]) if number else None
    if measured is not None:
        return replace(measured, text=measured.text or words)
    return quantity(words, "", label=record["rn"])


def device_time(date: str, time: str) -> str | None:
    """ISO text of '10/25/24' and '18:35'. Day and month change places by a setting: where both may be either, they are '??'."""
    day, clock = _DATE.fullmatch(date.strip()), _TIME.fullmatch(time.strip())
    if day is None:
        return None
    first, second, year = (int(part) for part in day.groups())
    readings = {(month, of_month) for month, of_month in ((first, second), (second, first)) if 1 <= month <= 12 and 1 <= of_month <= 31}
    month_day = "{:02}-{:02}".format(*readings.pop()) if len(readings) == 1 else "??-??"
    told = f"{clock[1]}:{clock[2]}" if clock and int(clock[1]) < 24 and int(clock[2]) < 60 else "??:??"
    return f"20{year:02}-{month_day}T{told}:??"


def _say(word: bytes) -> Write:
    return Write(SERIAL, word, response=False)
