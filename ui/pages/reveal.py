"""The eye in the patient banner: shows the whole ID number for some seconds; every look is audited by the service."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.errors import KnownError
from ui.widgets.banner import PatientBanner


class Numbers(Protocol):
    """Where the unmasked number comes from."""

    def whole_number(self, person: str) -> str: ...


def reveal_on(page: QWidget, numbers: Numbers) -> None:
    """Let the eye of every banner below a page (or of the banner itself) work."""
    banners = [page] if isinstance(page, PatientBanner) else page.findChildren(PatientBanner)
    for banner in banners:
        banner.reveal.connect(_Reveal(banner, numbers))


class _Reveal:
    def __init__(self, banner: PatientBanner, numbers: Numbers) -> None:
        self._banner, self._numbers = banner, numbers

    def __call__(self, person: str) -> None:
        try:
            number = self._numbers.whole_number(person)
        except KnownError:
            return  # the resident is gone or may not be seen: the number stays masked
        if number:
            self._banner.show_number(number)
