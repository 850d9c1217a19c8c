"""The pack as a whole: version, hash, and what happens to a broken file."""

from __future__ import annotations

import pytest

from app.rules.formulary import PackError
from app.rules.pack import BASE_FILES, FURTHER_FILES, Pack, load_pack
from app.rules.shipped import shipped_bytes
from tests.app.rules.conftest import CASES


def test_version_and_hash_name_the_data(pack: Pack, base_pack: Pack) -> None:
    assert pack.sha256 == load_pack().sha256 != base_pack.sha256
    assert base_pack.version == "rx-2026.1" and pack.version.startswith("rx-2026.1+")
    changed = load_pack(read=lambda name: shipped_bytes(name) + (b"\n" if name == "condition_severity.json" else b""))
    assert changed.sha256 != pack.sha256


@pytest.mark.parametrize("name", [*BASE_FILES, *FURTHER_FILES])
def test_every_file_is_needed(name: str) -> None:
    """H17: a missing or broken file gives no pack, not a smaller one."""

    def missing(asked: str) -> bytes:
        if asked == name:
            raise FileNotFoundError(2, "gone", name)
        return shipped_bytes(asked)

    with pytest.raises(PackError) as caught:
        load_pack(read=missing)
    assert caught.value.code == "pack_missing"
    with pytest.raises(PackError):
        load_pack(read=lambda asked: b"{" if asked == name else shipped_bytes(asked))


def test_a_daily_limit_is_lowered_by_the_clinics_pack_alone(pack: Pack, base_pack: Pack) -> None:
    assert base_pack.products["furosemide-tab"].max_daily == 600
    assert pack.products["furosemide-tab"].max_daily == 100

    def unknown(name: str) -> bytes:
        return shipped_bytes(name).replace(b'drug = "furosemide-tab"', b'drug = "no-such-drug"')

    with pytest.raises(PackError):
        load_pack(read=unknown)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"severity": "major"', '"severity": "grave"'), ('"C09A"', '"C09 A"'), ('"count_of": "sum of', '"count_of": "about')],
)
def test_an_interaction_that_is_not_understood_refuses_the_pack(old: str, new: str) -> None:
    def changed(name: str) -> bytes:
        data = shipped_bytes(name)
        return data.replace(old.encode(), new.encode(), 1) if name == "interactions.json" else data

    with pytest.raises(PackError):
        load_pack(read=changed)


@pytest.mark.parametrize("name", [name for name in BASE_FILES if not name.endswith(".toml")])
def test_the_shipped_copy_is_the_shared_file(name: str) -> None:
    original = CASES.parent / name
    if not original.exists():
        pytest.skip("the shared clinical data are not here")
    assert shipped_bytes(name) == original.read_bytes()
