"""The nouns, frozen; and what makes two articles the same one. Nothing here reads, writes or knows the time."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace  # of any of these nouns; msgspec has its only door here

from newsletter.model.article import AHEAD, Article, Reading, canonical, folded
from newsletter.model.field import BlockType, Field, FieldKind, Slot
from newsletter.model.finding import Finding, Level, Owner
from newsletter.model.issue import Block, Choice, Earlier, Issue, Selection, Story, Waiver, is_remote
from newsletter.model.letter import (
    PICTURE_STAND_IN, POSITION_COMMENT, Edition, Letter, Mark, Picture, in_folder, marks_put_in, marks_taken_out, on_the_web,
    place_pictures, within,
)
from newsletter.model.merging import best_of, moment, revised
from newsletter.model.publication import Confidence, MergeTag, Publication, Reader, Readers, Service, Shape, Theme

__all__ = [
    "AHEAD", "Article", "Block", "BlockType", "Choice", "Confidence", "Earlier", "Edition", "Field", "FieldKind", "Finding",
    "Issue", "Letter", "Level", "Mark", "MergeTag", "Owner", "PICTURE_STAND_IN", "POSITION_COMMENT", "Picture",
    "Publication", "Reader", "Readers", "Reading", "Selection", "Service", "Shape", "Slot", "Story", "Struct", "Theme",
    "Waiver", "best_of", "canonical", "folded", "in_folder", "is_remote", "marks_put_in", "marks_taken_out", "moment",
    "on_the_web", "place_pictures", "replace", "revised", "within",
]
