"""Settings of an open clinic: who may choose what, what is fixed, and that a choice is kept and audited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import KnownError, NotAllowed
from app.paths import DataFolder
from app.services.desk import Desk
from app.services.preferences import Preferences
from app.settings import Settings
from app.store.tables.log import audit


@pytest.fixture
def preferences(desk: Desk, folder: DataFolder) -> Preferences:
    return Preferences(desk, folder.site_file)


def strip(desk: Desk, permissions: frozenset[str]) -> None:
    """Leaves the person at the desk with these permissions alone."""
    desk.session.set(replace(desk.who, permissions=permissions))


def test_a_choice_is_kept_told_and_audited(preferences: Preferences, desk: Desk, folder: DataFolder) -> None:
    told: list[Settings] = []
    preferences.changed.subscribe(told.append)
    assert preferences.now().number("lock_minutes") == 5
    preferences.choose("lock_minutes", 9)
    assert [one.number("lock_minutes") for one in (*told, preferences.now())] == [9, 9]
    assert Preferences(desk, folder.site_file).now().number("lock_minutes") == 9
    acts = desk.store.read(lambda conn: conn.execute(select(audit).where(audit.c.type == "setting", audit.c.ref == "lock_minutes")).all())
    assert [act.account for act in acts] == [desk.who.account]


def test_what_the_site_file_names_is_fixed(desk: Desk, folder: DataFolder) -> None:
    folder.site_file.write_text("lock_minutes = 3\n")
    preferences = Preferences(desk, folder.site_file)
    assert preferences.now().number("lock_minutes") == 3
    for key in ("lock_minutes", "review_institution"):
        with pytest.raises(KnownError) as told:
            preferences.choose(key, preferences.now()[key])
        assert told.value.code == "setting_fixed"


def test_a_value_that_does_not_fit_changes_nothing(preferences: Preferences) -> None:
    with pytest.raises(KnownError) as told:
        preferences.choose("lock_minutes", 0)
    assert told.value.code == "setting_bad" and preferences.now().number("lock_minutes") == 5


def test_a_nurse_chooses_the_size_of_the_text_and_no_more(preferences: Preferences, desk: Desk) -> None:
    strip(desk, frozenset({"intake.measure"}))
    assert preferences.choose("text_percent", 140).number("text_percent") == 140
    with pytest.raises(NotAllowed):
        preferences.choose("lock_minutes", 9)
    desk.session.set(None)
    with pytest.raises(NotAllowed):
        preferences.choose("text_percent", 100)


def test_a_bad_site_file_stops_the_start_and_names_the_key(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text("lock_minutes = 'soon'\n")
    with pytest.raises(KnownError) as told:
        Preferences(desk, tmp_path / "clinic.toml")
    assert told.value.facts["key"] == "lock_minutes"
