"""What holds for every issue that is picked, whatever comes in: found by chance, not by example."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any, NamedTuple

from hypothesis import given, settings as trials, strategies as st
from pick_help import LEAD, REST, TYPES, article, band, days_ago

from newsletter.model import Article, Block, Earlier, Issue, Reading, Selection, Story, canonical, folded
from newsletter.pick import Settings, comments, pick, summary, why
from newsletter.pick.hand import named
from newsletter.pick.same import Candidate, headline, one_of_each

BLOCKS = (
    LEAD, REST, band("Brazil", match=["Brazil"], most=1), band("Culture", match=["tag:film", "letters"], most=2),
    band("Seen", picture=True, most=2), band(kind="video", most=1), band("Also", most=0), Block(kind="note"),
    Block(kind="section", stories=(Story(title="Events"),), pick={"match": ["Events"]}),
)
TITLES = ("Letters", "LETTERS!", "Brazil: Why?", "[Video] Samba", "Samba", "Events", "Night train", "🚂")
ADDRESSES = ("", *(f"https://courier.example/{path}" for path in ("a", "a/?utm_source=x", "b", "c", "d")))

ANY_DAYS = st.integers(-4, 40).map(lambda quarters: quarters / 4) | st.sampled_from((30.0, 35.0, 36.0, 90.0))

articles = st.lists(max_size=14, elements=st.builds(
    article,
    title=st.sampled_from(TITLES),
    days=st.none() | ANY_DAYS,
    seen=st.none() | ANY_DAYS.map(days_ago),
    backlog=st.booleans(),
    kept=st.sampled_from((False, False, False, True)),
    revised=st.none() | ANY_DAYS.map(days_ago),
    byline=st.sampled_from(("", "A. Writer", "B. Other")),
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


carried = st.builds(
    article, title=st.just("T"), section=st.sampled_from(("", "Brazil", "Culture")),
    source=st.sampled_from(("", "a", "b")), byline=st.sampled_from(("", "A. Writer", "B. Other")),
)
number = st.builds(
    Earlier, name=st.just("No. 46"), lead=st.none() | carried,
    bands=st.fixed_dictionaries({
        name: st.lists(carried, max_size=2).map(tuple) for name in ("more", "brazil", "culture", "seen", "video")
    }),
)
# By chance, or one after the other alike, as balance looks for.
earlier = st.lists(number, max_size=4) | st.builds(lambda one, count: [one] * count, number, st.integers(1, 4))


# Enough where each case is looked at in all its stories; what asks for a rare meeting of settings takes all of them.
SOME = trials(deadline=None, max_examples=40)


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


@st.composite
def runs(draw: st.DrawFn) -> Case:
    """Draw different articles, and earlier numbers that are alike, so that balance has something to do."""
    traits = {"section": st.sampled_from(("", "Brazil", "Culture")), "source": st.sampled_from(("a", "b")),
              "byline": st.sampled_from(("", "A. Writer")), "image": st.sampled_from(("", "i.jpg")),
              "kept": st.sampled_from((False,) * 7 + (True,))}
    drawn = draw(st.lists(st.fixed_dictionaries(traits), min_size=2, max_size=9))
    came = [article(f"No. {place}", 1 + place % 5, place=place, **fields) for place, fields in enumerate(drawn)]
    blocks = (LEAD, band("Brazil", match=["Brazil"], most=1), band("Culture", match=["Culture", "Film"], most=2),
              band("More", most=2))
    standing = Issue(blocks=draw(st.sampled_from((blocks, blocks[:1], blocks[3:], blocks[:3]))))
    settings = Settings(
        balance=draw(st.sampled_from((2, 3))), recent=(draw(number),) * draw(st.integers(1, 4)), allow_empty=True,
        most=draw(st.none() | st.integers(1, 6)), per_source=draw(st.none() | st.integers(1, 4)),
    )
    selection = pick([Reading(name="a", kind="feed", articles=tuple(came))], standing, settings=settings, blocks=TYPES)
    return Case(came, one_of_each(came), standing, settings, [], selection)


def _settings(draw: st.DrawFn, **by_hand: Any) -> Settings:
    return Settings(
        since=draw(st.none() | st.just(days_ago(7))), until=draw(st.none() | st.just(days_ago(1))),
        most=draw(st.none() | st.integers(1, 6)), sections=draw(st.sampled_from(((), ("Brazil",)))),
        per_section=draw(st.none() | st.integers(1, 3)), per_source=draw(st.none() | st.integers(1, 4)),
        balance=draw(st.sampled_from((0, 2, 3))), recent=tuple(draw(earlier)),
        carried=draw(st.dictionaries(st.sampled_from(("samba", "courier.example/a")), st.just("No. 45"))),
        repeat=draw(st.sampled_from(((), ("Samba", "https://courier.example/*")))),
        allow_empty=True, missing_ok=True, **by_hand,
    )


def _name(candidate: Candidate) -> str:
    return candidate.addresses[0] if candidate.addresses else candidate.headlines[0]


def _of(case: Case) -> dict[int, Candidate]:
    """Return the piece that each article of the input is, by the article's identity."""
    return {id(member): candidate for candidate in case.candidates for member in candidate.members}


