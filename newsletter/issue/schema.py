"""What may stand in an issue file, and where what does not stand right belongs."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.model import BlockType, Field, Publication

FIELDS: Mapping[str, Field] = {
    "number": Field(kind="number", about="the issue's number"),
    "date": Field(kind="date", about="the day it appears"),
    "subject": Field(about="the line readers see in their mailbox"),
    "preheader": Field(about="the line many mail programs show behind the subject"),
    "subjects": Field(kind="list", about="other subject lines: shown in previews, never sent unless chosen"),
    "sent": Field(kind="date", about="the day it was sent; written by `newsletter sent`"),
    "picked": Field(kind="table", about="how it was picked, for `newsletter why`"),
    "block": Field(kind="tables", about="the bands of the letter, in order"),
    "waive": Field(kind="tables", about="findings of `newsletter check` that may stand", fields={
        "rule": Field(needs=True, about="the finding's name: SUBJ-LEN"),
        "story": Field(about="the headline or address of the story it is for; without it, the whole letter"),
        "reason": Field(needs=True, about="why it may stand"),
        "until": Field(kind="date", about="the last day on which it may"),
    }),
}
"""The keys at the top of the file."""

STORY: Mapping[str, Field] = {
    "use": Field(kind="flag", about="false keeps the story in the file and out of the letter"),
    "url": Field(kind="link", about="where the headline leads; 'TK' for a story still to come"),
    "kicker": Field(about="the short label above the headline"),
    "title": Field(needs=True, about="the headline"),
    "teaser": Field(about="the line under the headline"),
    "image": Field(kind="picture", about="a picture in the publication's folder, or its address"),
    "alt": Field(about="what the picture shows"),
    "credit": Field(about="who made the picture"),
    "focus": Field(about="what of the picture stays when it is cropped: top, or 50% 20% (from the left, from the top)"),
    "byline": Field(about="who wrote it"),
    "date": Field(kind="date", about="the day it appeared"),
    "label": Field(about="a word beside the headline: Opinion, Live"),
    "duration": Field(about="of a film: 4:05"),
    "lang": Field(about="its language, where it is not the publication's: es"),
    "repeat": Field(kind="flag", about="true allows a story that an earlier number carried"),
    "readers": Field(about="whom it is for: members, or not members, as the mailing service knows them"),
}
"""The keys of a ``[[block.story]]``; those of `newsletter.model.Story`."""

PICK: Mapping[str, Field] = {
    "match": Field(kind="list", about="words, sections, 'tag:…' or 'source:…' of the stories that belong here"),
    "most": Field(kind="number", about="stories, at the most"),
    "kind": Field(choices=("article", "video"), about="only these"),
    "picture": Field(kind="flag", about="true: only stories with a picture"),
}
"""The keys of a block's ``pick`` in standing matter; read by `newsletter.pick`."""

_COMMON: Mapping[str, Field] = {
    "kind": Field(needs=True, about="what the block is: see `newsletter list blocks`"),
    "use": Field(kind="flag", about="false keeps the block in the file and out of the letter"),
    "readers": Field(about="whom it is for: members, or not members, as the mailing service knows them"),
    "story": Field(kind="tables", about="the stories it carries"),
}
_PICK = Field(kind="table", fields=PICK, about="how the block is filled")

_OTHER_NAMES = {
    "headline": "title", "head": "title", "heading": "title", "link": "url", "href": "url", "picture": "image",
    "photo": "image", "img": "image", "summary": "teaser", "description": "teaser", "excerpt": "teaser",
    "text": "teaser", "dek": "teaser", "author": "byline", "caption": "alt", "language": "lang", "length": "duration", "type": "kind",
    "preview": "preheader", "preview_text": "preheader", "stories": "story", "article": "story", "issue": "number",
}
_TO_PUBLICATION = {
    key: f"{key} belongs to the publication — put it into newsletter.toml"
    for key in Publication.__struct_fields__ if key not in ("root", "shelves", "pick")
}
_TO_STORY = {key: f"{key} belongs to a story — put it under [[block.story]]" for key in STORY}
_TO_TOP = {
    key: f"{key} belongs to the top of the file — put it before the first [[block]]"
    for key in FIELDS if key not in ("block", "picked", "waive")
} | {"picked": "picked belongs to the end of the file — write [picked]",
      "waive": "waive belongs to the end of the file — write [[waive]]"}
_DATE = {
    "date": "date belongs to the top of the file, or to a story — put it before the first [[block]], or under "
            "[[block.story]]",
}
_CALLED_IN_STORY = {
    other: f"{other} belongs to a story, as {ours} — put it under [[block.story]]"
    for other, ours in _OTHER_NAMES.items() if ours in STORY
}
_TO_BLOCK = {key: f"{key} belongs to a block — put it under [[block]]" for key in ("kind", "use", "pick")}


def block_fields(block_type: BlockType | None, *, standing: bool) -> dict[str, Field]:
    """Return the keys that a block may have."""
    own = block_type.fields if block_type else {}
    return {**_COMMON, **own, **({"pick": _PICK} if standing else {})}


def elsewhere_at_top() -> dict[str, str]:
    """Return key → where it belongs, for keys that stand before the first block."""
    return _free({
        **_TO_PUBLICATION, **_TO_STORY, **_TO_BLOCK, **_called(FIELDS),
        "story": "a story stands in a block — write [[block.story]], under a [[block]]",
        "title": "title belongs to a block or a story — the line readers see in their mailbox is called subject",
        "text": "text belongs to a block — put it under [[block]] and kind = 'note'",
    }, FIELDS)


def elsewhere_in_block(block_type: BlockType, blocks: Mapping[str, BlockType]) -> dict[str, str]:
    """Return key → where it belongs, for keys that stand in a block of this type."""
    fields = block_fields(block_type, standing=False)
    carries = block_type.stories != "none"
    return _free({
        **_TO_PUBLICATION,
        **(_CALLED_IN_STORY if carries else {}),
        **_called(fields),
        **_of_other_types(block_type.name, blocks),
        **_TO_TOP,
        **(_TO_STORY if carries else {}),
        **(_DATE if carries else {}),
        "pick": "pick belongs to the standing matter — put it into standing.toml; here stand the stories themselves",
    }, fields)


def elsewhere_in_story(block_type: BlockType | None) -> dict[str, str]:
    """Return key → where it belongs, for keys that stand in a story of a block of this type."""
    above = {key: f"{key} belongs to the block — put it above the block's first [[block.story]]"
             for key in ("kind", "pick", *(block_type.fields if block_type else ()))}
    return _free({**_TO_PUBLICATION, **_called(STORY), **_TO_TOP, **above}, STORY)


def _of_other_types(name: str, blocks: Mapping[str, BlockType]) -> dict[str, str]:
    """Return, for the keys of other types of block, which these are."""
    keys = {key for block_type in blocks.values() for key in block_type.fields} | set(STORY)
    found = {}
    for key in keys:
        having = [kind for kind, block_type in blocks.items() if key in block_type.fields]
        if key in STORY:
            having.append("a story")
        found[key] = f"a {name} has no {key} — {key} goes with {' or '.join(having)}"
    return found


def _called(fields: Mapping[str, Field]) -> dict[str, str]:
    return {other: ours for other, ours in _OTHER_NAMES.items() if ours in fields}


def _free(found: dict[str, str], fields: Mapping[str, Field]) -> dict[str, str]:
    return {key: sentence for key, sentence in found.items() if key not in fields}
