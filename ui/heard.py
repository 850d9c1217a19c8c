"""A page hears what is written, here or at another seat: of the tables that concern it, as long as it lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.clinic import Clinic
from app.store.unit_of_work import Change
from ui.bridge import Bridge
from ui.pages.model_page import ModelPage


def on_change(page: QWidget, clinic: Clinic, bridge: Bridge, tables: frozenset[str], act: Callable[[], object]) -> None:
    """``act`` follows every commit that touched one of the tables."""

    def heard(change: Change) -> None:
        if tables & change.types():
            act()

    bridge.listen(clinic.desk.store.changes, heard, page)


def kept_true(page: ModelPage[Any], clinic: Clinic, bridge: Bridge, tables: frozenset[str]) -> None:
    """Read anew while the page is seen; whoever opens it reads it anyway."""
    on_change(page, clinic, bridge, tables, lambda: page.isVisible() and page.model.load())
