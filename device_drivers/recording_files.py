"""ECG recordings that come as files instead of over a link: whichever format they are in, they become a Recording.

Formats: Contec ECG90A (`.ECG`), the stored files of Lepu/Viatom patches. Not read: SCP-ECG, HL7 aECG.
"""

from __future__ import annotations

import hashlib
from array import array
from itertools import groupby

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols import contec_ecg90a, lepu_er_files
from device_drivers.protocols.lepu_er import LIVE_HZ, NANOVOLTS_PER_COUNT
from device_drivers.protocols.lepu_file import NO_SIGNAL, StoredFile
from device_drivers.protocols.lepu_live import MULTI_LEAD_HZ, MULTI_LEAD_NANOVOLTS
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import RecordedLead, Recording

CONTEC, LEPU = "contec-ecg90a", "lepu-er1"
_LEPU_MAGIC = bytes.fromhex("38045aa5")


def recording_of(data: bytes, name: str) -> Recording:
    """The recording in a file; `name`: as it is called, without folders.

    DeviceError: NOT_SUPPORTED for a format that is not read, PROTOCOL (fact `why`: short, length, checksum, reserved) for a
    damaged file. The people named in a file are left out: whose heart it is, a person says.
    """
    lepu = data.endswith(_LEPU_MAGIC)
    try:
        return _lepu(data, name) if lepu else _contec(data, name)
    except Refused as refused:
        if not lepu and refused.reason in {"unknown", "reserved"}:
            raise DeviceError(Reason.NOT_SUPPORTED, file=name) from None
        raise DeviceError(Reason.PROTOCOL, file=name, why=refused.reason) from None


def _contec(data: bytes, name: str) -> Recording:
    file = contec_ecg90a.decode_file(data)
    leads = tuple(
        RecordedLead(lead, samples, _runs(off)) for lead, samples, off in zip(contec_ecg90a.LEADS, file.samples, file.off, strict=True)
    )
    step = contec_ecg90a.NANOVOLTS_PER_COUNT
    return Recording(f"file:{CONTEC}", CONTEC, name, contec_ecg90a.HZ, step, leads, file.head.time, None, None, _hash(data))


def _lepu(data: bytes, name: str) -> Recording:
    stored = StoredFile()
    samples = stored.feed(data)
    stored.end()
    channels, several = stored.channels, len(stored.channels) > 1
    leads = tuple(_lepu_lead(lead, samples[at :: len(channels)]) for at, lead in enumerate(channels) if lead)
    spoken = lepu_er_files.recording_name(name.partition(".")[0])
    return Recording(
        device=f"file:{LEPU}",
        driver=LEPU,
        name=name,
        hz=MULTI_LEAD_HZ if several else LIVE_HZ,
        nv_per_lsb=MULTI_LEAD_NANOVOLTS if several else NANOVOLTS_PER_COUNT,
        leads=leads,
        device_time=spoken.time.text() if spoken else None,
        clock_offset_s=None,
        sequence=spoken.number if spoken else None,
        sha256=_hash(data),
    )


def _lepu_lead(lead: str, samples: array[int]) -> RecordedLead:
    return RecordedLead(lead, samples, _runs(tuple(at for at, sample in enumerate(samples) if sample == NO_SIGNAL)))


def _runs(numbers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Sorted numbers as (first, count) of each unbroken run."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return tuple((run[0], len(run)) for run in runs)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
