"""A signed rule pack ↔ Library (R4, hl7.org/fhir/R4/library.html): type asset-collection or logic-library, its file inline or in a Binary.

A signed file of the county (insurance list, issuers) ↔ Library of type asset-collection, always inline.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from app.domain.county_file import CountyFile
from app.rules.pack_file import MOST_BYTES, SUFFIX, Manifest
from sync.fhir.build import Json, coding, concept, resource
from sync.fhir.element import BadResource, Element, NotOurs, opened, target_id

TYPE, BINARY = "Library", "Binary"
PACK_TYPE = "application/vnd.xiangyi.rule-pack+zip"
LIBRARY_TYPE = "http://terminology.hl7.org/CodeSystem/library-type"
_TYPES = frozenset({"asset-collection", "logic-library"})
_GONE = frozenset({"retired"})
COUNTY_TYPE = "application/vnd.xiangyi.county-file+json"


@dataclass(frozen=True, slots=True)
class Published:
    """A pack as a server publishes it. ``body`` None: it lies in the Binary of id ``binary``. ``gone``: published no more."""

    id: str
    title: str
    body: bytes | None
    binary: str = ""
    gone: bool = False


def to_fhir(key: str, about: Manifest, body: bytes) -> Json:
    """The pack as a Library of id ``key`` with its file inline; who signed it stands in the file."""
    content = {
        "contentType": PACK_TYPE,
        "data": base64.b64encode(body).decode(),
        "size": len(body),
        "hash": base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode(),
        "title": f"{about.label}{SUFFIX}",
    }
    return resource(
        TYPE,
        key,
        version=about.version,
        name=about.id,
        title=about.title,
        status="active",
        type=concept(coding(LIBRARY_TYPE, "asset-collection")),
        effectivePeriod={"start": about.valid_from.isoformat()},
        content=[content],
    )


def from_fhir(body: Any) -> Published:
    """Raises NotOurs for a library of something else and for a draft, BadResource for content that is damaged, too large or nowhere."""
    found = opened(body, TYPE)
    kind, status = found.child("type").code(LIBRARY_TYPE), found.need("status")
    content = next((one for one in found.each("content") if _is_pack(one)), None)
    if kind not in _TYPES or content is None or status == "draft":
        raise NotOurs(TYPE, "no rule pack")
    title = found.text("title") or found.text("name") or content.text("title")
    if status in _GONE:
        return Published(found.need("id"), title, None, gone=True)
    if content.has("data"):
        return Published(found.need("id"), title, _bytes(content))
    binary = target_id(content.text("url"), BINARY)
    if binary is None:
        raise BadResource(content.path + ".url", "no content of this server")
    return Published(found.need("id"), title, None, binary)


def county_to_fhir(one: CountyFile) -> Json:
    """The file as it was signed."""
    body = one.text.encode()
    return resource(
        TYPE,
        one.id,
        version=one.number,
        name=one.kind.value,
        status="active",
        type=concept(coding(LIBRARY_TYPE, "asset-collection")),
        date=one.issued,
        content=[{"contentType": COUNTY_TYPE, "data": base64.b64encode(body).decode()}],
    )


def county_from_fhir(body: Any) -> bytes:
    """The file as it was signed. Raises NotOurs for a library of something else, BadResource for content that is damaged."""
    found = opened(body, TYPE)
    content = next((one for one in found.each("content") if one.text("contentType") == COUNTY_TYPE), None)
    if content is None or found.need("status") != "active":
        raise NotOurs(TYPE, "no file of the county")
    return _bytes(content)


def bytes_of(body: Any) -> bytes:
    """What a Binary holds. Raises BadResource."""
    return _bytes(opened(body, BINARY))


def _is_pack(content: Element) -> bool:
    return content.text("contentType") == PACK_TYPE or content.text("title").endswith(SUFFIX)


def _bytes(found: Element) -> bytes:
    text = found.need("data")
    if len(text) > MOST_BYTES * 4 // 3 + 4:
        raise BadResource(found.path + ".data", "too large")
    try:
        body = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise BadResource(found.path + ".data", "not base64") from None
    told = found.text("hash")
    if told and told != base64.b64encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode():
        raise BadResource(found.path + ".hash", "hash does not fit")
    return body
