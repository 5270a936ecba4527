"""The pictures of an issue that lie on the web → files in ``images/047/``; the issue with their paths in it.

They are kept uncropped: the press cuts them round `focus` each time it renders. One that cannot be had stays at its
address, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, count
from pathlib import Path
from threading import Semaphore
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from newsletter.errors import InputError, NewsletterError, OutsideError
from newsletter.files import kept_inside, write
from newsletter.model import Block, Issue, Picture, Story, folded, is_remote, replace
from newsletter.prose import excerpt

if TYPE_CHECKING:
    from newsletter.model import Publication
    from newsletter.web import Clock

MOST_BYTES = 15_000_000  # what cameras give and desks upload; beyond that it is a file for printers
SECONDS = 20.0  # for one picture
SECONDS_IN_ALL = 60.0
_TOO_SHORT = 0.1  # seconds in which no site answers
PER_HOST = 2  # what a reader's browser would hardly notice, and no site takes amiss
AT_ONCE = 16
_UNPACKED = Semaphore(2)  # each may take 100 MB for a moment: 25 million pixels of four bytes

_LONGEST_NAME = 40
# Files that Windows takes for devices, whatever their ending.
_DEVICE = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


class Illustrated(NamedTuple):
    """An issue whose pictures from the web are files.

    Attributes:
        issue: with paths (from the publication) where addresses were.
        files: what is to be written; a file that is there already with the same content is not among them.
        failed: a line for each picture that stays at its address, and why.
    """

    issue: Issue
    files: Mapping[Path, bytes]
    failed: tuple[str, ...]


def illustrated(
    issue: Issue, publication: Publication, *, allow_private: bool = False,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Illustrated:
    """Return an issue of a publication with its pictures fetched, its runners-up's too; nothing is written yet.

    Args:
        told: is called with how many pictures have come, or failed, and of how many.
    """
    headlines = _remote(issue)
    if not headlines or publication.root is None:
        return Illustrated(issue, {}, ())
    came: dict[str, Picture | NewsletterError] = {}
    for address, picture in _fetched(list(headlines), _width(publication), allow_private=allow_private):
        came[address] = picture
        told(len(came), len(headlines))
    return _placed(issue, publication.root, headlines, came)


def _placed(
    issue: Issue, root: Path, headlines: Mapping[str, str], came: Mapping[str, Picture | NewsletterError]
) -> Illustrated:
    """Return an issue with a file for each picture that came; addresses and headlines are in the issue's order."""
    folder = f"images/{issue.number or 0:03}"
    kept_inside(root / folder, root)
    shelf = _Shelf(root / folder)
    paths, failed = {}, []
    for address, words in headlines.items():
        picture = came[address]
        if isinstance(picture, Picture):
            paths[address] = f"{folder}/{shelf.place(picture, words, address)}"
        else:
            failed.append(f"the picture of '{excerpt(words, 60)}' stays where it is: {picture}")
    for path in shelf.files:
        kept_inside(path, root)
    return Illustrated(_with_paths(issue, paths), shelf.files, tuple(failed))


def brought(headline: str, address: str, number: int | None, publication: Publication) -> tuple[str, Mapping[Path, bytes]]:
    """Return the path of one picture from the web, and the file that is to be written.

    Raises:
        OutsideError: it cannot be had, and why.
    """
    sheet = Issue(number=number, blocks=(Block(kind="section", stories=(Story(title=headline, image=address),)),))
    came = illustrated(sheet, publication)
    if came.failed:
        raise OutsideError(came.failed[0], todo="try again later, or choose another picture")
    return came.issue.blocks[0].stories[0].image, came.files


@contextmanager
def laid_down(files: Mapping[Path, bytes], issue: Path) -> Iterator[None]:
    """Write pictures while their issue is written; if that fails none remains that no issue there names.

    An issue may name them all the same: this one, broken off after it was in its place, or that of another process
    which was quicker and found them.
    """
    written: list[Path] = []
    try:
        for path, data in files.items():
            write(path, data)
            written.append(path)
        yield
    except BaseException:
        named = _issues_beside(issue)
        for path in written:
            if f"{path.parent.name}/{path.name}" not in named:
                path.unlink(missing_ok=True)
        for folder in {path.parent for path in files}:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _issues_beside(issue: Path) -> str:
    """Return all that the issue files of a folder say; one that is no text is read as well as it can be."""
    try:
        texts = [path.read_bytes() for path in {issue, *issue.parent.glob("*.toml")} if path.is_file()]
    except OSError:
        return ""
    # NUL is half a character of UTF-16, in which an editor may have saved it.
    return "\n".join(data.replace(b"\0", b"").decode("utf-8", "replace") for data in texts)


def _width(publication: Publication) -> int:
    """Return how wide a picture is kept: twice the widest slot there is, wherever an editor moves its story."""
    from newsletter import publication as publications
    from newsletter.pictures import DENSITY

    slots = [slot.width for block in publications.blocks(publication).values() for slot in block.slots.values()]
    return DENSITY * max(slots, default=640)


