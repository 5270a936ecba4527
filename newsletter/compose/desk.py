"""All that composing needs beside the issue itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from newsletter.merge import StandIns
from newsletter.model import BlockType, Publication, Theme


class PlacedPicture(NamedTuple):
    """A picture as templates print it: its address, its size in CSS pixels (height 0 where unknown), and its slot."""

    address: str
    width: int
    height: int
    slot: str


class Desk(NamedTuple):
    """All that composing needs beside the issue itself."""

    publication: Publication
    theme: Theme
    blocks: Mapping[str, BlockType]
    words: Mapping[str, str]
    pictures: Mapping[str, PlacedPicture]
    stand_ins: StandIns
