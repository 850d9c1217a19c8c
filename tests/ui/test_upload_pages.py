"""Uploading behind one entry of the rail: each person has the tabs that a permission gives, and they work over the real services."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.demo.clinic import NURSE
from tests.ui.desktop_run import Run
from ui.pages.sync.page import SyncPage
from ui.pages.tabbed import Tabbed


@pytest.mark.parametrize(
    ("login", "tabs"),
    [("", ["sync", "uplink", "courier", "fleet"]), (NURSE, ["sync", "fleet"]), ("doctor", ["sync", "courier", "fleet"])],
)
def test_what_of_uploading_a_person_may_is_a_tab(run: Run, login: str, tabs: list[str]) -> None:
    """Settings for whoever keeps the workstation, sticks for whoever may settle, how far it is for everybody."""
    run.begin()
    run.sign_in(*([login] if login == NURSE else []))
    desk = run.clinic.desk
    keeps = {"settings.manage"}
    desk.session.set(replace(desk.who, permissions=desk.who.permissions - keeps if login else desk.who.permissions | keeps))
    page = run.desktop.window.open("sync")
    assert isinstance(page, Tabbed)
    assert [key for key in ("sync", "uplink", "courier", "fleet") if page.has(key)] == tabs
    for key in tabs:
        assert page.open(key).isVisible()


def test_where_nothing_is_set_up_the_way_there_is_one_button(run: Run) -> None:
    run.begin()
    run.sign_in()
    desk = run.clinic.desk
    desk.session.set(replace(desk.who, permissions=desk.who.permissions | {"settings.manage"}))
    page = run.desktop.window.open("sync")
    assert isinstance(page, Tabbed)
    first = page.open("sync")
    assert isinstance(first, SyncPage)
    run.qtbot.waitUntil(first.set_up.isVisible)
    first.set_up.click()
    assert page.current == "uplink"
