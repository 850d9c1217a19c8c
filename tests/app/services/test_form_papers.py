"""Official sheets from what was filled: every answer on paper, visits side by side, printing in the trail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.encounter import Encounter
from app.domain.filled_form import FilledForm, FormValue, ValueKind
from app.domain.person import Person
from app.errors import KnownError, NotAllowed
from app.printing.preview import rasterise
from app.rules.forms.reading import library
from app.rules.pack import Pack
from app.services.desk import Desk
from app.services.form_filling import FormFilling
from app.services.form_papers import FormPapers, paper_of
from tests.app.printing.pages import plain
from tests.app.rules.forms.told import DM, HTN
from tests.app.services.forms import answer, filled_before, measured_today


@pytest.fixture
def papers(desk: Desk) -> FormPapers:
    return FormPapers(desk)


@pytest.fixture
def filled(desk: Desk, pack: Pack, resident: Person, visit: Encounter) -> tuple[FilledForm, ...]:
    measured_today(desk, resident.id)
    filling = FormFilling(desk, pack)
    return filling.save(answer(filling, filling.open(resident.id, visit.id, [HTN, DM])))


def test_a_visit_stands_beside_those_before_it(desk: Desk, papers: FormPapers, resident: Person, filled: tuple[FilledForm, ...]) -> None:
    for days, pressure in ((90, "152"), (180, "160"), (270, "164"), (360, "170")):
        filled_before(desk, resident.id, HTN, days, systolic=pressure, diastolic="90", day=f"前{days}天")
    paper = papers.pdf(resident.id, [one for one in filled if one.form == HTN])
    text = plain(paper.pdf)
    assert text.index("164/90") < text.index("160/90") < text.index("152/90") < text.index("138/84")
    assert "170/90" not in text  # the sheet has room for four
    assert len(paper.forms) == 4 and len(rasterise(paper.pdf, 40)) == 1
    assert "高血压患者随访服务记录表" in text and resident.name in text


def test_a_target_without_a_weight_is_not_read_as_one(desk: Desk, papers: FormPapers, resident: Person) -> None:
    for days, told in ((90, {"weight_target": "60"}), (80, {"weight": "61.5"}), (70, {"weight": "61", "weight_target": "60"})):
        filled_before(desk, resident.id, HTN, days, **told)
    newest = FormFilling(desk).filled(resident.id)[0]
    assert "/60" + "61.5" + "61/60" in plain(papers.pdf(resident.id, [newest]).pdf)


def test_every_answer_is_on_the_sheets(papers: FormPapers, resident: Person, filled: tuple[FilledForm, ...]) -> None:
    paper = papers.pdf(resident.id, filled)
    text = plain(paper.pdf)
    known = library()
    for form in filled:
        for code, value in form.values.items():
            one = known.fields[code]
            assert all(each.replace(" ", "") in text for each in (value.told if not one.codes else map(one.word, value.told))), code
    assert paper.title == "高血压患者随访服务记录表、2型糖尿病患者随访服务记录表" and len(rasterise(paper.pdf, 40)) == 2


@pytest.mark.parametrize("code", library().forms)
def test_every_form_has_a_sheet_even_an_empty_one(code: str, resident: Person) -> None:
    blank = FilledForm("f", resident.id, None, code, 1, "2026-03-05", {}, "w", "2026-03-05T01:00:00.000Z")
    paper = paper_of(library(), resident, [blank], "柳树村卫生室", "2026-03-05 09:00")
    assert paper.title == library().form(code).title
    asked = {row.label for section in paper.sections for row in section.rows}
    assert asked and len({cell for section in paper.sections for row in section.rows for cell in row.cells if cell.chosen}) == 0
    assert all(len(row.cells) == paper.columns for section in paper.sections for row in section.rows)


def test_a_form_of_a_newer_program_is_printed_as_it_was_written(resident: Person) -> None:
    told = {"from_the_future": FormValue(ValueKind.TEXT, ("照原样",))}
    newer = FilledForm("f", resident.id, None, HTN, 99, "2026-03-05", told, "w", "2026-03-05T01:00:00.000Z")
    paper = paper_of(library(), resident, [newer], "柳树村卫生室", "2026-03-05 09:00")
    assert [(row.label, row.cells[0].text) for row in paper.sections[0].rows] == [("from_the_future", "照原样")]


def test_printing_is_in_the_trail_and_who_may_not_leaves_none(
    desk: Desk, papers: FormPapers, resident: Person, filled: tuple[FilledForm, ...]
) -> None:
    paper = papers.pdf(resident.id, filled)
    papers.printed(paper)
    desk.session.set(replace(desk.who, permissions=frozenset({"chart.read"})))
    with pytest.raises(NotAllowed):
        papers.printed(paper)


def test_what_does_not_stand_is_not_printed(papers: FormPapers, resident: Person, filled: tuple[FilledForm, ...]) -> None:
    with pytest.raises(KnownError):
        papers.pdf(resident.id, [replace(filled[0], id="gone")])
    with pytest.raises(KnownError):
        papers.pdf(resident.id, ())
