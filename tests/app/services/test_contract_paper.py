"""The agreement on paper: a copy for each side with everything that was agreed; what came of it on one sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest

from app.domain.person import Person
from app.errors import KnownError
from app.services.contract_paper import ContractPaper
from app.services.contracts import Contracts, SigningForm
from app.services.desk import Desk
from tests.app.services.forms import filled_before


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_two_copies_and_the_sheet_of_what_was_done(desk: Desk, make_person: Callable[..., Person]) -> None:
    who, contracts, paper = make_person(), Contracts(desk), ContractPaper(desk)
    one = contracts.sign(SigningForm(who.id, "王建国团队", ("basic", "elderly"), date(2026, 3, 5), consents=("data",)))
    filled_before(desk, who.id, "exam", 0)
    pdf = paper.agreement(one.id)
    resident, team = pages(pdf)
    for words in ("王秀英", "王建国团队", "2026-03-05 至 2027-03-04", "老年人包", "中医体质辨识 1 次", "不同意"):
        assert words in resident and words in team
    assert "居民）留存" in resident and "签约团队）留存" in team
    (sheet,) = pages(paper.fulfilment(contracts.fulfilment(one.id)))
    assert "1/1 次 2026-03-05" in sheet and "0/1 次" in sheet
    paper.printed(one, pdf)
    with pytest.raises(KnownError, match="contract_unknown"):
        paper.agreement("nothing")
