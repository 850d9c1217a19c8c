"""What devices hand upward: readings, raw frames, ECG blocks and news; pure data, no I/O.

A reading carries the device's own number, unit and clock. Nothing here is converted, corrected or defaulted:
that is the clinic's work, and it must be able to show what the device really said.
"""

from __future__ import annotations

import base64
import hashlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a reading measures."""

    BLOOD_PRESSURE = "blood_pressure"
    GLUCOSE = "glucose"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    WEIGHT = "weight"  # with height and body composition where the scale has them
    HEART_RATE = "heart_rate"
    LABORATORY = "laboratory"  # an analyser's results, and a meter's other than glucose
    ECG = "ecg"


class DeviceState(StrEnum):
    """Where a known device stands; the page shows it in words and colour."""

    IDLE = "idle"  # known, not in range or nothing to do
    SCANNING = "scanning"  # wanted now, looked for
    CONNECTING = "connecting"
    CONNECTED = "connected"
    TRANSFERRING = "transferring"
    MEASURING = "measuring"
    DRAINED = "drained"  # its memory is empty, or its driver can tell new from stored
    FAILED = "failed"


class Patient(StrEnum):
    """Whose arm is in the cuff: how far it may be inflated."""

    ADULT = "adult"
    PAEDIATRIC = "paediatric"
    NEONATE = "neonate"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as the device gave it.

    `comparator` is '' for an exact value, '<' (LO, below the device's range) or '>' (HI, above it); then `value`
    is the device's limit, or None where it names none. LO and HI are results, not errors.
    What analysers say besides, as they say it: `text` a result in words ('NEGATIVE'), then `value` may be None; `label` the
    test's name on the screen (an operator may change it: never an identity); `flag` their judgement ('H', 'LL'); `reference`
    their range.
    """

    value: Decimal | None
    unit: str
    comparator: str = ""
    text: str = ""
    label: str = ""
    flag: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One result of one device.

    device: stable id, 'ble:AA:BB:CC:DD:EE:FF' or 'serial:<port or url>'. driver: its driver's id.
    values: pairs such as ('systolic', Quantity), in the device's order and unit.
    device_time: local ISO text as the device gave it, unknown parts as '??', never corrected.
    clock_offset_s: host clock minus device clock, measured in this session before any clock write; None = unknown.
    sequence: the device's record number; for a device with neither numbers nor a clock the number its driver gave to
        the measurement. user_slot: the device's own slot, never a person.
    context: pairs such as ('meal', 'fasting') as the device says, never a default.
    seen_taken: the driver itself saw the measurement being taken in this session.
    raw: the bytes the reading was decoded from.
    mark: what else tells it from another reading of the same time and values: a specimen's barcode, a message's number.
    """

    device: str
    driver: str
    kind: Kind
    values: tuple[tuple[str, Quantity], ...]
    device_time: str | None
    clock_offset_s: float | None
    sequence: int | None
    user_slot: int | None
    flags: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    seen_taken: bool
    raw: bytes
    mark: str = ""

    def key(self) -> str:
        """The same however often the device repeats the reading; see :func:`key_of`.

        Made of device id, user slot, sequence (else device time) and the values: what the device itself keeps with the
        record. Clock offset, liveness and the driver's version are left out, they differ between two transfers.
        """
        slot = "" if self.user_slot is None else str(self.user_slot)
        mark = f"seq:{self.sequence}" if self.sequence is not None else f"time:{self.device_time or ''}"
        parts = [self.device, slot, mark, self.kind, *(_spelled(name, quantity) for name, quantity in self.values)]
        parts += [self.mark] if self.mark else []
        return key_of("\x1f".join(parts))

    def quantity(self, name: str) -> Quantity | None:
        """The value of that name, or None where the reading has none."""
        return dict(self.values).get(name)


_KEY_BYTES = 12


def key_of(said: str) -> str:
    """The key of whatever makes a reading itself: the first 96 bits of its SHA-256 in base64url (RFC 4648 §5), sixteen letters.

    As short as is safe, for it stands in every index and on every wire, where no coding makes it shorter. Of n readings two are alike
    by chance with a probability below n² / 2⁹⁷ (birthday bound): of 10⁹, more than a county takes in ten years, in one case of 10¹¹.
    Nobody gains by forging one: two readings of one key are never joined, a person is shown both.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()[:_KEY_BYTES]).decode()


