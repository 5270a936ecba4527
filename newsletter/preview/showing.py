"""An issue file and all it is made of → what there is to show: its letter, or the last good one and the mistakes."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from newsletter import build, issue as issues, merge, publication as publications
from newsletter.errors import Mistakes, NewsletterError
from newsletter.files import PACKAGED, shown
from newsletter.model import Edition, Finding, Issue, Letter, Publication, Service, Struct, is_remote, replace
from newsletter.preview.excerpts import Slip, slip
from newsletter.preview.links import Links
from newsletter.preview.proof import findings_of
from newsletter.preview.watch import Watched


class Good(Struct, frozen=True, kw_only=True):
    """A letter that could be built, and what it was built of.

    Attributes:
        print: another one for each that was built.
        path: the issue file.
        edition: for the publication's service.
        read: what a reader gets from it.
        findings: what the checks say of it; None until they have been asked.
    """

    print: str
    path: Path
    issue: Issue
    publication: Publication
    theme: str
    edition: Edition
    read: Edition
    findings: tuple[Finding, ...] | None = None

    @property
    def letter(self) -> Letter:
        """The letter, neutral."""
        return self.edition.letter


class Showing(Struct, frozen=True, kw_only=True):
    """What there is to show of an issue.

    Attributes:
        name: the issue file, as messages name it.
        number: of the issue, as far as it can be read; None where it has none.
        good: the newest letter that could be built; None if there never was one.
        mistakes: why `good` is not the letter of the files as they are now; empty where it is.
    """

    name: str
    number: int | None = None
    good: Good | None = None
    mistakes: tuple[Slip, ...] = ()


class Builder:
    """Builds the showings of one issue, one after the other, and remembers the last good letter.

    Attributes:
        links: what is known of what is behind its links.

    Args:
        report: prints the traceback of a bug; the preview itself goes on.
    """

    def __init__(
        self, path: str | Path, publication: Publication, theme: str, report: Callable[[str], None]
    ) -> None:
        self._path = Path(path)
        self._publication = publication
        self._theme = theme
        self._report = report
        self._reported = ""
        self._pictures: frozenset[Path] = frozenset()
        self._count = 0
        self._last = Showing(name=shown(path))
        self.links = Links()

    @property
    def publication(self) -> Publication:
        """The publication, as its file said last."""
        return self._publication

    def build(self) -> Showing:
        """Return what there is to show now. Raises nothing: whatever goes wrong is among its mistakes."""
        try:
            good = self._good()
            self._last = Showing(name=self._last.name, number=good.issue.number, good=good)
            return self._last
        except Mistakes as error:
            return self._with(*error.mistakes)
        except NewsletterError as error:
            return self._with(error)
        except Exception as error:
            return self._with(self._stumbled(error))

    def proved(self, showing: Showing) -> Showing:
        """Return a showing with what the checks say of its letter by what is known now. Raises nothing, either."""
        if showing.good is None:
            return showing
        good = showing.good
        try:
            found = findings_of(good.edition, good.issue, good.publication, self.links.known)
        except NewsletterError as error:
            return replace(showing, mistakes=(*showing.mistakes, slip(error, self._counts)))
        except Exception as error:
            return replace(showing, mistakes=(*showing.mistakes, slip(self._stumbled(error), self._counts)))
        proved = replace(good, findings=found)
        if self._last.good is good:
            self._last = replace(self._last, good=proved)
        return replace(showing, good=proved)

    def watched(self) -> Watched:
        """Return what the letter is made of, as far as the issue could be read: files, and folders with all in them."""
        shared = watched_by_all(self._publication)
        return Watched(files=shared.files | {self._path} | self._pictures, folders=shared.folders)

    def _good(self) -> Good:
        root = self._publication.root
        if root:
            self._publication = publications.read(root)
        publication = self._publication
        theme = publications.theme(publication, self._theme)
        issue = build.read_file(self._path, publication, theme)
        self._pictures = frozenset(_picture_files(issue, publication))
        letter = build.press(issue, publication, theme)
        service = publications.service(publication)
        edition = merge.stamp(letter, service, publication, merge.sample_reader(service))
        self._count += 1
        return Good(print=f"{issue.key}-{self._count}", path=self._path, issue=issue, publication=publication,
                    theme=theme.name, edition=edition, read=_read(edition, service, publication))

    def _stumbled(self, error: Exception) -> NewsletterError:
        trace = traceback.format_exc()
        if trace != self._reported:
            self._reported = trace
            self._report(trace)
        return NewsletterError(
            f"the program stumbled ({type(error).__name__}: {error})",
            todo="this is a bug in it; undo your last change to go on, and please report it",
        )

    def _with(self, *mistakes: NewsletterError) -> Showing:
        number = self._last.number if self._last.good else self._number()
        return replace(self._last, number=number, mistakes=tuple(slip(mistake, self._counts) for mistake in mistakes))

    def _number(self) -> int | None:
        """Return the number that a file with mistakes says at its top, or in its name."""
        path = self._path.resolve()
        return next((number for number, its in issues.numbers(self._publication) if its.resolve() == path), None)

    def _counts(self, path: Path) -> bool:
        """Say whether a file is one the letter is made of."""
        watched, real = self.watched(), Path(os.path.realpath(path))
        files = {os.path.realpath(file) for file in watched.files}
        return str(real) in files or any(real.is_relative_to(os.path.realpath(folder)) for folder in watched.folders)


def _read(edition: Edition, service: Service, publication: Publication) -> Edition:
    """Return what a reader gets of an edition: with the service's words said, and every part, whomever it is for."""
    if service.merged_here:
        return edition
    its, reader = merge.as_received(service, publication, replace(merge.SAMPLE, groups=merge.EVERY_PART), edition.letter.tags)
    return merge.stamp(edition.letter, its, publication, reader)


def watched_by_all(publication: Publication) -> Watched:
    """Return what every letter of a publication is made of: all but its own file and pictures."""
    root = publication.root
    own_files = {root / publications.FILE, root / "standing.toml"} if root else set()
    own_folders = {root / "services"} if root else set()
    packaged = {PACKAGED / "data" / name for name in ("services", "languages")}
    return Watched(files=frozenset(own_files), folders=frozenset({*publication.shelves, *own_folders, *packaged}))


def _picture_files(issue: Issue, publication: Publication) -> Iterator[Path]:
    """Yield the picture files that an issue and its publication name, whether they are there or not."""
    root = publication.root or issue.folder
    named = [publication.logo if publication.root else ""]
    for block in issue.blocks:
        named += [str(block.fields.get("image", "")), *(story.image for story in block.stories)]
    for image in named:
        if image and not is_remote(image):
            yield root / image
