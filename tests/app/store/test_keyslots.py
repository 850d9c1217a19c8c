"""T1, T2, H10: a slot opens with its password alone, says so by its tag alone, and damage has another name."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import KnownError
from app.store import keyslots
from app.store.keyslots import (
    FLOOR_KIB,
    RECOVERY,
    Kdf,
    KeySlots,
    Opened,
    WrongPassword,
    new_recovery_code,
    random_key,
    seal,
    tidy_recovery_code,
    tuned,
    unseal,
)
from app.store.sidecar import copy_of
from tests.app.conftest import CHEAP

KEYS = Opened(random_key(), random_key())


def test_a_slot_opens_with_its_password() -> None:
    assert unseal("wang", "correct horse", seal("wang", "correct horse", KEYS, CHEAP)) == KEYS


def test_a_recovery_slot_holds_the_data_key_alone() -> None:
    opened = unseal(RECOVERY, "CODE", seal(RECOVERY, "CODE", Opened(KEYS.data_key), CHEAP))
    assert opened.data_key == KEYS.data_key and opened.signing_seed is None


@pytest.mark.parametrize("typed", ["", "correct hors", "Correct horse", "correct horse "])
def test_another_password_does_not_open_it(typed: str) -> None:
    with pytest.raises(WrongPassword):
        unseal("wang", typed, seal("wang", "correct horse", KEYS, CHEAP))


def test_full_width_typing_is_the_same_password() -> None:
    assert unseal("wang", "ｃorrect１", seal("wang", "correct1", KEYS, CHEAP)) == KEYS


def test_two_slots_of_one_password_share_nothing() -> None:
    one, other = (seal("wang", "correct horse", KEYS, CHEAP) for _ in range(2))
    assert one[11:] != other[11:]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.integers(0, 4), st.integers(11, 126)), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(at: int, bits: int) -> None:
    slot = bytearray(seal("wang", "correct horse", KEYS, CHEAP))
    assert len(slot) == 127
    slot[at] ^= bits
    with pytest.raises((WrongPassword, KnownError)):
        unseal("wang", "correct horse", bytes(slot))


@pytest.mark.parametrize("kdf", [(9 * 1024, 1, 1), (8 * 1024, 2, 1), (8 * 1024, 1, 2)])
def test_a_planted_number_within_range_opens_nothing(kdf: tuple[int, int, int]) -> None:
    slot = bytearray(seal("wang", "correct horse", KEYS, CHEAP))
    struct.pack_into(">IBB", slot, 5, *kdf)
    with pytest.raises(WrongPassword):
        unseal("wang", "correct horse", bytes(slot))


@pytest.mark.parametrize("kdf", [(4 * 1024, 1, 1), (2048 * 1024, 1, 1), (65536, 0, 1), (65536, 11, 1), (65536, 3, 0), (65536, 3, 17)])
def test_numbers_out_of_range_are_refused_before_hashing(kdf: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    slot = bytearray(seal("wang", "correct horse", KEYS, CHEAP))
    struct.pack_into(">IBB", slot, 5, *kdf)

    def hashed(**_: object) -> None:
        pytest.fail("it was hashed")

    monkeypatch.setattr(keyslots, "Argon2id", hashed)
    with pytest.raises(KnownError) as caught:
        unseal("wang", "correct horse", bytes(slot))
    assert caught.value.code == "keyslots_unreadable"


@pytest.mark.parametrize("slot", [b"", b"XYKS1", bytes(127), bytes(200)])
def test_what_is_no_slot_is_no_wrong_password(slot: bytes) -> None:
    with pytest.raises(KnownError):
        unseal("wang", "correct horse", slot)


def test_a_slot_is_its_account_s() -> None:
    with pytest.raises(KnownError):
        unseal("li", "correct horse", seal("wang", "correct horse", KEYS, CHEAP))


@pytest.mark.parametrize(
    ("speed", "memory", "passes", "lower", "upper"),
    [(0.07, 64, None, 0.3, 1.0), (0.02, 64, 10, 0.0, 1.0), (0.2, 64, 3, 0.3, 1.0), (0.45, 64, 2, 0.3, 1.0), (1.5, 46, 1, 0.0, 9.9)],
)
def test_set_up_finds_numbers_for_this_machine(speed: float, memory: int, passes: int | None, lower: float, upper: float) -> None:
    """``speed``: seconds for one pass over 64 MiB."""

    def seconds(kdf: Kdf) -> float:
        return speed * kdf.passes * kdf.memory_kib / 65536

    kdf = tuned(seconds)
    kdf.check()
    assert kdf.memory_kib == memory * 1024 >= FLOOR_KIB
    assert passes is None or kdf.passes == passes
    assert lower <= seconds(kdf) <= upper


@pytest.fixture
def slots(tmp_path: Path) -> KeySlots:
    made = KeySlots(tmp_path / "keyslots.json", CHEAP)
    made.put("wang", "correct horse", KEYS)
    made.put(RECOVERY, "CODE", Opened(KEYS.data_key))
    return made


def test_the_file_comes_back(slots: KeySlots) -> None:
    again = KeySlots.load(slots.path)
    assert (again.kdf, again.slots) == (slots.kdf, slots.slots)
    assert again.open("wang", "correct horse") == KEYS


def test_a_dropped_slot_is_gone_from_both_copies(slots: KeySlots) -> None:
    slots.drop("wang")
    slots.drop("nobody")
    assert "wang" not in slots.path.read_text() + copy_of(slots.path).read_text()
    with pytest.raises(KnownError) as caught:
        KeySlots.load(slots.path).open("wang", "correct horse")
    assert caught.value.code == "account_unknown"


@pytest.mark.parametrize("harm", ["gone", "cut", "bit"])
def test_the_copy_helps_when_the_file_is_harmed(slots: KeySlots, harm: str) -> None:
    data = slots.path.read_bytes()
    if harm == "gone":
        slots.path.unlink()
    else:
        slots.path.write_bytes(data[:100] if harm == "cut" else data.replace(b"A", b"B", 1))
    assert KeySlots.load(slots.path).open("wang", "correct horse") == KEYS


def test_a_bit_in_both_copies_is_damage_and_not_a_wrong_password(slots: KeySlots) -> None:
    for path in (slots.path, copy_of(slots.path)):
        whole = json.loads(path.read_text())
        text = whole["body"]["slots"]["wang"]
        whole["body"]["slots"]["wang"] = ("B" if text[60] == "A" else "A").join((text[:60], text[61:]))
        path.write_text(json.dumps(whole))
    with pytest.raises(KnownError) as caught:
        KeySlots.load(slots.path)
    assert caught.value.code == "keyslots_unreadable"


def test_a_recovery_code_has_160_bits_in_eight_groups() -> None:
    code = new_recovery_code()
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert set("".join(groups)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert new_recovery_code() != code


def test_a_code_may_be_typed_as_people_type() -> None:
    assert tidy_recovery_code(" abcd efgh-ijkl mnop\nqrst-uvwx yz23 o1b8") == "ABCDEFGHIJKLMNOPQRSTUVWXYZ23OIBB"


def test_keys_are_not_shown() -> None:
    assert KEYS.data_key.hex() not in repr(KEYS) and "data_key" not in repr(KEYS)
