"""Rows laid over the products: conditions, limits of age, infusions; each finding names the row's source."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from app.rules.engine import evaluate
from app.rules.findings import Finding
from app.rules.formulary import PackError
from app.rules.further import AGE_DOSES, CONDITION_CODES, CONDITIONS, INFUSIONS, LIMITS
from app.rules.interactions import Token
from app.rules.pack import Pack, load_pack
from app.rules.shipped import shipped_bytes
from tests.app.rules.contexts import line, patient, sheet, weight


def found(pack: Pack, code: str, *lines: object, who: object = None) -> list[Finding]:
    context = sheet(*lines, who=who)  # type: ignore[arg-type]
    return [one for one in evaluate(context, pack).findings if one.code == code]


def test_an_old_resident_is_warned_with_the_rows_source(pack: Pack, base_pack: Pack) -> None:
    old, young = patient("80"), patient("40")
    (warned,) = found(pack, "RX-APP-02", line("alprazolam-tab", "0.4"), who=old)
    assert (warned.rule, warned.severity.value) == ("elderly_avoid", "warn") and "Beers" in warned.source
    assert found(pack, "RX-APP-02", line("alprazolam-tab", "0.4"), who=young) == []
    assert found(base_pack, "RX-APP-02", line("alprazolam-tab", "0.4"), who=old) == []


def test_single_rows_are_no_review_of_contraindications(pack: Pack) -> None:
    """H17: rows laid over an unreviewed product must not make it look reviewed."""
    assert set(pack.products["prazosin-tab"].condition_alerts) >= {"elderly_avoid", "hypotension"}
    review = evaluate(sheet(line("prazosin-tab"), line("hydrochlorothiazide-tab"), who=patient("80", conditions=("gout",))), pack)
    run = next(run for run in review.checks if run.check == "contraindication")
    assert [(gap.input, gap.lines) for gap in run.gaps] == [("condition_data", (0,))]


def test_a_row_fills_only_what_is_empty(pack: Pack, base_pack: Pack) -> None:
    for drug, base in base_pack.products.items():
        now = pack.products[drug]
        assert base.min_age_years in {None, now.min_age_years} and base.max_daily_old in {None, now.max_daily_old}
        assert now.condition_alerts[: len(base.condition_alerts)] == base.condition_alerts
        for token, severity in base_pack.condition_severity.get(drug, {}).items():
            assert pack.condition_severity[drug][token] is severity


@pytest.mark.parametrize(
    ("file", "columns"), [(CONDITIONS, ("products",)), (LIMITS, ("products",)), (AGE_DOSES, ("products",)), (INFUSIONS, ("a", "b"))]
)
def test_every_word_of_a_row_means_a_product(pack: Pack, file: str, columns: tuple[str, ...]) -> None:
    """A word that meets no product is a typing error."""
    for row in csv.DictReader(io.StringIO(shipped_bytes(file).decode())):
        for word in ";".join(row[column] for column in columns).split(";"):
            assert any(Token(word).meets(product) for product in pack.products.values()), (row, word)


def test_infusions_are_told_with_their_source(pack: Pack) -> None:
    for rule in pack.interactions.infusions:
        assert rule.source and rule.effect and rule.advice
    assert len({rule.id for rule in pack.interactions.infusions}) == len(pack.interactions.infusions)


@pytest.mark.parametrize(
    ("file", "row"),
    [
        (CONDITIONS, "N05 BA,elderly_avoid,warn,a,b"),
        (CONDITIONS, ",elderly_avoid,warn,a,b"),
        (CONDITIONS, "N05BA,elderly,warn,a,b"),
        (CONDITIONS, "N05BA,elderly_avoid,soft,a,b"),
        (LIMITS, "N05BA,min_age,2,a,s,b"),
        (LIMITS, "N05BA,min_age_years,zwei,a,s,b"),
        (LIMITS, "N05BA,max_week,2,mg,s,b"),
        (LIMITS, "N05BA,min_age_years,-1,a,s,b"),
        (AGE_DOSES, "N02BE01,0,1,2,mg,s,b"),
        (AGE_DOSES, "N02BE01,2,,,mg,s,b"),
        (AGE_DOSES, "N02BE01,2,-1,,mg,s,b"),
        (AGE_DOSES, "N02 BE01,2,1,,mg,s,b"),
        (AGE_DOSES, "N02BE01,2,1,,mg,,b"),
        (INFUSIONS, "IV999,J01C,J01G,grave,x,y,s,b"),
        (INFUSIONS, "IV999,J01C,,major,x,y,s,b"),
        (INFUSIONS, "IV999,J01C,J01G,major,,y,s,b"),
        (CONDITION_CODES, "gout2,M10-?,s,b"),
    ],
)
def test_a_broken_row_refuses_the_pack_with_its_line(file: str, row: str) -> None:
    """H44."""
    text = shipped_bytes(file).decode() + row + "\n"
    with pytest.raises(PackError) as caught:
        load_pack(read=lambda name: text.encode() if name == file else shipped_bytes(name))
    assert caught.value.facts["file"] == file and str(caught.value.facts["place"]).startswith(f"{len(text.splitlines())}: ")


@pytest.mark.parametrize(
    ("drug", "single", "per_day", "code"),
    [
        ("timolol", "3", 1, "RX-QTY-07"),
        ("ringer-inj", "1000", 4, "RX-QTY-08"),
        ("ors-iii", "20.5", 4, "RX-QTY-08"),
        ("timolol", "2", 2, ""),
    ],
)
def test_a_dose_above_a_rows_limit_is_told_with_its_source(pack: Pack, drug: str, single: str, per_day: int, code: str) -> None:
    context = line(drug, single, per_day=Decimal(per_day), route="eye" if drug == "timolol" else "oral")
    told = [one for kind in ("RX-QTY-07", "RX-QTY-08") for one in found(pack, kind, context)]
    name = {"RX-QTY-07": "max_single", "RX-QTY-08": "max_daily"}
    assert [(one.code, one.source) for one in told] == ([(code, pack.sources[drug, name[code]])] * len(told) if code else [])
    assert bool(told) is bool(code)


def test_rows_of_one_product_add_up(pack: Pack) -> None:
    """Each product is made anew once: no row is lost to the next."""
    child = pack.products["berberine-tab"].age_doses
    assert [dose.under_years for dose in child] == [4, 7, 10, 13]
    insulin = pack.products["insulin-glargine"].child_limits
    assert insulin is not None and (insulin.per_kg_dose, insulin.per_kg_day) == (Decimal(1), Decimal(2))


def test_a_child_below_the_rows_age_is_told_its_source(pack: Pack) -> None:
    added = [(drug, pack.sources[drug, what]) for drug, what in pack.sources if what == "min_age_years"]
    assert added
    for drug, source in added[:5]:
        told = found(pack, "RX-APP-05", line(drug), who=patient("0.01", weight_kg=weight("3")))
        assert [one.source for one in told] == [source]


def test_a_dose_above_what_the_age_allows_is_told_with_its_source(pack: Pack) -> None:
    """A child's loratadine: half the adult dose, whatever the adult limit of the product is."""
    child, grown = patient("4", weight_kg=weight("16")), patient("20")
    told = found(pack, "RX-QTY-08", line("loratadine-tab", "10"), who=child)
    assert [(one.facts["limit"], one.severity.value, one.source) for one in told] == [("5", "override", "说明书【儿童用药】")]
    assert found(pack, "RX-QTY-08", line("loratadine-tab", "5"), who=child) == []
    assert found(pack, "RX-QTY-08", line("loratadine-tab", "10"), who=grown) == []
    powder = found(pack, "RX-QTY-08", line("smectite-powder", "3", per_day=Decimal(3)), who=patient("0.5", weight_kg=weight("7")))
    assert [one.facts["limit"] for one in powder] == ["3"]
    enema = found(pack, "RX-QTY-07", line("glycerol-enema-20", "20", route="rectal"), who=child)
    assert [one.facts["limit"] for one in enema] == ["10"]


@pytest.mark.parametrize(
    ("one", "other", "rule", "severity"),
    [
        ("compound-danshen", "warfarin-tab", "ADD401", "override"),
        ("ginkgo-leaf", "warfarin-tab", "ADD402", "warn"),
        ("shuganjieyu", "sertraline-tab", "ADD405", "override"),
        ("liushen", "digoxin-tab", "ADD406", "warn"),
        ("lianhua-qingwen", "furazolidone-tab", "ADD407", "override"),
        ("niuhuang-jiedu", "ferrous-sulfate-tab", "ADD409", "warn"),
    ],
)
def test_a_patent_medicine_meets_the_rules_of_its_herbs(pack: Pack, one: str, other: str, rule: str, severity: str) -> None:
    told = found(pack, "RX-APP-08", line(one), line(other))
    assert [(each.rule, each.severity.value) for each in told] == [(rule, severity)]
