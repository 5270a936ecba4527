"""What is raised where the page and somebody else changed the same thing."""

from __future__ import annotations

from newsletter.errors import Refused


class Conflict(Refused):
    """The file says something else by now in the place that the page would change; nothing is written.

    Attributes:
        theirs: what stands in the file now; None where that cannot be said.
        yours: what the page would put there.
        at: where that is in the file as it is now; empty where it is nowhere.
        digest: of the file as it is now.
    """

    def __init__(
        self, what: str, *, todo: str, where: str = "", theirs: str | None = None, yours: str = "", at: str = ""
    ) -> None:
        super().__init__(what, todo=todo, where=where)
        self.theirs = theirs
        self.yours = yours
        self.at = at
        self.digest = ""
