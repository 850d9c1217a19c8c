"""Each setting is declared once, read from three places, and refused by name when it does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import KnownError
from app.settings import SETTINGS, Settings, Value, check, page, read_site, read_table

ROOT = Path(__file__).resolve().parents[2]


def site(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "clinic.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == page(), "python -m app.settings > docs/settings.md"


def test_defaults_fit_their_own_limits() -> None:
    for one in SETTINGS.values():
        default = list(one.default) if isinstance(one.default, tuple) else one.default
        assert one.checked(default) == one.default, one.key


def test_the_site_goes_before_the_clinic_and_the_clinic_before_the_default(tmp_path: Path) -> None:
    given = read_site(site(tmp_path, 'lock_minutes = 3\ninstitution_code = "PDY0001"\n'))
    settings = Settings(given, read_table({"lock_minutes": "9", "text_percent": "120"}))
    assert [settings.number(key) for key in ("lock_minutes", "text_percent", "arming_minutes")] == [3, 120, 5]
    assert settings.text("institution_code") == "PDY0001"
    assert [settings.is_fixed(key) for key in ("lock_minutes", "text_percent", "county_keys")] == [True, False, True]


def test_no_site_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_site(tmp_path / "clinic.toml") == {}


@pytest.mark.expect_log("no setting is called lock_minuets")
def test_an_unknown_key_is_a_warning(tmp_path: Path) -> None:
    assert read_site(site(tmp_path, "lock_minuets = 3\nsync_on = false\n")) == {"sync_on": False}


@pytest.mark.parametrize(
    ("line", "key", "wanted"),
    [
        ("lock_minutes = 0", "lock_minutes", "1–60"),
        ("lock_minutes = 61", "lock_minutes", "1–60"),
        ("lock_minutes = true", "lock_minutes", "1–60"),
        ('lock_minutes = "5"', "lock_minutes", "1–60"),
        ("sync_on = 1", "sync_on", "yes/no"),
        ('language = "fr"', "language", "zh_CN / en"),
        ("allowed_drivers = [1]", "allowed_drivers", "list of texts"),
        ('allowed_drivers = "x"', "allowed_drivers", "list of texts"),
    ],
)
def test_a_value_that_does_not_fit_names_its_key(tmp_path: Path, line: str, key: str, wanted: str) -> None:
    with pytest.raises(KnownError) as told:
        read_site(site(tmp_path, line))
    assert told.value.code == "setting_bad"
    assert (told.value.facts["key"], told.value.facts["wanted"]) == (key, wanted)


@pytest.mark.parametrize("data", [b"lock_minutes = ", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_broken_site_file_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "clinic.toml").write_bytes(data)
    with pytest.raises(KnownError) as told:
        read_site(tmp_path / "clinic.toml")
    assert told.value.code == "site_file_bad" and told.value.facts["file"] == "clinic.toml"


@pytest.mark.parametrize(("key", "value"), [("lock_minutes", 7), ("sync_on", False), ("backup_folder", "D:\\备份")])
def test_what_is_written_is_read_again(key: str, value: Value) -> None:
    assert read_table({key: json.dumps(check(key, value))}) == {key: value}


def test_the_clinic_cannot_write_what_the_site_decides() -> None:
    with pytest.raises(KnownError) as told:
        check("county_keys", ("县卫健局 00",))
    assert told.value.code == "setting_fixed"
    assert read_table({"review_institution": '"PDY1"'}) == {}
    with pytest.raises(KnownError):
        check("lock_minutes", 0)


@pytest.mark.parametrize(("typed", "fits"), [("", True), ("18 22", True), ("13", False), ("20", False), ("18,22", False), ("180", False)])
def test_makers_codes_are_as_long_as_said_and_never_as_a_commodity_code(typed: str, fits: bool) -> None:
    if fits:
        assert check("maker_code_digits", typed) == typed
    else:
        with pytest.raises(KnownError):
            check("maker_code_digits", typed)


def test_a_row_that_is_no_json_is_refused_by_name() -> None:
    with pytest.raises(KnownError) as told:
        read_table({"lock_minutes": "five"})
    assert told.value.facts["key"] == "lock_minutes"


def test_typed_reading() -> None:
    settings = Settings({}, {"allowed_drivers": ("a", "b")})
    assert settings.items("allowed_drivers") == ("a", "b") and settings.flag("sync_on")
    for read, key in [(settings.number, "sync_on"), (settings.flag, "hub_port"), (settings.items, "language")]:
        with pytest.raises(TypeError):
            read(key)
