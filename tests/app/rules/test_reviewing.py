"""What a signed document says of its own review; one that cannot be read asks for nothing and is nobody's."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.domain.rx_document import FORMAT, canonical
from app.rules.reviewing import approvals_needed, asked_of, institution_of

SHEET: Mapping[str, object] = {
    "format": FORMAT,
    "paper": {"mark": ""},
    "institution": {"id": "o1"},
    "signed_as": "signed",
    "asked": "451000000001",
}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, (1, "o1", "451000000001")),
        ({"paper": {"mark": "麻、精一"}}, (2, "o1", "451000000001")),
        ({"signed_as": "approved"}, (1, "o1", None)),
        ({"paper": None, "institution": "o1", "asked": ""}, (1, "", "")),
    ],
)
def test_what_a_sheet_asks_for(told: Mapping[str, object], said: tuple[int, str, str | None]) -> None:
    document = canonical({**SHEET, **told})
    assert (approvals_needed(document), institution_of(document), asked_of(document)) == said


@pytest.mark.parametrize("document", [None, b"", b"{}", canonical(SHEET) + b" "])
def test_what_cannot_be_read_asks_for_nothing(document: bytes | None) -> None:
    assert (approvals_needed(document), institution_of(document), asked_of(document)) == (1, "", None)
