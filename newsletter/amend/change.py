"""One thing that is different upstream, as it is found, told and applied."""

from __future__ import annotations

from newsletter.model import Article, Struct


class Change(Struct, frozen=True, kw_only=True):
    """One thing that is different upstream.

    Attributes:
        position: of the story; empty for the issue itself.
        key: ``title``, ``teaser``, ``kicker``; ``use`` where the article is gone; ``url`` where a planned one is there;
            of the issue ``subject``, ``preheader``, or ``subjects`` for one of these.
        was, now: upstream's words when it was picked and now; of what is gone, the address and the site's answer; of
            the issue the whole line.
        yours: the editor's words where those are neither.
        article: of a planned story that is there now.
    """

    position: str
    key: str
    was: str = ""
    now: str = ""
    yours: str = ""
    article: Article | None = None

    @property
    def is_applied(self) -> bool:
        """Whether applying it changes the file: a teaser or kicker of the editor's own stays."""
        return self.key == "title" or not self.yours

    @property
    def place(self) -> str:
        """Where it stands in the issue."""
        return f"{self.position}.{self.key}" if self.position else self.key