@SOME
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
@given(articles)
def test_what_two_sources_say_alike_within_a_week_is_one_piece(came):
    """Same headline and teaser, addresses and dates; two that are left have a source in common."""
    for one, other in combinations(one_of_each(came), 2):
        if {member.source for member in one.members}.isdisjoint(member.source for member in other.members):
            apart = (abs(first - second) for words, first in _alike(one) for others, second in _alike(other)
                     if words == others)
            assert min(apart, default=8) > 7


def _alike(candidate: Candidate) -> list[tuple[tuple[str, str], int]]:
    """Return headline, teaser and day of the members that have all of them, and an address."""
    return [((headline(one), folded(one.teaser)), int(one.published.timestamp() // 86_400)) for one in candidate.members
            if one.url and one.published and one.teaser]


@SOME
@given(cases() | runs())
def test_every_article_of_the_input_has_exactly_one_reason(case):
    """No more, no fewer; each is words."""
    choices = case.selection.choices
    assert Counter(id(one.article) for one in choices) == Counter(map(id, case.articles))
    assert all(one.reason for one in choices)
    assert all(bool(one.position) == (one.outcome != "out") for one in choices)


@SOME
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


@SOME
@given(cases())
def test_never_two_of_the_same_are_in_use(case):
    """By address, and by piece."""
    used = [story for block in case.selection.issue.blocks for story in block.stories if story.use]
    addresses = [canonical(story.url) for story in used if story.url]
    assert len(addresses) == len(set(addresses))
    pieces = [_of(case)[id(one.article)] for one in case.selection.choices if one.position]
    assert len(pieces) == len(set(pieces))


@SOME
@given(cases())
def test_pins_are_in_and_skips_are_out(case):
    """Over every limit and window."""
    outcome = {_of(case)[id(one.article)]: one.outcome for one in reversed(case.selection.choices)
               if "(merged)" not in one.reason}
    assert all(outcome[pin] == "in" for pin in case.by_hand)
    assert all(outcome[one] == "out" for name in case.settings.skips for one in named(name, case.candidates))


@trials(deadline=None)
@given(cases())
def test_nothing_else_is_over_a_limit(case):
    """Block by block and in all; runners-up stand last, three at most."""
    by_rule: Counter[int] = Counter()
    pinned: Counter[int] = Counter()
    for one in case.selection.choices:
        piece = _of(case)[id(one.article)]
        if one.outcome == "in":
            (pinned if piece in case.by_hand else by_rule)[int(one.position[1:].split(".")[0])] += 1
    for number, count in by_rule.items():
        block = case.selection.issue.blocks[number - 1]
        assert count <= max(0, _limit(block, case.standing) - pinned[number])
    if case.settings.most:
        assert by_rule.total() <= max(0, case.settings.most - pinned.total())
    for block in case.selection.issue.blocks:
        uses = [story.use for story in block.stories]
        assert uses == sorted(uses, reverse=True) and uses.count(False) <= 3


@trials(deadline=None)
@given(cases())
def test_no_section_and_no_source_is_over_its_limit_but_by_hand(case):
    """Pins are counted first; the others take what room is left of each."""
    used = [_of(case)[id(one.article)] for one in case.selection.choices if one.outcome == "in"]
    for limit, word in (
        (case.settings.per_section, lambda piece: folded(piece.article.section)),
        (case.settings.per_source, lambda piece: piece.article.source),
    ):
        pinned = Counter(word(piece) for piece in case.by_hand)
        by_rule = Counter(word(piece) for piece in used if piece not in case.by_hand)
        for name, count in by_rule.items():
            assert not name or limit is None or count <= max(0, limit - pinned[name])


@trials(deadline=None)
@given(cases())
def test_nothing_else_is_outside_the_window_or_was_carried(case):
    """By date; or by first sight where that came late, or there is no date. Kept ones come in whatever the window."""
    for one in case.selection.choices:
        piece = _of(case)[id(one.article)]
        if not one.position or piece in case.by_hand:
            continue
        assert piece.article.kept or _inside(piece.article, case.settings)
        if not case.settings.repeat:
            assert not {*piece.addresses, *piece.headlines} & {*case.settings.carried}


def _inside(article: Article, settings: Settings) -> bool:
    """Say the rule once more, in other words than `newsletter.pick.window`."""
    since, until = settings.since or days_ago(9_999), settings.until or days_ago(-9_999)
    if article.published is None:
        return article.seen is None or since <= article.seen < until
    if since <= article.published < until:
        return True
    late = bool(article.seen and not article.backlog and since <= article.seen < until)
    return late and days_ago(35) <= article.published < since


def _limit(block: Block, standing: Issue) -> int:
    """Return the limit of a block of the standing matter, found again by its kind and heading."""
    alike = (one.pick for one in standing.blocks if (one.kind, one.fields) == (block.kind, block.fields))
    how = next(found for found in alike if found is not None)
    return 1 if block.kind == "lead" else how.get("most", 99)


@trials(deadline=None)
@given(cases() | runs(), st.randoms(use_true_random=False))
def test_permuting_the_input_changes_nothing(case, random):
    """Neither the order of articles in a source, nor that of sources, nor how articles are spread over readings."""
    shuffled = case.articles[:]
    random.shuffle(shuffled)
    cut = random.randint(0, len(shuffled))
    readings = [Reading(name="a", kind="feed", articles=tuple(part)) for part in (shuffled[:cut], shuffled[cut:])]
    again = pick(readings, case.standing, settings=case.settings, blocks=TYPES)
    assert again == case.selection


@SOME
@given(cases(), st.sampled_from((*TITLES, *ADDRESSES, "nothing of the kind")))
def test_what_is_told_is_told_of_any_selection(case, wanted):
    """Summary, comments and answers have no line break where one would tear them, and never fail."""
    assert all("\n" not in line for line in summary(case.selection))
    assert set(comments(case.selection)) >= {one.position for one in case.selection.choices if one.position}
    assert all(line.startswith(("'", "…")) for line in why(case.selection, wanted).split("\n"))


def _again(case: Case, **settings: Any) -> Selection:
    readings = [Reading(name="a", kind="feed", articles=tuple(case.articles))]
    return pick(readings, case.standing, settings=replace(case.settings, **settings), blocks=TYPES)


@SOME
@given(cases() | runs())
def test_balance_without_earlier_numbers_changes_nothing(case):
    """There is nothing to look back on."""
    assert _again(case, recent=(), balance=0).choices == _again(case, recent=(), balance=2).choices


@trials(deadline=None)
@given(cases() | runs())
def test_balance_never_leaves_out_a_lead_or_empties_a_band(case):
    """There is a lead with it as without; and where balance beats a piece, others stand in its block in its stead."""
    unbalanced = _again(case, balance=0)
    assert _leads(case.selection) == _leads(unbalanced)
    for one in case.selection.choices:
        if one.outcome == "runner-up" and one.reason.startswith("beaten by balance"):
            block = case.selection.issue.blocks[int(one.position[1:].split(".")[0]) - 1]
            assert any(story.use for story in block.stories)


def _leads(selection: Selection) -> list[int]:
    return [sum(story.use for story in block.stories) for block in selection.issue.blocks if block.kind == "lead"]


@trials(deadline=None)
@given(runs())
def test_what_balance_beats_is_not_kept_and_there_were_numbers_enough(case):
    """The reason is given to no other."""
    for one in case.selection.choices:
        if one.reason.startswith("beaten by balance"):
            assert case.settings.balance and len(case.settings.recent) >= case.settings.balance - 1
            assert not _of(case)[id(one.article)].article.kept


@trials(deadline=None)
@given(cases())
def test_a_kept_piece_is_beaten_by_no_newer_one_in_its_section(case):
    """Where a section's own limit beat it, all that stand there are kept or by hand."""
    case = case._replace(selection=_again(case, per_section=None))
    waiting = [one for one in case.selection.choices if one.outcome == "runner-up"]
    for lost in [one for one in waiting if _of(case)[id(one.article)].article.kept]:
        number = lost.position.split(".")[0]
        block = case.selection.issue.blocks[int(number[1:]) - 1]
        if lost.reason.startswith(f"beaten by the limit of {block.fields.get('title', 'the videos')} ("):
            stand = [_of(case)[id(one.article)] for one in case.selection.choices
                     if one.outcome == "in" and one.position.split(".")[0] == number]
            assert all(piece.article.kept or piece in case.by_hand for piece in stand)
