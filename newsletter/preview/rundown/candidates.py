"""A story → the pictures that may be chosen for it: its own, those the archive knows, those in the publication's folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from newsletter import pictures
from newsletter.errors import InputError
from newsletter.files import read_bytes, shown
from newsletter.model import Article, Issue, Picture, Publication, Story, canonical, folded, is_remote
from newsletter.prose import one_line
from newsletter.preview.rundown.hands import Picked

FOLDER = "images"
MOST = 60  # that are shown; an editor who has more looks for one by its name
_MOST_FILES = 3000
_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff")
# Pixels across, as they are shown: in a row on a fine screen, and whole, to point at.
WIDTHS = {"row": 200, "whole": 720}


def candidates(story: Story, issue: Issue, publication: Publication, articles: Iterable[Article]) -> dict[str, Picked]:
    """Return the pictures that may be chosen for a story, by what the file would say of them; the likeliest first.

    Args:
        articles: what the archive knows of the story, a row for each source.
    """
    own = [Picked(story.image, story.alt, story.credit)] if story.image else []
    theirs = [Picked(article.image, one_line(article.alt), one_line(article.credit), article.alt_is_draft)
              for article in articles if _usable(article.image, publication)]
    files = [Picked(path) for path in _likeliest_first(files_of(issue, publication), story, issue)]
    found: dict[str, Picked] = {}
    for one in (*own, *theirs, *files[:MOST]):
        found.setdefault(one.image, one)
    return found


def rows(found: dict[str, Picked], story: Story, issue: Issue, publication: Publication) -> list[dict[str, Any]]:
    """Return candidates as the page is told of them, ready for JSON."""
    used = {other.image: f"b{b}.s{s}" for b, block in enumerate(issue.blocks, 1)
            for s, other in enumerate(block.stories, 1) if other is not story}
    return [{"image": one.image, "chosen": one.image == story.image, "alt": one.alt, "credit": one.credit,
             "used": used.get(one.image, ""), **look(one.image, issue, publication)} for one in found.values()]


def look(image: str, issue: Issue, publication: Publication) -> dict[str, Any]:
    """Return whether a picture lies on the web, and of a file that is there what it looks like by its time and size."""
    if is_remote(image):
        return {"remote": True, "version": ""}
    path = _inside(image, issue, publication)
    try:
        state = path.stat() if path else None
    except OSError:
        state = None
    return {"remote": False, "version": f"{state.st_mtime_ns:x}-{state.st_size:x}" if state else ""}


def _usable(image: str, publication: Publication) -> bool:
    root = publication.root
    return bool(image) and (is_remote(image) or bool(root) and bool(_inside_root(image, root)))


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────


def files_of(issue: Issue, publication: Publication) -> list[str]:
    """Return the pictures in ``images/`` of the publication, as an issue file names them."""
    root = root_of(issue, publication)
    found: list[str] = []
    for folder, folders, names in os.walk(root / FOLDER):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [(Path(folder) / name).relative_to(root).as_posix() for name in sorted(names)
                  if name.lower().endswith(_ENDINGS) and not name.startswith(".")]
        if len(found) > _MOST_FILES:
            break
    return found[:_MOST_FILES]


def root_of(issue: Issue, publication: Publication) -> Path:
    """Return the folder from which an issue's pictures are named."""
    return publication.root or issue.folder


def _likeliest_first(paths: Sequence[str], story: Story, issue: Issue) -> list[str]:
    """Return files by how many words of the headline are in their name; then those of this number, then the others."""
    words = {word for word in folded(f"{story.title} {story.kicker}").split() if len(word) > 2}
    number = f"{FOLDER}/{issue.number or 0:03}/"
    own = [path for path in paths if path.startswith(number) or path.count("/") == 1]
    others = [path for path in reversed(paths) if path not in set(own)]

    def rank(path: str) -> tuple[int, bool]:
        return -len(words & set(folded(path.rpartition("/")[2].rpartition(".")[0]).split())), not path.startswith(number)
    return sorted((*own, *others), key=rank)


def _inside(image: str, issue: Issue, publication: Publication) -> Path | None:
    return _inside_root(image, root_of(issue, publication))


def _inside_root(image: str, root: Path) -> Path | None:
    """Return the file of a picture; None for one that lies outside of the folder, whatever its name says."""
    try:
        path = (root / image).resolve()
        return path if path.is_relative_to(root.resolve()) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def picture(image: str, width: str, issue: Issue, publication: Publication) -> Picture:
    """Return a picture of the folder as the page shows it: whole, and small.

    Raises:
        InputError: the issue does not name it, nor is it in ``images/``; or it cannot be shown.
    """
    named = {story.image for block in issue.blocks for story in block.stories}
    path = _inside(image, issue, publication) if image in named or image in files_of(issue, publication) else None
    if path is None or width not in WIDTHS:
        raise InputError("there is no such picture here")
    state = path.stat()
    return _shown(path, (state.st_mtime_ns, state.st_size), WIDTHS[width])


@lru_cache(maxsize=300)
def _shown(path: Path, _state: tuple[int, int], width: int) -> Picture:
    try:
        return pictures.shrunk(read_bytes(path), width)
    except InputError as error:
        raise InputError(error.what, todo=error.todo, where=shown(path)) from error


def of_story(story: Story, articles: Iterable[Article]) -> Iterator[Article]:
    """Yield those articles that a story was made of."""
    known = {canonical(story.url), folded(story.title)} - {""}
    yield from (article for article in articles if article.id in known)
