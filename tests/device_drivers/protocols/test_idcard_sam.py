"""Frames of card readers and the columns of a card: damaged ones refused, unknown ones never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_drivers.protocols import idcard_sam
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.idcard_sam import (
    CardText,
    Command,
    ResultCode,
    SamFrame,
    decode_additional_address,
    decode_command,
    decode_frame,
    decode_read_reply,
    decode_reply,
    decode_text,
    encode_address,
    encode_command,
    encode_frame,
    encode_read_data,
    encode_reply,
    encode_text,
)
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.virtual.front_desk import SAMPLE
from tests.device_drivers.protocols.strategies import fed, pieces, relaxed

TEXT = encode_text(SAMPLE)
READ = encode_reply(ResultCode.OK, encode_read_data(TEXT))
hanzi = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=15)


def with_fingerprint(text: bytes, photo: bytes, fingerprint: bytes) -> bytes:
    sizes = b"".join(len(part).to_bytes(2, "big") for part in (text, photo, fingerprint))
    return encode_reply(ResultCode.OK, sizes + text + photo + fingerprint)


@relaxed
@given(hanzi, hanzi, st.dates(), st.sampled_from(["长期", "2036-01-01"]))
def test_a_card_comes_back(name: str, address: str, birth: object, valid_to: str) -> None:
    card = CardText(name, "1", "01", f"{birth}", address, SAMPLE.id_number, "某县公安局", "2016-01-01", valid_to)
    assert decode_text(encode_text(card)) == card


def test_the_sizes_of_whole_readings() -> None:
    """GA 450 readers give 1,295 bytes, with fingerprints 2,321 or 1,297."""
    assert len(READ) == 1295
    assert [len(with_fingerprint(TEXT, bytes(1024), bytes(size))) for size in (1024, 512, 0)] == [2321, 1809, 1297]


@pytest.mark.parametrize("size", [0, 512, 1024])
def test_a_fingerprint_is_skipped(size: int) -> None:
    record = decode_read_reply(with_fingerprint(TEXT, bytes(1024), bytes(size)))
    assert decode_text(record.text) == SAMPLE and record.photo_length == 1024


@pytest.mark.parametrize("command", list(Command))
def test_commands(command: Command) -> None:
    assert decode_command(encode_command(command))[1] is command


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "short"),
        (encode_command(Command.FIND_CARD)[:6], "short"),
        (encode_command(Command.FIND_CARD)[:-1], "short"),
        (encode_command(Command.FIND_CARD) + b"\0", "length"),
        (encode_command(Command.FIND_CARD)[:-1] + b"\0", "checksum"),
        (b"\xaa\xaa\xaa\x96\x68" + bytes(8), "unknown"),
        (b"\xaa\xaa\xaa\x96\x69\x00\x01\x01", "length"),
        (b"\xaa\xaa\xaa\x96\x69\xff\xff" + bytes(8), "length"),
        (encode_frame(b"\x60\x00"), "unknown"),
        (encode_reply(ResultCode.OK), "unknown"),
    ],
)
def test_what_is_no_command(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_command(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize("data", [encode_command(Command.FIND_CARD), encode_frame(b"\0\0"), encode_frame(b"\x01\0\x90")])
def test_what_is_no_reply(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        decode_reply(data)
    assert caught.value.reason == "unknown"


def test_result_codes() -> None:
    assert decode_reply(encode_reply(0x9F)).result is ResultCode.CARD_FOUND
    assert decode_reply(encode_reply(0x77)).result is ResultCode.OTHER


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encode_reply(ResultCode.READ_FAILED), "unknown"),
        (encode_reply(ResultCode.OK), "unknown"),
        (encode_reply(ResultCode.OK, b"\x01"), "short"),
        (encode_reply(ResultCode.OK, encode_read_data(TEXT)[:-1]), "length"),
        (encode_reply(ResultCode.OK, encode_read_data(TEXT[:-2])), "length"),
        (encode_reply(ResultCode.OK, b"\x01\x00\x00\x04" + TEXT + bytes(4)), "length"),
        (READ[:-1] + bytes((READ[-1] ^ 1,)), "checksum"),
    ],
)
def test_a_reading_whose_lengths_do_not_agree(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        decode_read_reply(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize("size", [0, 100, 255, 257, 512])
def test_a_text_of_another_size(size: int) -> None:
    with pytest.raises(Refused):
        decode_text(bytes(size))


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:248] + b"J\0" + TEXT[250:],
        TEXT[:248] + b"I\0" + TEXT[250:],
        bytes(256),
        b"\xff\xdf" * 128,
        TEXT[2:] + TEXT[:2],
        TEXT.replace("1949".encode("utf-16-le"), "19a9".encode("utf-16-le")),
        TEXT.replace("002X".encode("utf-16-le"), "002Y".encode("utf-16-le")),
    ],
)
def test_columns_that_are_not_a_citizens_are_quarantined(text: bytes) -> None:
    with pytest.raises(Quarantine):
        decode_text(text)


def test_a_reserve_of_zeros_is_a_citizens_too() -> None:
    assert decode_text(TEXT[:220] + bytes(36)) == SAMPLE


def test_additional_addresses_the_newest_first() -> None:
    assert decode_additional_address(encode_address("旧地址") + encode_address("新地址") + encode_address("")) == "新地址"
    assert decode_additional_address(b"") == decode_additional_address(bytes(69)) == decode_additional_address(b"\xff\xdf" * 35) == ""


@relaxed
@given(st.lists(st.integers(0, 1500), max_size=8))
def test_cuts_and_noise_make_no_difference(cuts: list[int]) -> None:
    data = b"\0\0\xaa" + READ + bytes(9) + READ[:100] + encode_reply(ResultCode.NO_CARD)
    whole = fed(idcard_sam.stream(), [data])
    assert fed(idcard_sam.stream(), pieces(data, cuts)) == whole
    frames = [item for item in whole if isinstance(item, SamFrame)]
    assert frames == [decode_frame(READ), decode_frame(encode_reply(ResultCode.NO_CARD))]


@relaxed
@given(st.binary(max_size=256))
def test_any_bytes_give_a_card_or_a_refusal(data: bytes) -> None:
    """T4, T5."""
    padded = data.ljust(256, b" ")
    try:
        card = decode_text(padded)
    except (Refused, Quarantine) as said:
        assert said.reason in {"short", "length", "unknown"}
    else:
        assert len(card.id_number) == 18
    assert not any(isinstance(item, SamFrame) and not item.body for item in fed(idcard_sam.stream(), [data]))


def test_garbage_is_bounded() -> None:
    stream = idcard_sam.stream()
    refusals = [item for _ in range(100) for item in stream.feed(b"\xaa" * 500) if isinstance(item, Refusal)]
    assert stream.pending <= idcard_sam.LONGEST + 256 and refusals
