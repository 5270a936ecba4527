"""An issue → its pictures: cut to their places, light enough together, and what an editor should hear of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newsletter import pictures, publication as publications
from newsletter.compose import PlacedPicture
from newsletter.errors import InputError, Mistakes
from newsletter.files import shown
from newsletter.model import Block, BlockType, Issue, Picture, Publication, Slot, Theme, is_remote, replace
from newsletter.prose import link


class Illustrations(NamedTuple):
    """The pictures of a letter.

    Attributes:
        placed: position → the picture as templates print it.
        files: those that are ours, each once.
        notes: lines for the editor, in the order of the issue.
    """

    placed: dict[str, PlacedPicture]
    files: tuple[Picture, ...]
    notes: tuple[str, ...]


def illustrated(issue: Issue, publication: Publication, theme: Theme) -> Illustrations:
    """Return the pictures of an issue.

    Raises:
        InputError: a picture cannot be used; `Mistakes` where several cannot.
    """
    wanted = list(_wanted(issue, publication, theme))
    cut = _light_together(wanted, _all_cut(wanted, pictures.WEIGHT))
    files = {each.file.name: each.file for each in cut if each.file}
    return Illustrations(
        placed={want.position: each.placed for want, each in zip(wanted, cut, strict=True)},
        files=tuple(files.values()),
        notes=(*(note for want, each in zip(wanted, cut, strict=True) for note in _notes(want, each, publication)),
               *_notes_of_all(wanted, cut, issue.name)),
    )


def picture_address(picture: Picture) -> str:
    """Return the stand-in for the address of a picture file, until it is placed where the letter goes."""
    return f"https://picture.invalid/{picture.name}"


# ── wanted ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Wanted(NamedTuple):
    """A picture that is in use.

    Attributes:
        image: as the file has it: a path from `root`, or an address.
        slots: the layout and slot it should have, then those it may have where it is too small.
        credited: it says who made it, or need not.
    """

    position: str
    image: str
    slots: Sequence[tuple[str, Slot]]
    focus: str
    root: Path
    where: str
    kind: str
    credited: bool = True


def _wanted(issue: Issue, publication: Publication, theme: Theme) -> Iterator[_Wanted]:
    """Yield the pictures of each story, each block and the logo that are in use and have a place."""
    if publication.logo and publication.root:
        where = shown(publication.root / publications.FILE)
        yield _Wanted("logo", publication.logo, [("", pictures.LOGO)], "", publication.root, where, "logo")
    root = publication.root or issue.folder
    types = publications.blocks(publication)
    for position, image, focus, block, credited in _used(issue, types):
        if slots := _slots(types[block.kind], block, theme.column):
            yield _Wanted(position, image, slots, focus, root, issue.where(position), block.kind, credited)


def _used(issue: Issue, types: dict[str, BlockType]) -> Iterator[tuple[str, str, str, Block, bool]]:
    """Yield position, picture, focus, block and whether it is credited, of all pictures that are used.

    Only a block that has room for a credit owes one: a magazine's own cover, or a sponsor's logo, does not.
    """
    for number, block in enumerate(issue.blocks, 1):
        if not block.use:
            continue
        if image := block.fields.get("image"):
            credited = bool(block.fields.get("credit")) or "credit" not in types[block.kind].fields
            yield f"b{number}.image", image, block.fields.get("focus", ""), block, credited
        for place, story in enumerate(block.stories, 1):
            if story.use and story.image:
                yield f"b{number}.s{place}.image", story.image, story.focus, block, bool(story.credit)


def _slots(block_type: BlockType, block: Block, column: int) -> list[tuple[str, Slot]]:
    """Return the slots that a block's pictures may have: that of its layout, then the narrower ones.

    None is wider than `column`. Only where a block carries one story a picture that is too small changes the layout; others keep in step.
    """
    layout = block.fields.get("layout") or next(iter(block_type.slots), "")
    if layout not in block_type.slots:
        return []
    widest = block_type.slots[layout]
    narrower = [(name, slot) for name, slot in block_type.slots.items() if slot.width < widest.width]
    slots = [(layout, widest), *(narrower if block_type.stories == "one" else ())]
    return [(name, replace(slot, width=min(slot.width, column))) for name, slot in slots]


# ── cut ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Cut(NamedTuple):
    """A picture of the letter: how it is placed, in which slot, and how it was made where it is one of ours."""

    placed: PlacedPicture
    slot: Slot
    fitted: pictures.Fitted | None = None

    @property
    def file(self) -> Picture | None:
        return self.fitted.picture if self.fitted else None


def _all_cut(wanted: Sequence[_Wanted], weight: int) -> list[_Cut]:
    """Return the pictures cut, each to its weight.

    One after the other: two fifths of the time goes into writing progressive JPEGs, which holds Python's lock; eleven
    pictures came no sooner in two threads or in four (measured).
    """
    cut = [_cut(want, weight) for want in wanted]
    if wrong := [each for each in cut if isinstance(each, InputError)]:
        raise wrong[0] if len(wrong) == 1 else Mistakes(wrong)
    return [each for each in cut if isinstance(each, _Cut)]


def _cut(want: _Wanted, weight: int) -> _Cut | InputError:
    """Return a picture in the first of its slots that it fills, else in the last; or what is wrong with it."""
    layout, slot = want.slots[0]
    if is_remote(want.image):
        return _Cut(PlacedPicture(link(want.image), slot.width, 0, layout), slot)
    if "\0" in want.image:
        return InputError("a picture's name holds a character that no file name has", todo="type it again", where=want.where)
    path = want.root / want.image
    if not path.resolve().is_relative_to(want.root.resolve()):
        # An issue may come from somebody else; what else lies on this machine is none of its business.
        what = f"{want.image} lies outside the letter's own folder"
        return InputError(what, todo="put the picture into that folder: images/ is the place for it", where=want.where)
    try:
        for layout, slot in want.slots:
            fitted = pictures.fit(path, slot, want.focus, weight)
            if fitted.picture.width >= slot.width:
                break
    except InputError as error:
        return InputError(f"{want.image}: {error.what}", todo=error.todo, where=want.where)
    file = fitted.picture
    width = min(slot.width, file.width)
    placed = PlacedPicture(picture_address(file), width, round(width * file.height / file.width), layout)
    return _Cut(placed, slot, fitted)


def _light_together(wanted: Sequence[_Wanted], cut: list[_Cut]) -> list[_Cut]:
    """Return the pictures such that all weigh no more than a letter's should, as far as their quality allows."""
    files = {each.file.name: each.file for each in cut if each.file}.values()
    if sum(len(file.data) for file in files) <= pictures.WEIGHT_IN_ALL:
        return cut
    weights = [weight for file in files for weight in _weights(file)]
    most = pictures.share(weights, pictures.WEIGHT_IN_ALL)
    return _all_cut(wanted, most)


