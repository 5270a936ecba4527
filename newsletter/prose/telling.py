"""An editor's Markdown → plain text that reads well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from newsletter.prose.columns import TEXT_WIDTH, display_width, wrap
from newsletter.prose.markdown import TEXT_MARKS, parsed, segments, typed_lines, words

if TYPE_CHECKING:
    from markdown_it.token import Token

# Gives an address the number it has in the letter's list.
Numbering = Callable[[str], int]


def markdown_text(
    text: str,
    width: int = TEXT_WIDTH,
    travels: Callable[[str], bool] = lambda _: False,
    measure: Callable[[str], int] = display_width,
    number: Numbering | None = None,
) -> str:
    """Return an editor's Markdown as plain text that reads well: wrapped, lists kept, no markup left.

    A line, or a segment of it, that is nothing but a link becomes ``Words: address``; the address of another link
    follows on a line of its own, numbered where there are several. Lines with stand-ins stand between `TEXT_MARKS`.

    Args:
        number: where addresses stand in a list elsewhere, what says which is which; lines that may have to go keep
            theirs.
    """
    voice = _TextVoice(width, travels, measure, number)
    for token in parsed(text):
        voice.take(token)
    return "".join(voice.said).strip("\n")


def address_as_read(url: str) -> str:
    """Return an address as readers write it: without ``mailto:``, unless it says more than an address."""
    bare = url[len("mailto:") :] if url[: len("mailto:")].lower() == "mailto:" else url
    return url if "?" in bare else bare


class _Margin:
    """What the lines within a quote or a list item begin with; each its own, though two may look alike."""

    def __init__(self, sign: str) -> None:
        self.sign = sign


class _TextVoice:
    """Walks Markdown's tokens and says them as plain text."""

    def __init__(
        self, width: int, travels: Callable[[str], bool], measure: Callable[[str], int], number: Numbering | None
    ) -> None:
        self.said: list[str] = []
        self._width, self._travels, self._measure, self._number = width, travels, measure, number
        self._margins: list[_Margin] = []
        self._before: list[_Margin] = []
        self._numbers: list[int] = []
        self._bullet = ""
        self._close = self._tight = self._heading = False

    def take(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                self._numbers.append(int(token.attrGet("start") or 1))
            case "ordered_list_close" | "bullet_list_close":
                self._numbers.pop()
                self._close = False
            case "list_item_open":
                self._bullet = f"{self._numbers[-1]}. " if token.info else "- "
                self._numbers[-1] += 1
                self._margins.append(_Margin(" " * len(self._bullet)))
            case "blockquote_open":
                self._margins.append(_Margin("> "))
            case "list_item_close" | "blockquote_close":
                self._margins.pop()
            case "hr":
                self._say("\n".join(self._wrapped("* * *")), tight=False)
            case "paragraph_open" | "heading_open":
                self._tight, self._heading = token.hidden, token.type == "heading_open"
            case "inline":
                self._say("\n".join(self._lines(token)), tight=self._tight)

    def _say(self, said: str, *, tight: bool) -> None:
        shared = [new.sign for old, new in zip(self._before, self._margins, strict=False) if old is new]
        self.said += ["\n" if self._close else f"\n{''.join(shared).rstrip()}\n", said]
        self._close, self._before = tight, list(self._margins)

    def _lines(self, inline: Token) -> Iterator[str]:
        for line in typed_lines(inline):
            parts = list(segments(line))[::2]
            for part in parts if any(map(_is_link, parts)) else [line]:
                travels = self._travels(words(part))
                said = _with_addresses(part, None if travels else self._number)
                wrapped = "\n".join(line for piece in said for line in self._wrapped(piece))
                yield f"{TEXT_MARKS.start}{wrapped}{TEXT_MARKS.end}" if travels else wrapped

    def _wrapped(self, said: str) -> list[str]:
        rest = "".join(margin.sign for margin in self._margins)
        first = rest.removesuffix(" " * len(self._bullet)) + self._bullet
        self._bullet = ""
        wrapped = wrap(said, self._width, first, rest, self._measure).split("\n")
        if self._heading:
            widest = max(map(self._measure, wrapped)) - len(rest)
            wrapped.append(rest + "-" * min(widest, self._width - len(rest)))
        return wrapped


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_link(tokens: list[Token]) -> bool:
    """Say whether a segment is one link and nothing beside it."""
    kinds = [token.type for token in tokens if token.content.strip() or token.type != "text"]
    return kinds[:1] == ["link_open"] and kinds[-1:] == ["link_close"] and kinds.count("link_open") == 1


class _Link(NamedTuple):
    """An address, and the words that lead there."""

    address: str
    said: str


def _links(tokens: list[Token]) -> Iterator[_Link]:
    opened: list[Token] = []
    for token in tokens:
        if token.type == "link_open" or opened:
            opened.append(token)
        if token.type == "link_close":
            yield _Link(address_as_read(str(opened[0].attrGet("href"))), "".join(map(_content, opened)).strip())
            opened = []


def _with_addresses(tokens: list[Token], number: Numbering | None) -> list[str]:
    """Return what a line says, and after it the addresses it points to, but those that its words already say."""
    links = list(_links(tokens))
    addresses = list(dict.fromkeys(link.address for link in links if link.said != link.address))
    if number:
        return [_said(tokens, {address: number(address) for address in addresses})]
    if _is_link(tokens) and addresses:
        return [f"{links[0].said}: {addresses[0]}"]
    if len(addresses) < 2:
        return [_said(tokens, {}), *addresses]
    numbers = {address: place for place, address in enumerate(addresses, 1)}
    return [_said(tokens, numbers), *(f"[{place}] {address}" for address, place in numbers.items())]


def _said(tokens: list[Token], numbers: dict[str, int]) -> str:
    """Return what a line says, with the number of its address after each link that has one."""
    links, said = _links(tokens), []
    for token in tokens:
        said.append(_content(token))
        if token.type == "link_close" and (place := numbers.get(next(links).address)):
            said.append(f" [{place}]")
    return "".join(said).strip()


def _content(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content
