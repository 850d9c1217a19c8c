"""Before the signature the page says how many sheets a list becomes."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.services.rx_splitting import Part, PartKind
from ui.pages.prescription.dividing import Division


def parts(*counted: tuple[PartKind, int]) -> tuple[Part, ...]:
    return tuple(Part(kind, tuple(range(n))) for kind, n in counted)


ORDINARY, SECOND, NARCOTIC, HERBAL = PartKind.ORDINARY, PartKind.SECOND, PartKind.NARCOTIC, PartKind.HERBAL


@pytest.mark.parametrize(
    ("given", "drugs", "sheets"),
    [
        (parts((ORDINARY, 0)), "0种药", ""),
        (parts((ORDINARY, 5)), "5种药", ""),
        (parts((HERBAL, 12)), "饮片12味", ""),
        (parts((ORDINARY, 5), (ORDINARY, 2), (SECOND, 1)), "8种药", "将分成3张：普通5+2种，精二1种"),
        (parts((ORDINARY, 1), (NARCOTIC, 1), (HERBAL, 9)), "2种药，饮片9味", "将分成3张：普通1种，麻、精一1种，饮片9味"),
    ],
)
def test_what_the_page_says(qtbot: QtBot, given: tuple[Part, ...], drugs: str, sheets: str) -> None:
    said = Division()
    assert (said.drugs(given), said.sheets(given)) == (drugs, sheets)
