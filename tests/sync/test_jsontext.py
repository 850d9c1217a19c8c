"""JSON text taken apart: byte-true, and hostile text refused."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
import simplejson
from hypothesis import given
from hypothesis import strategies as st

from sync import jsontext
from sync.jsontext import BadJson, Reader

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text('abc{}[]"\\ ,:', max_size=5), values, max_size=5), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_members_are_cut_out_exactly(value: dict[str, object], indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    reader = Reader(text)
    cut = {key: reader.raw() for key in reader.members()}
    reader.end()
    assert {key: json.loads(part) for key, part in cut.items()} == value
    assert all(part in text for part in cut.values())


@given(st.lists(values, max_size=6))
def test_elements_are_cut_out_exactly(value: list[object]) -> None:
    reader = Reader(json.dumps(value))
    assert [json.loads(reader.raw()) for _ in reader.elements()] == value


@given(st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    """T7: never another error than the refusal."""
    try:
        found = jsontext.loads(jsontext.decode(text.encode("utf-8", "surrogatepass")))
    except BadJson:
        return
    assert json.loads(text) == found or isinstance(found, (dict, list, Decimal))


@given(st.binary())
def test_any_bytes_are_taken_or_refused(body: bytes) -> None:
    try:
        jsontext.loads(jsontext.decode(body))
    except BadJson as bad:
        assert bad.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xef\xbb\xbf{}", "malformed"),
        (b"\xff", "not UTF-8"),
        (b"[" * 65 + b"]" * 65, "nested too deep"),
        (b'"' + b"[" * 64 + b'"' + b"[" * 65, "nested too deep"),
        (b"[" * 2_000_000, "nested too deep"),
        (b'{"a":1,"b":{"c":1,"c":2}}', "duplicate key"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b'"\\u0000"', "NUL character"),
        (b'"\\udc00"', "lone surrogate"),
        (b"1 1", "text after the value"),
        (b"x" * 100, "too large"),
    ],
    ids=range(11),
)
def test_refusals_name_their_reason(body: bytes, reason: str) -> None:
    with pytest.raises(BadJson) as refused:
        jsontext.loads(jsontext.decode(body, max_bytes=10_000_000 if len(body) != 100 else 99))
    assert refused.value.reason == reason


def test_brackets_in_strings_are_not_depth() -> None:
    assert jsontext.decode(json.dumps({"a": "[{" * 500 + '\\"'}).encode())
    assert jsontext.decode(b"[" * 64 + b"]" * 64)


def test_a_pair_of_surrogates_is_a_character() -> None:
    """H13: rare characters of names come as pairs."""
    assert jsontext.loads(jsontext.decode(b'"\\ud86d\\udfef"')) == "𫟯"
    assert jsontext.loads(jsontext.decode(b'"\\\\u0000"')) == "\\u0000"


def test_decimals_keep_their_places() -> None:
    """H4."""
    assert str(jsontext.loads("[1.00]")[0]) == "1.00"


def test_strings_are_found_at_any_depth() -> None:
    value = {"a": [{"reference": "Patient/1"}, {"b": {"reference": "Device/2"}}], "reference": {"reference": "X/3"}, "c": {"reference": 5}}
    assert sorted(jsontext.strings(value, "reference")) == ["Device/2", "Patient/1", "X/3"]


@given(values)
def test_what_is_written_is_read_again(value: object) -> None:
    assert jsontext.loads(jsontext.dumps(value)) == value


def test_digits_are_written_as_they_are() -> None:
    assert jsontext.dumps({"value": Decimal("1.00"), "unit": "℃"}) == '{"value":1.00,"unit":"℃"}'


_mixed = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["\ufdd0", "\ufdd07", "血压"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["\ufdd0", "a", "值"]), inner, max_size=4),
    max_leaves=20,
)


@given(_mixed)
def test_decimals_are_written_as_their_digits(value: object) -> None:
    """As the slower encoder writes them, also where a text happens to be the mark that stands for a number."""
    assert jsontext.dumps(value) == simplejson.dumps(value, use_decimal=True, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize(("value", "error"), [(Decimal("NaN"), ValueError), (float("inf"), ValueError), (b"", TypeError)])
def test_what_is_no_json_is_not_written(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        jsontext.dumps([value])


_shapes = st.recursive(
    st.sampled_from(["mm[Hg]", "]", '"', "\\", '\\"[', "", 'a"b', "{"]) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "[", '"', "\\"]), inner, max_size=3),
    max_leaves=30,
)


@given(_shapes, st.integers(0, 70))
def test_depth_is_counted_outside_strings(value: object, around: int) -> None:
    """T7: escapes, quotation marks and brackets in strings change nothing."""

    def depth(one: object) -> int:
        parts = one.values() if isinstance(one, dict) else one if isinstance(one, list) else None
        return 0 if parts is None else 1 + max(map(depth, parts), default=0)

    body = b"[" * around + json.dumps(value).encode() + b"]" * around
    assert jsontext.too_deep(body) is (depth(value) + around > jsontext.MAX_DEPTH)


@given(st.text('[]{}"\\ a', max_size=200))
def test_malformed_text_never_passes_for_deeper_than_it_is(text: str) -> None:
    """Whatever the shape says, the parser then refuses it."""
    try:
        found = jsontext.loads(jsontext.decode(text.encode()))
    except BadJson:
        return
    assert json.loads(text) == found
