"""What a check has to say of a letter."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Level = Literal["error", "warning", "info"]
Owner = Literal["editor", "template"]


class Finding(Struct, frozen=True, kw_only=True):
    """One judgement of a check.

    Attributes:
        rule: the check's id, stable for ever (``SUBJ-EMPTY``).
        level: an ``error`` keeps a letter from going out; a ``warning`` should be mended; ``info`` is worth knowing.
        message: what is wrong, in the editor's words, in one sentence without a full stop.
        hint: how to mend it; empty where the message says it.
        where: ``file:line`` of the place that mends it, or the file.
        position: the same place as a position of the issue (``b3.s2.title``); empty where it has none.
        owner: who mends it: the ``editor`` in the issue's words, or whoever keeps the ``template``.
    """

    rule: str
    level: Level
    message: str
    hint: str = ""
    where: str = ""
    position: str = ""
    owner: Owner = "editor"
