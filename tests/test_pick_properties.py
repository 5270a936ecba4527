"""What holds for every issue that is picked, whatever comes in: found by chance, not by example."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from hypothesis import given, settings as trials, strategies as st
from pick_help import LEAD, REST, TYPES, article, band, days_ago

from newsletter.model import Article, Block, Issue, Reading, Selection, Story, canonical
from newsletter.pick import Settings, comments, pick, summary, why
from newsletter.pick.hand import named
from newsletter.pick.same import Candidate, one_of_each

BLOCKS = (
    LEAD, REST, band("Brazil", match=["Brazil"], most=1), band("Culture", match=["tag:film", "letters"], most=2),
    band("Seen", picture=True, most=2), band(kind="video", most=1), band("Also", most=0), Block(kind="note"),
    Block(kind="section", stories=(Story(title="Events"),), pick={"match": ["Events"]}),
)
TITLES = ("Letters", "LETTERS!", "Brazil: Why?", "[Video] Samba", "Samba", "Events", "Night train", "🚂")
ADDRESSES = ("", *(f"https://courier.example/{path}" for path in ("a", "a/?utm_source=x", "b", "c", "d")))

articles = st.lists(max_size=14, elements=st.builds(
    article,
    title=st.sampled_from(TITLES),
    days=st.none() | st.integers(0, 40).map(lambda quarters: quarters / 4),
    url=st.sampled_from(ADDRESSES),
    section=st.sampled_from(("", "Brazil", "Culture")),
    tags=st.sampled_from(((), ("film",))),
    kind=st.sampled_from(("article", "article", "video")),
    image=st.sampled_from(("", "i.jpg", "j.jpg")),
    image_width=st.sampled_from((0, 320, 900)),
    alt=st.sampled_from(("", "A train")),
    alt_is_draft=st.booleans(),
    teaser=st.sampled_from(("", "Whole.", "Cut…")),
    source=st.sampled_from(("a", "b")),
    place=st.integers(0, 5),
))


class Case(NamedTuple):
    articles: list[Article]
    candidates: list[Candidate]
    standing: Issue
    settings: Settings
    by_hand: list[Candidate]
    selection: Selection


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw articles, standing matter with one section at least, settings, and what is picked of them."""
    came = draw(articles)
    candidates = one_of_each(came)
    blocks = (*draw(st.lists(st.sampled_from(BLOCKS), max_size=5, unique_by=id)), REST)
    standing = Issue(blocks=tuple(draw(st.permutations(blocks))))
    stands = {"events"} if any(block.stories for block in blocks) else set()
    nameable = [one for one in candidates if named(_name(one), candidates) == [one] and not stands & {*one.headlines}]
    wanted = draw(st.lists(st.sampled_from(nameable), max_size=3, unique_by=id)) if nameable else []
    pins = draw(st.integers(0, len(wanted)))
    settings = _settings(draw, pins=tuple(map(_name, wanted[:pins])), skips=tuple(map(_name, wanted[pins:])))
    readings = [Reading(name="a", kind="feed", articles=tuple(came))]
    selection = pick(readings, standing, settings=settings, blocks=TYPES)
    return Case(came, candidates, standing, settings, wanted[:pins], selection)


def _settings(draw: st.DrawFn, **by_hand: Any) -> Settings:
    return Settings(
        since=draw(st.none() | st.just(days_ago(7))), until=draw(st.none() | st.just(days_ago(1))),
        most=draw(st.none() | st.integers(1, 6)), sections=draw(st.sampled_from(((), ("Brazil",)))),
        allow_empty=True, missing_ok=True, **by_hand,
    )


def _name(candidate: Candidate) -> str:
    return candidate.addresses[0] if candidate.addresses else candidate.headlines[0]


def _of(case: Case) -> dict[int, Candidate]:
    """Return the piece that each article of the input is, by the article's identity."""
    return {id(member): candidate for candidate in case.candidates for member in candidate.members}


@trials(deadline=None)
@given(articles)
def test_pieces_are_apart_by_address_and_by_headline_and_day(came):
    """No two share an address; two of one headline are both dated; each article is of one piece."""
    candidates = one_of_each(came)
    addresses = Counter(address for candidate in candidates for address in candidate.addresses)
    assert set(addresses.values()) <= {1}
    for number, one in enumerate(candidates):
        for other in candidates[:number]:
            if set(one.headlines) & set(other.headlines):
                assert one.article.published and other.article.published
    assert Counter(id(member) for one in candidates for member in one.members) == Counter(map(id, came))