def _weights(file: Picture) -> list[int]:
    """Return what a picture weighs; what moves may weigh twice what others may, and so counts as two."""
    weight = len(file.data)
    return [weight // 2, weight // 2] if file.media_type == "image/gif" else [weight]


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _notes(want: _Wanted, cut: _Cut, publication: Publication) -> Iterator[str]:
    """Yield what an editor should hear of one picture, with the line that names it."""
    if publication.require_credit and not want.credited:
        yield f"{want.where}: {want.image} has no credit — say who made it: credit = '…'"
    if cut.fitted is None:
        return
    for line in cut.fitted.told:
        yield f"{want.where}: {want.image} {line}"
    if want.kind == "logo":  # is as wide as it is
        return
    size = f"{want.image} is {cut.fitted.size[0]} × {cut.fitted.size[1]} pixels"
    if cut.placed.slot != want.slots[0][0]:
        yield f"{want.where}: {size}, too small for the {want.kind}: it stands {cut.placed.slot}"
    if cut.placed.width < cut.slot.width:
        fills = f"{pictures.DENSITY * cut.slot.width:,} across would fill its place"
        yield f"{want.where}: {size}, so it stands small — {fills}"
    weight = len(cut.fitted.picture.data)
    if weight > pictures.WEIGHT and cut.fitted.picture.media_type != "image/gif":
        todo = "take one with less fine detail" if cut.fitted.picture.media_type == "image/jpeg" else (
            "save it as JPEG, on a ground of its own: where something shines through it cannot be made lighter")
        weighs = f"weighs {_kb(weight)} in the letter, more than {_kb(pictures.WEIGHT)}"
        yield f"{want.where}: {want.image} {weighs} — {todo}"


def _notes_of_all(wanted: Sequence[_Wanted], cut: Sequence[_Cut], where: str) -> Iterator[str]:
    pairs = zip(wanted, cut, strict=True)
    weights = {each.file.name: (len(each.file.data), want.image) for want, each in pairs if each.file}
    total = sum(weight for weight, _ in weights.values())
    if total > pictures.WEIGHT_IN_ALL:
        heaviest = ", ".join(f"{image} ({_kb(weight)})" for weight, image in sorted(weights.values(), reverse=True)[:3])
        yield (f"{where}: the pictures weigh {_kb(total)} together, more than {_kb(pictures.WEIGHT_IN_ALL)}"
               f" — leave some out; the heaviest are {heaviest}")


def _kb(weight: int) -> str:
    return f"{round(weight / 1000)} kB"
