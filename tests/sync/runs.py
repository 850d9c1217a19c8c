"""One run of push or pull to its end, and what the hub holds afterwards."""

from __future__ import annotations

from typing import Any

from sync import envelope, jsontext
from sync.canonical import content_hash
from sync.dialect import Dialect
from sync.http import HttpLink
from sync.link import Link
from sync.pull import Pull
from sync.push import Push
from tests.sync.memory import MemoryReplica
from tests.sync.visits import made, reference


def push(site: MemoryReplica, link: Link, dialect: Dialect | None = None) -> Push:
    """A run to its end."""
    made_ = Push(site, "up", link, dialect or Dialect(gzip=True), lambda: False)
    made_.run()
    return made_


def pull(site: MemoryReplica, link: Link, dialect: Dialect | None = None, types: tuple[str, ...] = ("Patient", "Observation")) -> Pull:
    """A run to its end; our own hub unless another dialect is given."""
    run = Pull(site, "up", link, dialect or Dialect(hub=True, gzip=True), lambda: False, types)
    run.run()
    return run


def on_hub(link: HttpLink) -> dict[str, dict[str, Any]]:
    """Every resource of the hub, read from its feed, with the version it is at."""
    found: dict[str, dict[str, Any]] = {}
    answer = link.get("$changes", [("_count", "1000")])
    while True:
        bundle = answer.bundle()
        for entry in bundle.entries:
            found[f"{entry.resource['resourceType']}/{entry.resource['id']}"] = entry.resource
        url = bundle.link("next")
        if url is None:
            return found
        answer = link.get(url)


def versions(link: HttpLink) -> set[str]:
    return {one["meta"]["versionId"] for one in on_hub(link).values()}


def refs(body: bytes) -> list[str]:
    return [entry.part("request")["url"] for entry in envelope.read(body.decode()).entries]


def assert_arrived(site: MemoryReplica, link: HttpLink, but: int = 0) -> None:
    """Everything written at the site is on the hub, once and with the same content."""
    theirs = on_hub(link)
    ours = {str(ref): content_hash(jsontext.loads(text)) for ref, text in site.resources.items()}
    assert len(ours) - but == len(theirs)
    assert all(content_hash(one) == ours[ref] for ref, one in theirs.items())


BAD = {"resourceType": "Observation", "id": made("bad"), "code": {"text": "no status"}, "subject": reference("Patient", "p1")}
