"""Live data of the Lepu patches in one shape: one lead (ER1 and its kin), or several leads (ER3, M12).

A patch with several leads numbers its samples and is asked for those from a number on, so a loss shows in the numbers;
one with a single lead sends what it has since the last question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from device_drivers.protocols import lepu_er
from device_drivers.protocols.lepu_er import Command, LepuFrame, RunStatus, answer
from device_drivers.protocols.lepu_file import NO_SIGNAL, RowWave, cable_channels, encode_rows
from device_drivers.protocols.octets import Octets
from device_drivers.protocols.refusal import Refused

LEAD = "ECG"  # one channel whose electrodes the patch does not name: no limb lead
MULTI_LEAD_HZ = 250
MULTI_LEAD_NANOVOLTS = 2441  # 0.00244140625 mV
_RATES = {0: 250.0, 1: 125.0, 2: 62.5}
_UNPACKED, _DIFFERENCES = 0, 1
_RATE_KNOWN = range(1, 300)  # 0 and FFFF: the patch has no rate yet
_ELECTRODES = ("RA", "LA", "LL", "RL", "V1", "V2", "V3", "V4", "V5", "V6")
_LIMBS = {"I": {"RA", "LA"}, "II": {"RA", "LL"}}
_LEAD_BITS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")


@dataclass(frozen=True, slots=True)
class Live:
    """One answer. first: the patch's number of its first sample, None where it gives none.

    leads: name and counts, None where there was no signal. off: leads whose electrodes are off. battery in percent.
    """

    heart_rate: int | None
    battery: int
    hz: float
    first: int | None
    leads: tuple[tuple[str, tuple[int | None, ...]], ...]
    off: frozenset[str]

    @property
    def length(self) -> int:
        """Samples per lead."""
        return len(self.leads[0][1]) if self.leads else 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a family is asked and answers. numbered: asked for the samples from a number on."""

    command: Command
    nv_per_lsb: int
    hz: float
    decode: Callable[[LepuFrame], Live]
    numbered: bool


def decode_single(frame: LepuFrame) -> Live:
    """ER1, ER2, DuoEK, VBeat: 125 Hz."""
    live = lepu_er.decode_live(frame)
    off = live.run_status == RunStatus.LEAD_OFF
    samples = (None,) * len(live.samples) if off else live.samples
    leads = ((LEAD, samples),)
    return Live(_rate(live.heart_rate), min(live.battery_percent, 100), lepu_er.LIVE_HZ, None, leads, frozenset({LEAD} if off else ()))


def decode_er3(frame: LepuFrame) -> Live:
    """ER3: 40 bytes of parameters, then rate and packing, number of the first sample, count, rows."""
    octets = answer(frame, Command.GET_REALTIME_DATA)
    octets.take(13)  # run status, start of measurement, seconds recorded, battery state
    battery = octets.uint(1)
    octets.take(7)  # reserved 6, cable state
    channels, electrodes, rate = cable_channels(octets.uint(1)), octets.uint(2), octets.uint(2)
    octets.take(14)  # flags, respiration, oximeter 8, thermometer 4
    shape = octets.uint(1)
    octets.take(3)
    first, count = octets.uint(4), octets.uint(2)
    if shape & 0x0F not in _RATES or shape >> 4 > _DIFFERENCES:
        raise Refused("reserved")
    off = frozenset(lead for lead in channels if lead and _needs(lead) & _set_bits(electrodes, _ELECTRODES))
    leads = _leads(octets.rest(), count, channels, shape >> 4 == _DIFFERENCES, off)
    return Live(_rate(rate), min(battery, 100), _RATES[shape & 0x0F], first, leads, off)


def decode_m12(frame: LepuFrame) -> Live:
    """M12, M5: 48 bytes of parameters, number of the first sample, count, rows of differences."""
    octets = answer(frame, Command.GET_MULTI_LEAD_DATA)
    rate = octets.uint(2)
    octets.take(10)  # temperature, SpO2, perfusion, pulse, respiration, flags
    battery = octets.uint(1)
    octets.take(11)  # seconds recorded, start of measurement
    channels = cable_channels(octets.uint(1))
    octets.take(15)  # serial number of a disposable cable
    bits = octets.uint(2)
    octets.take(6)
    first, count = octets.uint(4), octets.uint(2)
    off = _set_bits(bits, _LEAD_BITS) & frozenset(channels)
    return Live(_rate(rate), min(battery, 100), MULTI_LEAD_HZ, first, _leads(octets.rest(), count, channels, True, off), off)


