"""Who may see and change what on the hub: own organisation and below, the commons, residents somebody asked for (architecture.md, "Hub access")."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sync.hub.outcome import Refused
from sync.hub.rows import Client, Connection
from sync.replica import Ref

COMMONS = ("Organization", "Location", "Practitioner", "PractitionerRole", "Device", "Medication")
"""Types that tell nothing of a resident and that everybody's records refer to; readable by every credential."""

HANDED_DOWN = ("MedicationKnowledge", "Library", "Binary")
"""Product lists and rule packs: for whoever stands below the institution that keeps them, and not for its neighbours.

Of Binaries only those that a Library of the same owner names as its content: any other may be somebody's document.
"""

CONTENT = "content"
"""Search term of a Library: what its content lies in."""

EVERYTHING = "1"
_IN_TREE = "IN (SELECT value FROM json_each(?))"
_COMMONS = ",".join(f"'{name}'" for name in COMMONS)
_HANDED_DOWN = ",".join(f"'{name}'" for name in HANDED_DOWN)
_NAMED = f"""EXISTS (SELECT 1 FROM term t JOIN latest b ON b.type = 'Library' AND b.id = t.id
 WHERE t.type = 'Library' AND t.param = '{CONTENT}' AND t.value = 'Binary/' || l.id AND b.owner_org = l.owner_org)"""  # noqa: S608
_READABLE = f"""(l.owner_org {_IN_TREE} OR (l.person = '' AND l.type IN ({_COMMONS}))
 OR (l.person = '' AND l.type IN ({_HANDED_DOWN}) AND l.owner_org {_IN_TREE} AND (l.type <> 'Binary' OR {_NAMED}))
 OR EXISTS (SELECT 1 FROM addressed a WHERE a.type = l.type AND a.id = l.id AND a.org {_IN_TREE})
 OR (l.person <> '' AND (EXISTS (SELECT 1 FROM latest p WHERE p.type = 'Patient' AND p.id = l.person AND p.owner_org {_IN_TREE})
  OR EXISTS (SELECT 1 FROM addressed a WHERE a.person = l.person AND a.org {_IN_TREE} AND a.starts <= ? AND a.ends > ?))))"""  # noqa: S608
_TREE = """WITH RECURSIVE below(id) AS (VALUES (?) UNION SELECT i.id FROM institution i JOIN below b ON i.parent = b.id)
SELECT id FROM below"""
_ABOVE = """WITH RECURSIVE above(id) AS
 (VALUES (?) UNION SELECT i.parent FROM institution i JOIN above a ON i.id = a.id WHERE i.parent IS NOT NULL)
SELECT id FROM above"""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a client may do at this moment. ``tree``: its organisation and those below as a JSON list, None = everything (an open hub).

    ``above``: its organisation and those it stands below.
    """

    client: Client
    tree: str | None
    now: str
    above: str = "[]"

    def condition(self) -> tuple[str, Sequence[str]]:
        """SQL that holds for a readable row ``l`` of ``latest``, with its values."""
        if self.tree is None:
            return EVERYTHING, ()
        return _READABLE, (self.tree, self.above, self.tree, self.tree, self.tree, self.now, self.now)

    def owns(self, org: str) -> bool:
        """Whether what ``org`` owns may be changed."""
        return self.tree is None or org in json.loads(self.tree)

    def may_read(self, db: Connection, ref: Ref) -> bool:
        """Whether a stored resource may be read; True for one that is not stored."""
        if self.tree is None:
            return True
        condition, values = self.condition()
        row = db.execute(" ".join(("SELECT", condition, "FROM latest l WHERE l.type=? AND l.id=?")), (*values, *ref)).fetchone()
        return row is None or bool(row[0])

    def need(self, db: Connection, ref: Ref) -> None:
        """Raises :class:`Refused` 403 where the resource may not be read."""
        if not self.may_read(db, ref):
            raise Refused(403, f"{ref} belongs to another institution", target=str(ref))


def reach_of(db: Connection, client: Client, now: str) -> Reach:
    """The reach of a client; one without an organisation is the open hub's and sees everything."""
    if not client.owner_org:
        return Reach(client, None, now)
    tree, above = (json.dumps([row[0] for row in db.execute(query, (client.owner_org,)).fetchall()]) for query in (_TREE, _ABOVE))
    return Reach(client, tree, now, above)
