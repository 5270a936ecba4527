"""What has changed since the letter was approved, and since the last number → the section of a review. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from newsletter.approval import Change, Piece, pieces
from newsletter.approval.wording import likeness
from newsletter.preview.review.judged import place
from newsletter.preview.review.since import Again, Band, Since
from newsletter.prose import amount

_ROUND = 8  # words shown on either side of what changed
_ALIKE = 0.4  # of its words a text must keep for its changes to be marked; else it was written anew


def of_approval(changes: Sequence[Change] | None, trouble: str) -> str:
    """Return what has changed since the letter was approved.

    Args:
        changes: None where nothing was approved.
        trouble: why nobody can tell; empty where one can.
    """
    if trouble:
        return f'<p class="bad">{escape(trouble)}</p>'
    if changes is None:
        return '<p class="quiet">This letter has not been approved yet: <code>newsletter approve</code> remembers it as it is.</p>'
    if not changes:
        return '<p class="good">Not a byte: this is what was approved.</p>'
    return f'<ul class="changes">{"".join(map(_change, changes))}</ul>'


def _change(change: Change) -> str:
    where = f'<p class="place">{place(change.position)}</p>' if change.kind != "gone" else '<p class="place">gone</p>'
    said = marked(pieces(change.before, change.after)) if change.kind in ("words", "description") else ""
    if change.kind == "link":
        said = "".join(f'<p class="source"><{tag}>{escape(words)}</{tag}></p>'
                       for tag, words in (("del", change.before), ("ins", change.after)) if words)
    return f"<li>{where}<div><p>{escape(change.said)}</p>{said}</div></li>"


def marked(found: Iterable[Piece]) -> str:
    """Return two texts as one, with what went and what came marked; of what stayed, the words beside them."""
    every = list(found)
    parts = [_piece(piece, at == 0, at == len(every) - 1) for at, piece in enumerate(every)]
    return f'<p class="marked" dir="auto">{" ".join(parts)}</p>'


def _piece(piece: Piece, is_first: bool, is_last: bool) -> str:
    if piece.kind != "same":
        tag = "del" if piece.kind == "gone" else "ins"
        return f"<{tag}>{escape(piece.words)}</{tag}>"
    words = piece.words.split(" ")
    before, after = ([] if is_first else words[:_ROUND]), ([] if is_last else words[-_ROUND:])
    if len(before) + len(after) >= len(words):
        return escape(piece.words)
    return escape(" ".join([*before, "…", *after]))


# ── the number before ────────────────────────────────────────────────────────────────────────────────────────


def of_number(called: str, found: Since) -> str:
    """Return what is different from the number that was sent before. `called` is how that one is called."""
    rows = "".join(map(_band, found.bands))
    again = f'<h4>Carried again</h4><ul class="changes">{"".join(map(_again, found.again))}</ul>' if found.again else ""
    return (f'{again}<table class="bands"><caption>Block by block, beside {escape(called)}</caption><thead><tr><th scope="col">No.</th>'
            f'<th scope="col">Block</th><th scope="col">What is different</th></tr></thead><tbody>{rows}</tbody></table>')


def _again(story: Again) -> str:
    return (f'<li><p class="place">{place(story.position)}</p><div><p>“{escape(story.title)}” was '
            f"{escape(story.position_before.removeprefix('b').replace('.s', '.'))} there</p></div></li>")


def _band(band: Band) -> str:
    number = place(band.position) if band.position else "–"
    return f'<tr><td class="place">{number}</td><th scope="row">{escape(band.name)}</th><td>{_difference(band)}</td></tr>'


def _difference(band: Band) -> str:
    if band.stories is None:
        return '<span class="gone">not in this number</span>'
    if band.stories_before is None:
        return '<span class="new">new in this number</span>'
    told = []
    if band.stories or band.stories_before:
        count = amount(band.stories, "story", "stories")
        told.append(f"{count}, as before" if band.stories == band.stories_before else f"{count}, {band.stories_before} before")
    if band.words == band.words_before:
        told += ["the same words"] if band.words and not told else []
    elif likeness(band.words_before, band.words) >= _ALIKE:
        return "".join([*map(escape, told), marked(pieces(band.words_before, band.words))])
    else:
        told.append("other words")
    return escape(", ".join(told)) or "the same"