@trials(deadline=None)
@given(cases())
def test_every_article_of_the_input_has_exactly_one_reason(case):
    """No more, no fewer; each is words."""
    choices = case.selection.choices
    assert Counter(id(one.article) for one in choices) == Counter(map(id, case.articles))
    assert all(one.reason for one in choices)
    assert all(bool(one.position) == (one.outcome != "out") for one in choices)


@trials(deadline=None)
@given(cases())
def test_what_stands_in_the_issue_is_what_the_choices_say(case):
    """Each position is a story, in use or waiting, of that article; no picked story is without a choice."""
    stands = {one.position: one for one in case.selection.choices if one.position}
    typed = sum(len(block.stories) for block in case.standing.blocks)
    assert sum(len(block.stories) for block in case.selection.issue.blocks) == len(stands) + typed
    for position, one in stands.items():
        block, story = (int(part[1:]) for part in position.split("."))
        found = case.selection.issue.blocks[block - 1].stories[story - 1]
        assert found.use == (one.outcome == "in")
        assert found.url == _of(case)[id(one.article)].article.url
    assert not any(block.pick for block in case.selection.issue.blocks)


@trials(deadline=None)
@given(cases())
def test_never_two_of_the_same_are_in_use(case):
    """By address, and by piece."""
    used = [story for block in case.selection.issue.blocks for story in block.stories if story.use]
    addresses = [canonical(story.url) for story in used if story.url]
    assert len(addresses) == len(set(addresses))
    pieces = [_of(case)[id(one.article)] for one in case.selection.choices if one.position]
    assert len(pieces) == len(set(pieces))


@trials(deadline=None)
@given(cases())
def test_pins_are_in_and_skips_are_out(case):
    """Over every limit and window."""
    outcome = {_of(case)[id(one.article)]: one.outcome for one in reversed(case.selection.choices)
               if "(merged)" not in one.reason}
    assert all(outcome[pin] == "in" for pin in case.by_hand)
    assert all(outcome[one] == "out" for name in case.settings.skips for one in named(name, case.candidates))


@trials(deadline=None)
@given(cases())
def test_nothing_else_is_over_a_limit_or_outside_the_window(case):
    """Block by block, in all, and by date; runners-up stand last, three at most."""
    by_rule: Counter[int] = Counter()
    pinned: Counter[int] = Counter()
    for one in case.selection.choices:
        piece = _of(case)[id(one.article)]
        if one.outcome == "in":
            (pinned if piece in case.by_hand else by_rule)[int(one.position[1:].split(".")[0])] += 1
        if one.position and piece not in case.by_hand and (published := piece.article.published):
            assert not case.settings.since or published >= case.settings.since
            assert not case.settings.until or published < case.settings.until
    for number, count in by_rule.items():
        block = case.selection.issue.blocks[number - 1]
        assert count <= max(0, _limit(block, case.standing) - pinned[number])
    if case.settings.most:
        assert by_rule.total() <= max(0, case.settings.most - pinned.total())
    for block in case.selection.issue.blocks:
        uses = [story.use for story in block.stories]
        assert uses == sorted(uses, reverse=True) and uses.count(False) <= 3


def _limit(block: Block, standing: Issue) -> int:
    """Return the limit of a block of the standing matter, found again by its kind and heading."""
    alike = (one.pick for one in standing.blocks if (one.kind, one.fields) == (block.kind, block.fields))
    how = next(found for found in alike if found is not None)
    return 1 if block.kind == "lead" else how.get("most", 99)


@trials(deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_permuting_the_input_changes_nothing(case, random):
    """Neither the order of articles in a source, nor that of sources, nor how articles are spread over readings."""
    shuffled = case.articles[:]
    random.shuffle(shuffled)
    cut = random.randint(0, len(shuffled))
    readings = [Reading(name="a", kind="feed", articles=tuple(part)) for part in (shuffled[:cut], shuffled[cut:])]
    again = pick(readings, case.standing, settings=case.settings, blocks=TYPES)
    assert again == case.selection


@trials(deadline=None)
@given(cases(), st.sampled_from((*TITLES, *ADDRESSES, "nothing of the kind")))
def test_what_is_told_is_told_of_any_selection(case, wanted):
    """Summary, comments and answers have no line break where one would tear them, and never fail."""
    assert all("\n" not in line for line in summary(case.selection))
    assert set(comments(case.selection)) >= {one.position for one in case.selection.choices if one.position}
    assert all(line.startswith(("'", "…")) for line in why(case.selection, wanted).split("\n"))