SINGLE = Layout(Command.GET_REALTIME_DATA, lepu_er.NANOVOLTS_PER_COUNT, lepu_er.LIVE_HZ, decode_single, numbered=False)
ER3 = Layout(Command.GET_REALTIME_DATA, MULTI_LEAD_NANOVOLTS, MULTI_LEAD_HZ, decode_er3, numbered=True)
M12 = Layout(Command.GET_MULTI_LEAD_DATA, MULTI_LEAD_NANOVOLTS, MULTI_LEAD_HZ, decode_m12, numbered=True)
LAYOUTS = {"": SINGLE, "er3": ER3, "m12": M12}


def _leads(
    wave: bytes, count: int, channels: tuple[str, ...], packed: bool, off: frozenset[str]
) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """The wired channels of whole rows. Refused where rows are missing or left over."""
    width = len(channels)
    if packed:
        rows = RowWave(width)
        flat: tuple[int | None, ...] = tuple(None if sample == NO_SIGNAL else sample for sample in rows.feed(wave))
        if rows.pending:
            raise Refused("short")
    else:
        flat = lepu_er.counts(wave[: len(wave) // 2 * 2])
    if len(flat) != count * width:
        raise Refused("short" if len(flat) < count * width else "length")
    return tuple((lead, (None,) * count if lead in off else flat[at::width]) for at, lead in enumerate(channels) if lead)


def _needs(lead: str) -> set[str]:
    """Electrodes without which a lead is no signal; a chest lead is measured against all three limbs."""
    return _LIMBS.get(lead, {lead, "RA", "LA", "LL"})


def _set_bits(word: int, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for bit, name in enumerate(names) if word >> bit & 1)


def _rate(heart_rate: int) -> int | None:
    return heart_rate if heart_rate in _RATE_KNOWN else None


# --- virtual patches ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MultiLeadStatus:
    """What a virtual patch says besides its samples. off: electrodes (ER3) or leads (M12) that are off."""

    heart_rate: int
    battery: int
    cable: int
    off: frozenset[str] = frozenset()


def encode_er3(status: MultiLeadStatus, first: int, rows: list[tuple[int, ...]], *, packed: bool = True) -> bytes:
    """Payload of an ER3's answer; rows hold every channel of the cable."""
    bits = sum(1 << bit for bit, name in enumerate(_ELECTRODES) if name in status.off)
    front = bytes((3,)) + bytes(12) + bytes((status.battery,)) + bytes(7) + bytes((status.cable,))
    front += bits.to_bytes(2, "little") + status.heart_rate.to_bytes(2, "little") + bytes(14)
    wave = encode_rows(rows) if packed else b"".join(lepu_er.encode_counts(row) for row in rows)
    shape = bytes(((_DIFFERENCES if packed else _UNPACKED) << 4, 0, 0, 0))
    return front + shape + first.to_bytes(4, "little") + len(rows).to_bytes(2, "little") + wave


def encode_m12(status: MultiLeadStatus, first: int, rows: list[tuple[int, ...]]) -> bytes:
    """Payload of an M12's answer."""
    bits = sum(1 << bit for bit, name in enumerate(_LEAD_BITS) if name in status.off)
    front = status.heart_rate.to_bytes(2, "little") + bytes(10) + bytes((status.battery,)) + bytes(11)
    front += bytes((status.cable,)) + bytes(15) + bits.to_bytes(2, "little") + bytes(6)
    return front + first.to_bytes(4, "little") + len(rows).to_bytes(2, "little") + encode_rows(rows)


def first_wanted(request: bytes) -> int:
    """The number of the sample a host asks a patch with several leads from; 0 = whatever there is."""
    return Octets(request).uint(4) if len(request) == 4 else 0
