"""A Selection → what an editor reads: the summary, the comments in the issue file, the answer to "why"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from newsletter.model import Block, Choice, Issue, Selection, canonical, folded
from newsletter.pick.hand import did_you_mean, named, near, quoted
from newsletter.pick.reasons import PINNED
from newsletter.pick.same import Candidate, one_of_each
from newsletter.prose import amount, excerpt, one_line

SAME = "the same article as"
DRAFT = "draft: the source's words; say what the picture shows"
"""The remark behind an alt text that describes another picture, or none."""

_LEFT_OUT = (  # how a reason begins, and how several are counted
    ("older than the window", "is older than the window", "are older than the window"),
    ("dated after the window", "is dated after the window", "are dated after the window"),
    ("first seen before", "was first seen before the window", "were first seen before the window"),
    ("first seen after", "was first seen after the window", "were first seen after the window"),
    ("not in the sections", "is not in the sections asked for", "are not in the sections asked for"),
    ("carried in", "was carried before", "were carried before"),
    ("skipped", "was skipped by hand", "were skipped by hand"),
    ("in the standing matter", "is in the standing matter already", "are in the standing matter already"),
    ("fits no block", "fits no block", "fit no block"),
    ("beaten by balance", "stands back for balance", "stand back for balance"),
    ("beaten", "is beyond the limits", "are beyond the limits"),
    (SAME, "is the same as another", "are the same as others"),
)

_TOO_OLD = ("older than the window", "first seen before")


def summary(selection: Selection) -> list[str]:
    """Return sentences for the editor: what is in, what waits, what is missing, what was left out."""
    used = [choice for choice in selection.choices if choice.outcome == "in"]
    waiting = sum(choice.outcome == "runner-up" for choice in selection.choices)
    picked = selection.issue.picked or {}
    left_out = counted(choice.reason for choice in selection.choices if choice.outcome == "out")
    sentences = (
        f"{amount(len(used), 'story', 'stories')}: {_per_block(selection, used)}." if used else "No story.",
        f"{amount(waiting, 'runner-up waits', 'runners-up wait')} in the file." if waiting else "",
        f"Nothing for {', '.join(picked['nothing_for'])}." if picked.get("nothing_for") else "",
        f"No room for {no_room}." if (no_room := _only_waiting(selection)) else "",
        f"Left out: {left_out}." if left_out else "",
        *(_astray(selection, choice) for choice in used),
    )
    return [one_line(sentence) for sentence in sentences if sentence]


def _per_block(selection: Selection, used: Iterable[Choice]) -> str:
    counts = Counter(_block_number(choice) for choice in used)
    return ", ".join(_counted_block(selection.issue.blocks[number - 1], counts[number]) for number in sorted(counts))


def _only_waiting(selection: Selection) -> str:
    """Return the names of the blocks that hold runners-up only."""
    waiting = {_block_number(choice) for choice in selection.choices if choice.outcome == "runner-up"}
    blocks = (selection.issue.blocks[number - 1] for number in sorted(waiting))
    return ", ".join(_name(block) for block in blocks if not any(story.use for story in block.stories))


def _astray(selection: Selection, choice: Choice) -> str:
    """Return the sentence for a pin in a block that does not know it; empty for any other choice."""
    if not choice.reason.startswith(f"{PINNED}, "):
        return ""
    (candidate,) = one_of_each([choice.article])
    block = selection.issue.blocks[_block_number(choice) - 1]
    return f"{quoted(candidate)} stands under {_name(block)}{choice.reason.removeprefix(PINNED)}."


def _counted_block(block: Block, count: int) -> str:
    if block.kind == "lead":
        return f"lead '{excerpt(next(story.title for story in block.stories if story.use), 60)}'"
    return f"{_name(block)} {count}"


def _block_number(choice: Choice) -> int:
    return int(choice.position[1:].partition(".")[0])


def _name(block: Block) -> str:
    return str(block.fields.get("title") or block.kind)


def counted(reasons: Iterable[str]) -> str:
    """Return how many articles were left out for which reason: ``24 articles are older than the window, 3 were …``."""
    counts: Counter[int] = Counter()
    for reason, count in Counter(reasons).items():
        counts[next(i for i, (start, _, _) in enumerate(_LEFT_OUT) if reason.startswith(start))] += count
    parts = [amount(counts[i], _LEFT_OUT[i][1], _LEFT_OUT[i][2]) for i in sorted(counts)]
    if parts:
        count, _, verb = parts[0].partition(" ")
        parts[0] = f"{count} {'article' if count == '1' else 'articles'} {verb}"
    return ", ".join(parts)


def more_with(reasons: Iterable[str]) -> str:
    """Return what brings in more where these reasons kept all out, as the beginning of an advice; empty for nothing.

    Earlier articles help where there were none, or some were too old; what was carried comes again only by hand.
    """
    reasons = list(reasons)
    if not reasons or any(reason.startswith(_TOO_OLD) for reason in reasons):
        return "ask for earlier articles with --since, or "
    return "bring one again with --pin, or " if any(reason.startswith("carried in") for reason in reasons) else ""


def comments(selection: Selection) -> dict[str, str]:
    """Return position → what the issue file says there in a comment: why a story stands there, which alt is a draft."""
    vouched = {(choice.article.image, choice.article.alt) for choice in selection.choices
               if not choice.article.alt_is_draft}
    said: dict[str, str] = {}
    for choice in selection.choices:
        if choice.position:
            word = "picked" if choice.outcome == "in" else "runner-up"
            said[choice.position] = one_line(f"{word}: {choice.reason}")
            block, _, number = choice.position.partition(".s")
            story = selection.issue.blocks[int(block[1:]) - 1].stories[int(number) - 1]
            if story.alt and (story.image, story.alt) not in vouched:
                said[f"{choice.position}.alt"] = DRAFT
    return said


def why(
    selection: Selection, wanted: str, absent: str = "was in none of the sources", *, now: Issue | None = None
) -> str:
    """Return why an article is in or was left out, in a sentence; one line for each where several are meant.

    Args:
        wanted: its address, its headline, or a part of it.
        absent: what is said of one that was not there; of one that no archive has, that it ``was never fetched``.
            Empty: nothing is said.
        now: the issue as it reads now; what it does not hold any more is said to have stood in it.
    """
    wanted = one_line(wanted)
    candidates = one_of_each(choice.article for choice in selection.choices)
    found = named(wanted, candidates)
    if not found and not absent:
        return ""
    if not found:
        guess = did_you_mean(near(wanted, candidates))
        return one_line(f"'{excerpt(wanted, 60)}' {absent}" + (f" — {guess}" if guess else "."))
    # The same article twice in the input is one object: its first choice is the one that the other went into.
    choices = {id(choice.article): choice for choice in reversed(selection.choices)}
    answers = [one_line(f"{quoted(one)} {_answer(selection, choices[id(one.members[0])], _stands(one, now))}")
               for one in found[:5]]
    return "\n".join(answers + [f"… and {len(found) - 5:,} more with these words."] * (len(found) > 5))


def _stands(candidate: Candidate, issue: Issue | None) -> bool:
    """Return whether an issue holds a story of a piece, in use or not; a headline may have left its kicker there."""
    if issue is None:
        return True
    stories = [story for block in issue.blocks for story in block.stories]
    titles = {f" {folded(story.title)}" for story in stories}
    return any(canonical(story.url) in candidate.addresses for story in stories) or any(
        f" {line}".endswith(title) for line in candidate.headlines for title in titles)


def _answer(selection: Selection, choice: Choice, stands: bool) -> str:
    """Return what became of an article; `stands`: the issue still holds it."""
    if not choice.position:
        return f"was left out: {choice.reason}."
    block = _block_number(choice)
    place = f"block {block} ({_name(selection.issue.blocks[block - 1])}), story {choice.position.rpartition('.s')[2]}"
    if not stands:
        runner_up = ", as a runner-up" if choice.outcome == "runner-up" else ""
        return f"is not in the file any more; it was picked for {place}{runner_up}: {choice.reason}."
    if choice.outcome == "runner-up":
        return f"waits in {place}, as a runner-up: {choice.reason}."
    return f"is in {place}: {choice.reason}."
