"""What a capture may keep: values yes, names and numbers of people and devices no; the length always."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Kind, KnownDevice
from device_drivers.redaction import Redactor

KNOWN = KnownDevice("ble:C1:22:33:44:55:0A", "d", "BLEsmart_00000116C1223344550A", "C1:22:33:44:55:0A")


def redactor(*kinds: Kind) -> Redactor:
    return Redactor(KNOWN, Manifest(id="d", kinds=kinds, transport=Transport.BLE, models=()))


@pytest.mark.parametrize("channel", ["2A25", "2A23", "2A00", "2A8A", "2A85"])
def test_channels_that_name_are_blanked(channel: str) -> None:
    assert redactor(Kind.GLUCOSE).data(channel, b"S/N 12") == b"000000"


def test_values_stay_and_the_devices_own_words_go() -> None:
    keep = bytes.fromhex("1e7800500064")
    assert redactor(Kind.BLOOD_PRESSURE).data("2A35", keep) == keep
    told = redactor(Kind.BLOOD_PRESSURE).data("serial", b"\x02" + KNOWN.name.encode() + b"," + b"00000116C1223344550A" + b"120/80")
    assert b"C12233" not in told and told.endswith(b"120/80")
    address = bytes.fromhex("c1223344550a")
    assert address not in redactor(Kind.ECG).data("x", b"\x01" + address) and address[::-1] not in redactor(Kind.ECG).data(
        "x", address[::-1]
    )


@pytest.mark.parametrize("sent", [b"bp,00%s,2026/03/05,08:41,128,95,82,71,0\r\n", b"\x02ID%s\x03", b"99%s99"])
def test_an_identity_number_a_cabinet_sends_is_blanked_wherever_it_stands(sent: bytes) -> None:
    for number in (b"11010519491231002X", b"440524188001010014"):
        assert redactor(Kind.BLOOD_PRESSURE).data("serial", sent % number) == sent % (b"0" * 18)
    for harmless in (b"20260305084100128082", b"110105194912310021", b"11010519491331002X"):  # a time with values; numbers that check wrong
        assert redactor(Kind.BLOOD_PRESSURE).data("serial", sent % harmless) == sent % harmless


@given(st.binary(max_size=80), st.sampled_from(["2A35", "2A25", "serial"]))
def test_the_length_is_kept(data: bytes, channel: str) -> None:
    assert len(redactor(Kind.GLUCOSE).data(channel, data)) == len(data)
    assert redactor().data(channel, data) == b"0" * len(data) == redactor(Kind.LABORATORY).data(channel, data)
    assert redactor().wholly and not redactor(Kind.GLUCOSE, Kind.LABORATORY).wholly
