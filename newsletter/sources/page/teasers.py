"""A page of many articles → where on it each of them stands.

Every link on the page, menus and the like aside, is sorted by what it leads to; what says most about it is its
headline. An article's card is the largest part of the page that holds its headline and no other. Which of them are
articles is judged by what the cards hold, and by how alike they are: a magazine shows its pieces in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from newsletter.dom import Node
from newsletter.model import canonical, folded
from newsletter.sources import _fields
from newsletter.sources import _words as phrases
from newsletter.sources.page import marks
from newsletter.sources.page.furniture import OTHER_PARTS, furniture, leads_to_article
from newsletter.sources.page.opening import Page

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MOST_LINKS, _MOST_CARDS = 20_000, 1000

HEADING, NAMED, PLAIN, SHORT, WORDLESS, NEVER = 4, 3, 2, 1, 0, -1
"""How surely a link is a headline: it is a heading; it is called a title; it has a headline's length; it has words;
it has none; it names an author."""


class Card:
    """One link's part of a page.

    Attributes:
        url: where it leads.
        title: the words of its headline.
        headline: the element that holds them.
        rank: how surely they are one.
        node: the part of the page that is about it.
        section: what the page calls the part it stands in; empty until `file_under_headings` has looked.
    """

    __slots__ = ("headline", "node", "rank", "section", "title", "url")

    def __init__(self, url: str, title: str, headline: Node, rank: int) -> None:
        self.url, self.title, self.headline, self.rank = url, title, headline, rank
        self.node = headline
        self.section = ""

    def improve(self, title: str, headline: Node, rank: int) -> None:
        """Take the words of a better link. Where a long one only follows a short one, it is the teaser under it."""
        if self.rank == SHORT and rank == PLAIN:
            self.rank = rank
        else:
            self.title, self.headline, self.rank = title, headline, rank


def cards(page: Page) -> tuple[list[Card], frozenset[int]]:
    """Return the cards of a page in its order, articles or not, and the ``id()`` of what is no part of any."""
    without = furniture(page)
    found = _by_address(page, without)
    _spread([card for card in found if card.rank > SHORT])
    inside = {id(part) for card in found if card.rank > SHORT for part in card.node.walk()}
    short = [card for card in found if card.rank == SHORT and id(card.headline) not in inside]
    _spread(short, {id(above) for card in found if card.rank > SHORT for above in card.node.ancestors()})
    kept = set(map(id, short))
    return [card for card in found if card.rank > SHORT or id(card) in kept], without


# ── headlines ────────────────────────────────────────────────────────────────────────────────────────────────


def _by_address(page: Page, without: frozenset[int]) -> list[Card]:
    """Return one card for each address that links with words lead to, in the order of the page."""
    best: dict[str, Card] = {}
    wordless: dict[str, list[tuple[str, Node]]] = {}
    links = (node for node in page.root.walk(without) if node.tag == "a" and node.get("href"))
    for _, link in zip(range(_MOST_LINKS), links):
        url = page.address(link.get("href"))
        if not url or not leads_to_article(link, url, page):
            continue
        title, headline, rank = _headline(link)
        key = canonical(url)
        if rank == WORDLESS:
            wordless.setdefault(key, []).append((url, link))
        elif key not in best and len(best) < _MOST_CARDS and rank != NEVER:
            best[key] = Card(url, title, headline, rank)
        elif key in best and rank > best[key].rank:
            best[key].improve(title, headline, rank)
    taken = {id(above) for card in best.values() if card.rank > SHORT
             for above in (card.headline, *card.headline.ancestors())}
    for key, links_to in list(wordless.items())[:_MOST_CARDS]:
        if key not in best and (card := _beside(links_to, taken)):
            best[key] = card
    return sorted(best.values(), key=_order(page))


def _order(page: Page):  # noqa: ANN202 - a key for sorting
    places = {id(node): place for place, node in enumerate(page.root.walk())}
    return lambda card: places[id(card.headline)]


def _headline(link: Node) -> tuple[str, Node, int]:
    """Return the headline that a link is or holds, and how surely it is one."""
    above = next((node for _, node in zip(range(4), link.ancestors()) if node.tag in _HEADINGS), None)
    inner = next((node for node in link.walk() if node.tag in _HEADINGS), None)
    heading = inner or above
    if heading is not None and (title := _words(link if above is heading else heading)):
        return title, heading, HEADING
    if any(marks.is_marked(node, "byline") for node in (link, *(node for _, node in zip(range(2), link.ancestors())))):
        return "", link, NEVER
    called = (node for node in link.walk() if node is not link and marks.is_marked(node, "title"))
    named = next(filter(_words, called), None)
    if named is not None:
        return _words(named), named, NAMED
    title = _words(link)
    if not title or phrases.asks_to_read(title) or phrases.is_furniture(title):
        return "", link, WORDLESS
    if link.parent is not None and (marks.is_marked(link, "title") or marks.is_marked(link.parent, "title")):
        return title, link, NAMED
    if _in_a_sentence(link, title):
        return "", link, NEVER
    return title, link, PLAIN if _is_long(title) else SHORT


def _words(node: Node) -> str:
    text = _fields.words(node.text(1000), html=False)
    return "" if len(text) > 500 else text


def _is_long(title: str) -> bool:
    """Say whether words by themselves may be a headline: at least three, or as much in a script without blanks."""
    return 12 <= len(title) <= 250 and len(title.split()) >= 3 or (
        len(title) >= 6 and re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]", title) is not None)


_BLOCKS = frozenset(("p", "div", "td", "li", "blockquote", "dd", "figcaption", "section", "article"))


def _in_a_sentence(link: Node, title: str) -> bool:
    """Say whether a link is but a part of a sentence."""
    block = next((node for _, node in zip(range(4), link.ancestors()) if node.tag in _BLOCKS), None)
    if block is None or block.tag not in ("p", "blockquote", "figcaption", "dd"):
        return False
    return len(block.text(600)) > 1.6 * len(title) + 20


_NEAR = 100


def _beside(links: list[tuple[str, Node]], taken: set[int]) -> Card | None:
    """Return the card of an address whose links say nothing, by the heading that stands beside one of them."""
    for url, link in links[:3]:
        for _, above in zip(range(5), link.ancestors()):
            if id(above) in taken or above.tag in ("body", "main", "html"):
                break
            near = (node for _, node in zip(range(_NEAR), above.walk()))
            headings = [node for node in near if node.tag in _HEADINGS or marks.is_marked(node, "title")]
            if headings and (title := _words(headings[0])):
                if sum(node.tag in _HEADINGS for node in headings) > 2:
                    break
                return Card(url, title, headings[0], HEADING if headings[0].tag in _HEADINGS else NAMED)
    return None


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────

_TOO_LARGE = frozenset(("body", "main", "html", "#page"))


def _spread(found: list[Card], beyond: Collection[int] = ()) -> None:
    """Give each card the largest part of the page that holds its headline and no other.

    Args:
        beyond: the ``id()`` of elements that are too large, because they hold other cards.
    """
    held: Counter[int] = Counter()
    for card in found:
        held.update(id(above) for above in (card.headline, *card.headline.ancestors()))
    for card in found:
        for above in card.headline.ancestors():
            if held[id(above)] > 1 or above.tag in _TOO_LARGE or id(above) in beyond:
                break
            card.node = above
    headings = Counter(id(above) for card in found if card.rank == HEADING for above in card.headline.ancestors())
    for card in found:
        whole = next((above for _, above in zip(range(8), card.headline.ancestors()) if above.tag == "article"), None)
        if card.rank == HEADING and whole is not None and headings[id(whole)] == 1:
            card.node = whole


def file_under_headings(page: Page, found: list[Card], without: frozenset[int]) -> None:
    """Give each card the name of the part of the page it stands in: the last heading before it, in its own part."""
    in_cards = {id(card.node): card for card in found}
    held = {id(above) for card in found for above in card.node.ancestors()}
    labels: dict[int, str] = {}
    hidden: set[int] = set()
    for node in page.root.walk(without):
        if id(node) in in_cards:
            card = in_cards[id(node)]
            card.section = next((labels[id(above)] for above in node.ancestors() if id(above) in labels), "")
            hidden.update(id(part) for part in node.walk())
        elif id(node) not in hidden and node.tag in ("h1", "h2", "h3", "h4"):
            part = next((above for above in node.ancestors() if id(above) in held), None)
            if part is not None:
                labels[id(part)] = _label(node)


def _label(heading: Node) -> str:
    """Return the name of a part of the page; nothing where it is none to file an article under."""
    text = _words(heading)
    says_nothing = phrases.is_furniture(text) or heading.tag == "h1" or folded(text) in OTHER_PARTS
    return "" if says_nothing or len(text) > 40 or len(text.split()) > 4 or _NEWEST.match(text) else text


_NEWEST = re.compile(
    r"(?:the )?(?:latest|newest|recent|featured|top|more|all|our|today|this week)\b|"
    r"(?:neueste|aktuell|alle|mehr|letzte)|"
    r"(?:últim|mas |más |todos|destacad)|(?:dernier|plus |tous|à la une)|"
    r"(?:home|welcome|news|stories|articles|blog|archive)s?$",
    re.IGNORECASE)


def likely(found: list[Card], holds: dict[int, int]) -> Iterator[Card]:
    """Yield the cards that are articles.

    Args:
        holds: by the ``id()`` of a card, how many of picture, date and teaser it holds.
    """
    shapes = Counter(map(_shape, found))
    sure = [card for card in found if _is_sure(card, holds[id(card)], shapes[_shape(card)])]
    built, certain = {_shape(card) for card in sure}, set(map(id, sure))
    like = (card for card in found if card.rank == SHORT and holds[id(card)] and _shape(card) in built)
    certain |= set(map(id, like))
    sure = [card for card in found if id(card) in certain]
    if len(sure) >= 2 or any(card.rank >= NAMED for card in sure):
        yield from sure
        return
    bare = [card for card in found if card.rank >= PLAIN]
    alike = Counter(map(_shape, bare))
    best = max(alike, key=lambda shape: sum(len(card.title) for card in bare if _shape(card) == shape), default=None)
    chosen = [card for card in bare if _shape(card) == best]
    if len(chosen) >= 3 and sum(len(card.title.split()) for card in chosen) >= 3.5 * len(chosen):
        yield from chosen
    else:
        yield from sure


def _is_sure(card: Card, holds: int, alike: int) -> bool:
    """Say whether a card is an article by itself, or by being one of several that look the same."""
    long = _is_long(card.title) and len(card.title.split()) >= 4 or len(card.title) >= 30
    if card.rank == HEADING:
        return holds > 0 or long or (alike >= 3 and _in_piece(card.node))
    if card.rank == NAMED:
        return holds > 0 or (long and alike >= 3)
    if card.rank == SHORT:
        return holds >= 2 and alike >= 3
    return holds >= 2 or (holds >= 1 and alike >= 3)


def _in_piece(node: Node) -> bool:
    return any(above.tag == "article" for above in (node, *node.ancestors()))


def _shape(card: Card) -> str:
    """Return how a card is built: its kinds of elements from the headline outward."""
    return " ".join(step.tag for _, step in zip(range(4), (card.headline, *card.headline.ancestors())))
