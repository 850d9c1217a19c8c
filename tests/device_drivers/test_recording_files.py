"""Files that hold an ECG: each format, damage, what is none."""

from __future__ import annotations

import hashlib

import pytest

from device_drivers.errors import DeviceError, Reason
from device_drivers.protocols import contec_ecg90a, lepu_file
from device_drivers.protocols.contec_ecg90a import Head
from device_drivers.recording_files import recording_of
from tests.device_drivers.protocols.device_vectors import vectors_path

REAL_ER3 = vectors_path().with_name("lepu_er3_W20240111145412.bin")
HEAD = Head("0000053", "2020-11-24T07:19:13", "王小明", "male", 61, 70)
ROWS = [(at, None if 3 <= at < 5 else 2, *(0,) * 6) for at in range(10)]
ECG90A = contec_ecg90a.encode_file(HEAD, ROWS)
PATCH = lepu_file.encode_file(lepu_file.encode_dpcm([1, 2, 0x7FFF, 0x7FFF, 3]), 1)


def test_a_contec_file() -> None:
    recording = recording_of(ECG90A, "0000053.ECG")
    assert (recording.driver, recording.hz, recording.nv_per_lsb) == ("contec-ecg90a", 800, 5000)
    assert (recording.device_time, recording.clock_offset_s, recording.sequence) == ("2020-11-24T07:19:13", None, None)
    assert tuple(lead.lead for lead in recording.leads) == contec_ecg90a.LEADS
    assert recording.leads[0].part(0, 10) == tuple(range(10))
    assert recording.leads[1].gaps == ((3, 2),) and recording.leads[1].part(2, 4) == (2, None, None, 2)
    assert recording.sha256 == hashlib.sha256(ECG90A).hexdigest()
    assert "王小明" not in repr(recording)


def test_a_file_of_a_patch() -> None:
    recording = recording_of(PATCH, "R20260305084120.dat")
    assert (recording.hz, recording.nv_per_lsb, recording.sequence) == (125, 2467, 20260305084120)
    assert recording.device_time == "2026-03-05T08:41:20"
    assert recording.leads[0].part(0, 5) == (1, 2, None, None, 3)
    assert recording_of(PATCH, "unnamed").device_time is None


@pytest.mark.parametrize(
    ("data", "reason", "why"),
    [
        (b"", Reason.PROTOCOL, "short"),
        (b"%PDF-1.7" + bytes(200), Reason.NOT_SUPPORTED, None),
        (ECG90A[:-3], Reason.PROTOCOL, "length"),
        (PATCH[:14] + b"\x09" + PATCH[15:], Reason.PROTOCOL, "checksum"),
    ],
)
def test_what_cannot_be_read(data: bytes, reason: Reason, why: str | None) -> None:
    with pytest.raises(DeviceError) as caught:
        recording_of(data, "file")
    assert (caught.value.reason, caught.value.facts.get("why")) == (reason, why)


@pytest.mark.skipif(not REAL_ER3.exists(), reason="the real ER3 recording is not on this machine")
def test_the_real_recording_of_an_er3() -> None:
    recording = recording_of(REAL_ER3.read_bytes(), "W20240111145412.bin")
    assert [(lead.lead, len(lead.samples), lead.gaps) for lead in recording.leads] == [(lead, 123_750, ()) for lead in ("I", "II", "V1")]
    assert (recording.hz, recording.device_time) == (250, "2024-01-11T14:54:12")
