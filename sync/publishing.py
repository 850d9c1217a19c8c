"""One resource put on a server at somebody's wish, under our id or, where the server numbers, under its own: the same one again is an update."""

from __future__ import annotations

from app.errors import KnownError
from sync import answers, envelope, jsontext, renaming
from sync.fhir.build import Json
from sync.jsontext import BadJson
from sync.link import Answer, Link, LinkFault
from sync.replica import Ref


def publish(link: Link, body: Json) -> None:
    """Raises KnownError ``publish_refused``; LinkFault where nobody answered, or something else than the server did."""
    ref = Ref(str(body["resourceType"]), str(body["id"]))
    status = _put(link, str(ref), body)
    if not status.startswith("2"):
        status = _put(link, renaming.search_of(ref), renaming.outward(body, ref, None, lambda _: None))
    if not status.startswith("2"):
        raise KnownError("publish_refused", status=status)


def _put(link: Link, url: str, body: Json) -> str:
    answer = link.post(envelope.bundle("batch", [envelope.put(url, jsontext.dumps(body))]), packed=False)
    if answer.status != 200:
        answers.refusal_of(answer)
        return str(answer.status)
    return _status(answer)


def _status(answer: Answer) -> str:
    try:
        entries = envelope.answers(jsontext.decode(answer.body)).entries
    except BadJson:
        raise LinkFault("sync_not_fhir") from None
    return str(entries[0].part("response").get("status", ""))[:3] if entries else ""