# ── in the issue ─────────────────────────────────────────────────────────────────────────────────────────────


def _remote(issue: Issue) -> dict[str, str]:
    """Return the address of each picture on the web, with the headline of the first story or block that shows it."""
    found: dict[str, str] = {}
    for block in issue.blocks:
        own = (str(block.fields.get("image", "")), str(block.fields.get("title") or block.kind))
        for image, words in (own, *((story.image, story.title) for story in block.stories)):
            if is_remote(image):
                found.setdefault(image, words)
    return found


def _with_paths(issue: Issue, paths: Mapping[str, str]) -> Issue:
    """Return an issue with paths for addresses."""

    def story(one: Story) -> Story:
        return replace(one, image=paths.get(one.image, one.image))

    def block(one: Block) -> Block:
        fields = dict(one.fields)
        if fields.get("image") in paths:
            fields["image"] = paths[fields["image"]]
        return replace(one, fields=fields, stories=tuple(map(story, one.stories)))

    return replace(issue, blocks=tuple(map(block, issue.blocks)))


# ── from the web ─────────────────────────────────────────────────────────────────────────────────────────────


def _fetched(
    addresses: Sequence[str], width: int, *, allow_private: bool
) -> Iterable[tuple[str, Picture | NewsletterError]]:
    """Return what comes of each address, as it comes: of one host one behind the other, in at most two rows."""
    from newsletter.web import Clock
    from newsletter.web.politely import Crew, lanes

    clock = Clock(SECONDS_IN_ALL)

    def ask(row: Sequence[str], post: Callable[[tuple[str, Picture | NewsletterError]], None]) -> None:
        for address in row:
            post((address, _came(address, width, allow_private, clock)))

    return Crew([partial(ask, row) for row in lanes(addresses, str, PER_HOST)], AT_ONCE)


def _came(address: str, width: int, allow_private: bool, clock: Clock) -> Picture | NewsletterError:
    try:
        return fetched(address, width, allow_private=allow_private, clock=clock)
    except NewsletterError as error:
        return error


def fetched(address: str, width: int, *, allow_private: bool = False, clock: Clock | None = None) -> Picture:
    """Return a picture on the web as it is kept.

    Args:
        clock: what several pictures share.

    Raises:
        InputError: the address may not be asked, or what is there is no picture.
        OutsideError: the network, the site, its size or its slowness.
    """
    from newsletter import pictures, web

    seconds = min(SECONDS, round(_left(clock), 1)) if clock else SECONDS
    if seconds < _TOO_SHORT:
        raise OutsideError(f"there was no time left for {address}", todo="try again later")
    data = web.fetch(address, allow_private=allow_private, most=MOST_BYTES, seconds=seconds).data
    try:
        with _UNPACKED:
            return pictures.shrunk(data, width)
    except InputError as error:
        raise InputError(error.what, todo=error.todo, where=address) from error


def _left(clock: Clock) -> float:
    try:
        return clock.left()
    except TimeoutError:
        return 0.0


# ── their names ──────────────────────────────────────────────────────────────────────────────────────────────


class _Shelf:
    """The folder of an issue's pictures. `files`: what is to be written into it."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[Path, bytes] = {}
        self._folder = folder
        self._names: dict[str, str] = {}

    def place(self, picture: Picture, words: str, address: str) -> str:
        """Return the name of a picture's file; the same picture from two addresses is one file."""
        if picture.name not in self._names:
            path = self._free(called(words, address), picture)
            if not path.exists():
                self.files[path] = picture.data
            self._names[picture.name] = path.name
        return self._names[picture.name]

    def _free(self, stem: str, picture: Picture) -> Path:
        """Return a file that is not there, or holds just this picture: of a number that was laid down before."""
        ending = picture.name.rpartition(".")[2]
        names = chain([f"{stem}.{ending}"], (f"{stem}-{number}.{ending}" for number in count(2)))
        return next(path for path in map(self._folder.joinpath, names) if self._fits(path, picture.data))

    def _fits(self, path: Path, data: bytes) -> bool:
        return path not in self.files and (not path.exists() or (path.is_file() and path.read_bytes() == data))


def called(words: str, address: str) -> str:
    """Return what a picture's file is called, without its ending: its headline in plain small letters.

    Where the headline is in another script, the words of the address do.
    """
    last = unquote(_path(address)).rstrip("/").rpartition("/")[2].partition(".")[0]
    for text in (words, last):
        bare = folded(re.sub("['’]", "", text))
        name = "-".join(re.findall("[a-z0-9]+", bare))
        if len(name) * 2 > len(bare):
            return _short(name)
    return "picture"


def _short(name: str) -> str:
    """Return as many whole words of a name as a file's name should have."""
    while len(name) > _LONGEST_NAME and "-" in name:
        name = name.rpartition("-")[0]
    return f"{name}-picture" if _DEVICE.fullmatch(name) else name[:_LONGEST_NAME]


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
