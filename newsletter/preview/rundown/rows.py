"""An issue → the rows that the page shows: its blocks and stories, ready for JSON. Pure, but for how pictures look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from newsletter import amend
from newsletter.errors import Mistakes, NewsletterError
from newsletter.files import sheet
from newsletter.model import Block, Issue, Story
from newsletter import inbox
from newsletter.preview.rundown.hands import called
from newsletter.preview.rundown.placing import lead_block
from newsletter.preview.rundown.retyping import WORDS, words_of
from newsletter.preview.rundown.shelf import told_of
from newsletter.preview.whom import for_whom
from newsletter.prose import excerpt, one_line


def lines_of(error: NewsletterError) -> list[dict[str, str]]:
    """Return a failure as the page shows it: where, what and what to do, one for each mistake."""
    errors = error.mistakes if isinstance(error, Mistakes) else (error,)
    return [{"where": one.where, "what": one.what, "todo": one.todo} for one in errors]


def told(
    text: str, issue: Issue, desk: amend.Desk, carried: Mapping[str, str], look: Callable[[str], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what the page shows of an issue.

    Args:
        text: that the issue was read from.
        look: tells of a picture what `newsletter.preview.rundown.candidates.look` does.
    """
    remarks = {table.path: table.behind.partition("#")[2].strip() for table in sheet(text).tables}
    lead = lead_block(issue, desk)
    blocks = []
    for b, block in enumerate(issue.blocks, 1):
        rows = []
        for s, story in enumerate(block.stories, 1):
            remark = remarks.get(("block", b - 1, "story", s - 1), "")
            rows.append(_story(f"b{b}.s{s}", story, issue, remark, carried, look))
        blocks.append({**_block(f"b{b}", block, issue, desk), "lead": b == lead, "stories": rows})
    return {
        "number": issue.number, "sent": issue.sent.isoformat() if issue.sent else "",
        "subject": issue.subject, "preheader": issue.preheader, "blocks": blocks,
    }


def on_phones(key: str, line: str) -> dict[str, Any]:
    """Return how long a subject or preheader is, and how much of it each phone shows that cuts it; in letters.

    Args:
        line: as it is read.
    """
    rows = [row for row in inbox.rows("", line, line) if row.client.id.endswith("-phone")]
    cuts = [(row.client.place, row.subject if key == "subject" else row.preheader) for row in rows]
    return {"length": inbox.letters(line), "phones": len(rows),
            "shown": [{"place": place, "length": cut.length} for place, cut in cuts if cut.cut]}


def _block(position: str, block: Block, issue: Issue, desk: amend.Desk) -> dict[str, Any]:
    block_type = desk.blocks[block.kind]
    slot = block_type.slots.get(str(block.fields.get("layout") or next(iter(block_type.slots), "")))
    fields = [{"key": key, "kind": field.kind, "about": field.about, "choices": list(field.choices),
               "value": str(block.fields.get(key, ""))} for key, field in words_of(block, desk).items()]
    return {
        "at": position, "line": issue.lines.get(position, 0), "kind": block.kind, "about": block_type.about,
        "called": called(block, desk), "type": block_type.called, "use": block.use, "carries": block_type.stories, "fields": fields,
        "readers": for_whom(block.readers),
        "ratio": slot.ratio if slot else 0, "pictured": slot is not None,
        "words": excerpt(one_line(str(block.fields.get("text") or block.fields.get("note") or "")), 90),
    }


def _story(
    position: str, story: Story, issue: Issue, remark: str, carried: Mapping[str, str],
    look: Callable[[str], Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    return {
        "at": position, "line": issue.lines.get(position, 0), "use": story.use, "readers": for_whom(story.readers), "planned": story.url == "TK",
        "remark": remark, "repeat": story.repeat, "carried": told_of(story, carried), "image": story.image,
        "focus": story.focus, **{key: getattr(story, key) for key in WORDS},
        **(look(story.image) if story.image else {"remote": False, "version": ""}),
    }