@lru_cache(maxsize=4096)
def _digits(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _spelled(name: str, quantity: Quantity) -> str:
    """One spelling per number: 120, 120.0 and 1.2E+2 are the same value and must give the same key."""
    number = "" if quantity.value is None else _digits(quantity.value)
    return f"{name}={quantity.comparator}{number}{quantity.unit}{quantity.text}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the journal makes durable before the notification callback returns.

    channel: characteristic (four hex digits or a full UUID) or 'serial'. readings: those completed by this frame.
    refused: reason code when the bytes are kept without a value ('checksum', 'short', 'reserved', 'nan', ...).
    """

    device: str
    driver: str
    channel: str
    data: bytes
    received_at: datetime
    readings: tuple[Reading, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class EcgBlock:
    """Consecutive samples of one lead.

    hz: samples per second. nv_per_lsb: nanovolts per count. first: running index of the first sample since the start of
    the stream; a jump is a gap in time. samples: counts, None where the device had no signal (lead off, invalid).
    rr_1024: the RR intervals (1/1024 s) a strap reported since its last block.
    """

    device: str
    lead: str
    hz: float
    nv_per_lsb: int
    first: int
    samples: tuple[int | None, ...]
    heart_rate: int | None = None
    rr_1024: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedLead:
    """One lead of a stored recording. gaps: (first sample, count) where there was no signal; samples there mean nothing."""

    lead: str
    samples: array[int]
    gaps: tuple[tuple[int, int], ...] = ()

    def part(self, first: int, count: int) -> tuple[int | None, ...]:
        """So many samples from that one on, None where there was no signal."""
        part: list[int | None] = list(self.samples[first : first + count])
        for start, length in self.gaps:
            low, high = max(start - first, 0), min(start + length - first, len(part))
            if low < high:
                part[low:high] = [None] * (high - low)
        return tuple(part)


@dataclass(frozen=True, slots=True)
class Recording:
    """An ECG that a device had stored, or that came as a file: whole, its checksum proven where it has one.

    name: as the device calls it. hz, nv_per_lsb: as in EcgBlock. device_time: its beginning, local ISO text as the device
    gave it. clock_offset_s: as in Reading. sequence: grows with every recording of the device, None where it has no such
    number. sha256: hex, of the bytes as the device stores them; the same recording always has the same.
    """

    device: str
    driver: str
    name: str
    hz: float
    nv_per_lsb: int
    leads: tuple[RecordedLead, ...]
    device_time: str | None
    clock_offset_s: float | None
    sequence: int | None
    sha256: str
    flags: tuple[str, ...] = ()

    def key(self) -> str:
        """As :meth:`Reading.key`, the same however often the recording is fetched."""
        return key_of(f"{self.device}\x1f{self.sha256}")

    def blocks(self, seconds: int = 30) -> Iterator[EcgBlock]:
        """The recording as blocks of so many seconds, lead by lead within each."""
        length = max(1, round(self.hz * seconds))
        rows = max((len(lead.samples) for lead in self.leads), default=0)
        for first in range(0, rows, length):
            for lead in self.leads:
                yield EcgBlock(self.device, lead.lead, self.hz, self.nv_per_lsb, first, lead.part(first, length))


@dataclass(frozen=True, slots=True)
class Bonded:
    """The secret a device and this workstation agreed on by the device's own protocol; to be kept encrypted."""

    device: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """An identity card as the reader gave it; never journalled, never logged.

    kind: resident, hmt (Hong Kong, Macao, Taiwan residence permit) or foreigner. Codes are the card's own (sex 1/2/9/0,
    nation GB/T 3304). Dates are ISO; valid_to may be the card's word for long-term. issues: what does not fit
    (checksum, birth_date, sex, rare_character), [] = consistent. new_address: added to the card's chip after it was printed.
    """

    device: str
    kind: str
    name: str
    sex_code: str
    nation_code: str
    birth_date: str
    address: str
    id_number: str
    issuer: str
    valid_from: str
    valid_to: str
    issues: tuple[str, ...] = ()
    new_address: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a barcode scanner read, its AIM prefix taken off."""

    device: str
    text: str
    symbology: str = ""


@dataclass(frozen=True, slots=True)
class PasskeyWanted:
    """A device that is being paired asks for the digits on its label or display; the hub's answer_passkey gives them.

    seconds: how long the device waits.
    """

    device: str
    seconds: float


@dataclass(frozen=True, slots=True)
class DeviceNews:
    """What changed about a device. battery in percent, live_pressure in mmHg, clock_offset_s as in Reading.

    battery and clock_offset_s None: not known in this session, what was known before stands. live_pressure: of this moment.
    """

    device: str
    state: DeviceState
    reason: str | None
    battery: int | None
    seen_at: datetime
    clock_offset_s: float | None
    live_pressure: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """A device heard in a scan. rssi in dBm, None where the radio gives none. driver: None = no driver of ours.

    model: the name of its model in the driver's manifest, "" where only its services are known.
    """

    device: str
    name: str
    rssi: int | None
    driver: str | None
    model: str = ""


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device the clinic has taken on. address: Bluetooth address, serial port or socket:// url.

    last_sequence: the highest record number kept so far. baud: where it differs from the driver's. model: its name in the
    manifest, "" where unknown. key: the secret it agreed on when it was paired by its own protocol, b"" = none. bonded: it was
    bonded with this workstation before: a refusal then means that another host has taken it over.
    """

    device: str
    driver: str
    name: str
    address: str
    last_sequence: int | None = None
    baud: int | None = None
    model: str = ""
    key: bytes = b""
    bonded: bool = False
