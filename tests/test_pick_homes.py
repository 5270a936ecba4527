"""Where an article belongs in the standing matter, and what stands elsewhere."""

from __future__ import annotations

import pytest
from pick_help import LEAD, REST, TYPES, article, band, chosen, reason

from newsletter.errors import InputError
from newsletter.model import Article, Block, Issue, Story
from newsletter.pick import comments, homes, misplaced, summary

ASIA = band("Asia", match=["Asia", "Himalaya"])
ANDES = band("Latin America", match=["Peru", "Brazil", "Andes"], most=1)
FILMS = band(kind="video")
WORDS = band("Words", takes="article")
STANDING = Issue(blocks=(Block(kind="note"), REST, LEAD, ASIA, ANDES, FILMS))

# ── homes ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("fields", "blocks"), [
    ({"section": "Peru"}, (ANDES, LEAD)),
    ({"section": "Chess"}, (REST, LEAD)),
    ({"tags": ("Andes", "Himalaya")}, (ASIA, ANDES, LEAD)),
    ({"section": "Peru", "tags": ("Himalaya",)}, (ANDES, LEAD)),
    ({"kind": "video", "section": "Peru"}, (FILMS,)),
])
def test_the_blocks_that_an_article_may_join_the_best_first_and_leads_last(fields, blocks):
    """Those that picking would try; whatever was carried, and however old it is."""
    assert homes(article("Lima’s buses", 900, **fields), STANDING, TYPES) == blocks


def test_an_article_may_have_no_home():
    """Where no block takes the rest; a block that is switched off takes nothing."""
    standing = Issue(blocks=(ANDES, Block(kind="section", use=False, pick={})))
    assert homes(article("Chess"), standing, TYPES) == ()


def test_a_mistyped_term_is_told():
    """As when picking."""
    with pytest.raises(InputError, match="did you mean 'section'"):
        homes(article("A"), Issue(blocks=(band(match=["sections:x"]),)), TYPES)


# ── misplaced ────────────────────────────────────────────────────────────────────────────────────────────────


def stands_under(block: Block, known: Article, **fields) -> list[str]:
    """Return what is said of a story made of an article that stands in a block."""
    story = Story(**{"title": known.title, "url": known.url, **fields})
    issue = Issue(blocks=(Block(kind=block.kind, fields=block.fields, stories=(Story(title="x"), story)),))
    standing = Issue(blocks=(*STANDING.blocks, WORDS))
    found = misplaced(issue, standing, TYPES, {known.id: known})
    assert all(position == "b1.s2" for position, _ in found)
    return [sentence for _, sentence in found]


@pytest.mark.parametrize(("block", "fields", "sentence"), [
    (REST, {"section": "Peru"}, "'Lima’s buses' stands under More, and is of Peru"),
    (ASIA, {"section": "Peru"}, "'Lima’s buses' stands under Asia, and is of Peru"),
    (ASIA, {"section": "Chess"}, "'Lima’s buses' stands under Asia, and is of Chess"),
    (REST, {"section": "World", "tags": ("Andes",)},
     "'Lima’s buses' stands under More, and belongs under Latin America"),
    (WORDS, {"section": "Peru"}, "'Lima’s buses' stands under Words, and is of Peru"),
    (ASIA, {}, "'Lima’s buses' stands under Asia, and no match knows it"),
])
def test_a_story_in_a_section_it_was_not_picked_for_is_told(block, fields, sentence):
    """By the section it is of, or the block where it belongs."""
    known = article("Lima’s buses", 1, url="https://courier.example/buses", **fields)
    assert stands_under(block, known) == [sentence]


@pytest.mark.parametrize(("block", "fields"), [
    (ANDES, {"section": "Peru"}), (ANDES, {"section": "Asia", "tags": ("Brazil",)}), (REST, {"section": "Chess"}),
    (LEAD, {"section": "Peru"}), (FILMS, {"section": "Peru", "kind": "video"}), (band("Latin America", "video"), {}),
    (band("Renamed"), {"section": "Peru"}), (Block(kind="note"), {"section": "Peru"}),
    (ANDES, {"section": "Latin America"}),
])
def test_a_story_at_home_is_not_told(block, fields):
    """Known in any way, in the rest if nothing knows it, in a lead, or in a block that the standing matter has not."""
    assert stands_under(block, article("Lima’s buses", 1, **fields)) == []


def test_of_two_blocks_alike_either_will_do():
    """Two without a heading cannot be told apart."""
    known = article("Lima’s buses", 1, section="Peru")
    standing = Issue(blocks=(band(match=["Asia"]), band(match=["Peru"])))
    issue = Issue(blocks=(Block(kind="section", stories=(Story(title=known.title),)),))
    assert misplaced(issue, standing, TYPES, {known.id: known}) == []


def test_only_what_is_in_use_and_known_is_told():
    """A runner-up, a block switched off, a planned story and one typed by hand say nothing."""
    known = article("Lima’s buses", 1, url="https://courier.example/buses", section="Peru")
    assert stands_under(REST, known, use=False) == []
    assert stands_under(REST, known, url="TK") == []
    assert stands_under(REST, known, url="https://courier.example/other") == []
    assert stands_under(REST, known, title="In the editor’s words") != []
    story = Story(title="x", url=known.url)
    off = Issue(blocks=(Block(kind="section", use=False, fields={"title": "More"}, stories=(story,)),))
    assert misplaced(off, STANDING, TYPES, {known.id: known}) == []


# ── pins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_pin_in_a_block_that_does_not_know_it_is_a_warning():
    """Where nothing takes the rest it stands in the first section: the summary and its comment say so."""
    buses = article("Lima’s buses", 1, section="Peru")
    more = band("More", match=["Asia"])
    selection = chosen([buses, article("Samba", 2, section="Asia")], more, pins=("Lima’s buses",))
    assert reason(selection, "Lima’s buses") == "in: pinned, and is of Peru"
    assert comments(selection)["b1.s1"] == "picked: pinned, and is of Peru"
    assert summary(selection)[-1] == "'Lima’s buses' stands under More, and is of Peru."


def test_a_pin_at_home_in_the_rest_or_in_the_lead_is_none():
    """Nothing else knows it; and the lead is for any, whatever it matches."""
    for blocks in ((ASIA, REST), (LEAD,), (band(kind="lead", match=["Asia"]),)):
        selection = chosen([article("Chess", 1, section="Sport")], *blocks, pins=("Chess",))
        assert reason(selection, "Chess") == "in: pinned"
        assert summary(selection)[0].startswith("1 story: ") and "stands under" not in " ".join(summary(selection))
