"""The pictures of a letter: in the slot they fill, light together, told where something is amiss, the same wherever."""

from __future__ import annotations

import base64
import email
import email.policy
import io
import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from newsletter import build, merge, message, pictures
from newsletter import publication as publications
from newsletter.build import illustrating
from newsletter.cli import render
from newsletter.errors import InputError, Mistakes
from newsletter.model import Block, Edition, Issue, Letter, Publication, Story, replace

from conftest import issue_of, section  # isort: skip

BLOCKS = publications.blocks(publications.find(Path(Path(__file__).anchor)))
WIDE = BLOCKS["lead"].slots["above"]
BESIDE, CARD = BLOCKS["lead"].slots["beside"].width, BLOCKS["section"].slots["cards"].width


def pressed(issue: Issue, publication: Publication) -> Letter:
    return build.press(issue, publication, publications.theme(publication))


def picture(publication: Publication, name: str, width: int = 1200, height: int = 900, **options: Any) -> str:
    """Lay a picture into the publication's folder, another one for each name, and return its path there."""
    assert publication.root
    chance = random.Random(name)
    image = Image.frombytes("RGB", (12, 9), chance.randbytes(12 * 9 * 3)).resize((width, height))
    image.save(publication.root / "images" / name, **options)
    return f"images/{name}"


def lead(image: str, **fields: Any) -> Block:
    return Block(kind="lead", fields=fields, stories=(Story(title="A", image=image, alt="x"),))


class Shown(HTMLParser):
    """The attributes of all pictures of a letter, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pictures.append(dict(attrs))


# ── their place ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("size", "slot", "width", "told"), [
    ((1200, 900), "above", 560, []), ((560, 400), "above", 560, []),
    ((400, 300), "beside", BESIDE, ["images/a.jpg is 400 × 300 pixels, too small for the lead: it stands beside"]),
    ((2000, 220), "beside", BESIDE, ["images/a.jpg is 2000 × 220 pixels, too small for the lead: it stands beside"]),
    ((90, 60), "beside", 80, [
        "images/a.jpg is 90 × 60 pixels, too small for the lead: it stands beside",
        f"images/a.jpg is 90 × 60 pixels, so it stands small — {2 * BESIDE} across would fill its place",
    ]),
])  # fmt: skip
def test_a_picture_too_small_for_its_slot_takes_the_next_smaller(
    size: tuple[int, int], slot: str, width: int, told: list[str], publication: Publication
) -> None:
    """It is never blown up: a small lead picture stands beside the words, and the editor hears why, with the line."""
    issue = issue_of(lead(picture(publication, "a.jpg", *size)), lines={"b1.s1.image": 12})
    made = illustrating.illustrated(issue, publication, publications.theme(publication))
    placed = made.placed["b1.s1.image"]
    assert (placed.slot, placed.width) == (slot, width)
    assert list(made.notes) == [f"issues/047.toml:12: {line}" for line in told]
    assert pressed(issue, publication).notes == made.notes


def test_pictures_of_several_stories_keep_in_step(publication: Publication) -> None:
    """Where a block carries several, one small picture moves no other; it stands smaller, and that is told."""
    images = picture(publication, "a.jpg"), picture(publication, "b.jpg", 100)
    issue = issue_of(section(*(Story(title="S", image=image) for image in images), layout="cards"))
    made = illustrating.illustrated(issue, publication, publications.theme(publication))
    assert [placed.slot for placed in made.placed.values()] == ["cards", "cards"]
    assert [note.partition(": ")[2] for note in made.notes] == [
        f"images/b.jpg is 100 × 900 pixels, so it stands small — {2 * CARD} across would fill its place"]


def test_a_small_logo_is_no_mistake(publication: Publication) -> None:
    """It is as wide as it is."""
    logo = picture(publication, "logo.png", 120, 40)
    assert not pressed(issue_of(), replace(publication, logo=logo)).notes


def test_every_picture_says_its_size_and_none_is_distorted(publication: Publication) -> None:
    """Width and height as whole numbers of the shape the file has, so that nothing jumps while it comes; and a height
    that follows the width in its style, or a phone would squeeze it. Of a picture on the web the height is not known."""
    image, cover = picture(publication, "a.jpg"), picture(publication, "b.jpg", 600, 800)
    blocks = [
        lead(image), section(Story(title="S", image=image)), Block(kind="figure", fields={"image": image, "alt": "x"}),
        section(Story(title="S", image=image), layout="cards"),
        Block(kind="video", stories=(Story(title="V", image=image),)),
        Block(kind="cover", fields={"title": "C", "image": cover}),
        Block(kind="sponsor", fields={"title": "S", "text": "t", "url": "https://s.example/", "image": image}),
    ]
    letter = pressed(issue_of(*blocks), replace(publication, logo=picture(publication, "l.png", 480, 96)))
    files = {file.name: file for file in letter.pictures}
    shown = Shown(letter.html).pictures
    assert len(shown) == 8
    for each in shown:
        file = files[(each["src"] or "").rpartition("/")[2]]
        width, height = int(each["width"] or ""), int(each["height"] or "")
        assert abs(height - width * file.height / file.width) <= 0.5
        assert re.search(r"(?<![-\w])height:\s*auto", each["style"] or "")
    (remote,) = Shown(pressed(issue_of(lead("https://p.example/a.jpg")), publication).html).pictures
    assert "height" not in remote and remote["width"] == "560" and "cut" in (remote["class"] or "")


# ── their weight ─────────────────────────────────────────────────────────────────────────────────────────────


def heavy(publication: Publication, count: int, soft: float) -> list[Story]:
    """Return stories whose pictures are as full of detail as leaves."""
    assert publication.root
    stories = []
    for number in range(count):
        grain = Image.frombytes("RGB", (1200, 675), random.Random(number).randbytes(1200 * 675 * 3))
        path = publication.root / "images" / f"h{number}.png"
        grain.filter(ImageFilter.GaussianBlur(soft)).save(path, compress_level=1)
        stories.append(Story(title=f"H{number}", image=f"images/h{number}.png", credit="x"))
    return stories


def test_pictures_are_light_together(publication: Publication) -> None:
    """Each keeps to its weight, and where they are many, all of them to the letter's; the light ones lose nothing."""
    blocks = [Block(kind="lead", stories=(story,)) for story in heavy(publication, 6, 1.3)]
    small = section(Story(title="S", image=picture(publication, "s.jpg")))
    alone = {file.name for file in pressed(issue_of(small), publication).pictures}
    letter = pressed(issue_of(small, *blocks), publication)
    weights = [len(file.data) for file in letter.pictures]
    assert sum(len(pictures.fit(publication.root / f"images/h{n}.png", WIDE).picture.data) for n in range(6)) > 600_000
    assert sum(weights) <= 600_000 and max(weights) <= pictures.WEIGHT
    assert alone <= {file.name for file in letter.pictures}
    assert not letter.notes


def test_what_stays_too_heavy_is_told(publication: Publication) -> None:
    """Where quality ends the editor hears it: of the picture with its line, of all of them with the heaviest."""
    blocks = [Block(kind="lead", stories=(story,)) for story in heavy(publication, 3, 0.3)]
    notes = pressed(issue_of(*blocks, lines={f"b{n}.s1.image": n for n in (1, 2, 3)}), publication).notes
    assert re.fullmatch(
        r"issues/047\.toml:2: images/h1\.png weighs \d+ kB in the letter, more than 150 kB"
        r" — take one with less fine detail",
        notes[1],
    )
    assert re.fullmatch(
        r"issues/047\.toml: the pictures weigh \d+ kB together, more than 600 kB — leave some out;"
        r" the heaviest are images/h\d\.png \(\d+ kB\), images/h\d\.png \(\d+ kB\), images/h\d\.png \(\d+ kB\)",
        notes[3],
    )
    assert len(notes) == 4


# ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_done_to_a_picture_is_told_with_its_line(publication: Publication) -> None:
    """What the print desk sent goes into the letter, and the editor hears what became of it."""
    assert publication.root
    Image.effect_noise((800, 600), 60).convert("CMYK").save(publication.root / "images" / "cover.tif")
    letter = pressed(issue_of(lead("images/cover.tif"), lines={"b1.s1.image": 9}), publication)
    assert letter.notes == (
        "issues/047.toml:9: images/cover.tif is a CMYK TIFF: saved as RGB JPEG; "
        "it does not say which inks it means, so look at its colours",
    )


def test_all_pictures_that_cannot_be_used_are_told_at_once(publication: Publication) -> None:
    """One is one line; several are several, in the order of the issue."""
    stories = [Story(title="A", image="images/no.jpg"), Story(title="B", image="images/nor.jpg"), Story(title="C")]
    issue = issue_of(section(*stories), lines={"b1.s1.image": 3, "b1.s2.image": 7})
    with pytest.raises(Mistakes) as refused:
        pressed(issue, publication)
    assert [str(each).partition(" — ")[0] for each in refused.value.mistakes] == [
        "issues/047.toml:3: images/no.jpg: this picture is not there",
        "issues/047.toml:7: images/nor.jpg: this picture is not there",
    ]
    with pytest.raises(InputError, match=r"^issues/047.toml:3: images/no.jpg: this picture is not there"):
        pressed(issue_of(section(stories[0]), lines={"b1.s1.image": 3}), publication)


@pytest.mark.parametrize("required", [False, True])
def test_a_picture_without_credit_is_told_where_one_is_required(required: bool, publication: Publication) -> None:
    """Of stories and figures that are shown, on the web or not; a cover and a sponsor have no room for one."""
    image = picture(publication, "a.jpg")
    blocks = [
        lead(image),
        section(Story(title="B", image="https://p.example/b.jpg"), Story(title="C", image=image, credit="M. Okafor")),
        section(Story(title="D", image=image), layout="headlines"),
        Block(kind="figure", fields={"image": image, "alt": "x"}),
        Block(kind="figure", fields={"image": image, "alt": "x", "credit": "M. Okafor"}),
        Block(kind="cover", fields={"title": "C", "image": image}),
    ]
    issue = issue_of(*blocks, lines={"b1.s1.image": 1, "b2.s1.image": 2, "b4.image": 4})
    notes = pressed(issue, replace(publication, require_credit=required)).notes
    assert notes == ((
        "issues/047.toml:1: images/a.jpg has no credit — say who made it: credit = '…'",
        "issues/047.toml:2: https://p.example/b.jpg has no credit — say who made it: credit = '…'",
        "issues/047.toml:4: images/a.jpg has no credit — say who made it: credit = '…'",
    ) if required else ())


@pytest.mark.parametrize("form", list(render.Form))
def test_notes_are_said_whatever_it_is_rendered_as(
    form: render.Form, publication: Publication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, once; what is printed is the product alone."""
    assert publication.root
    monkeypatch.chdir(publication.root)
    path = publication.root / "47.toml"
    story = f"title = 'A'\nimage = '{picture(publication, 'a.jpg', 400, 300)}'\n"
    path.write_text(f"subject = 'S'\n[[block]]\nkind = 'lead'\n[[block.story]]\n{story}", encoding="utf-8")
    render.render(str(path), form, sender="a@b.example" if form is render.Form.eml else "")
    said = capsys.readouterr()
    note = "47.toml:6: images/a.jpg is 400 × 300 pixels, too small for the lead: it stands beside"
    assert said.err.count(note) == 1 and note not in said.out


# ── wherever they go ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stamped(publication: Publication) -> Publication:
    for name in ("a.jpg", "b.png", "c.webp", "d.jpg"):
        picture(publication, name)
    picture(publication, "e.gif", 90, 60, save_all=True, append_images=[Image.new("RGB", (90, 60), "red")])
    return publication


def sources(html: str, find: Any) -> list[bytes]:
    return [find(each["src"]) for each in Shown(html).pictures]


def within(data: bytes) -> list[bytes]:
    """Return the pictures that a message shows, in order."""
    read = email.message_from_bytes(data, policy=email.policy.default)
    parts = {part["Content-ID"]: part.get_content() for part in read.walk() if part["Content-ID"]}
    html = next(part for part in read.walk() if part.get_content_type() == "text/html").get_content()
    return sources(html, lambda src: parts[f"<{src.removeprefix('cid:')}>"])


def rendered(edition: Edition, publication: Publication, output: str) -> str:
    render._put_html(edition, publication, output, force=True)
    return Path(output).read_text(encoding="utf-8")


@given(names=st.lists(st.sampled_from(["a.jpg", "b.png", "c.webp", "d.jpg", "e.gif"]), max_size=7),
       base=st.sampled_from(["https://p.example/i", "https://p.example/i/", "https://p.example/?a=1&b=/"]))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_pictures_are_shown_wherever_the_letter_goes(
    names: Sequence[str], base: str, stamped: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    """Inside the letter, beside it, in a message, or on the web: the same pictures in the same places, to the byte."""
    stories = [Story(title=f"S{n}", image=f"images/{name}", alt="x") for n, name in enumerate(names)]
    blocks = [section(*stories[:4]), *(lead(story.image) for story in stories[4:])]
    letter = pressed(issue_of(*blocks), stamped)
    files = {file.name: file.data for file in letter.pictures}
    meant = sources(letter.html, lambda src: files[src.removeprefix("https://picture.invalid/")])
    assert len(meant) == len(names)
    edition = merge.stamp(letter, publications.service(stamped, "plain"), stamped)
    assert stamped.root
    path = str(stamped.root / "letter.html")
    beside = sources(rendered(edition, stamped, path), lambda src: (stamped.root / src).read_bytes())
    on_the_web = replace(stamped, image_base_url=base)
    web = sources(rendered(edition, on_the_web, path), lambda src: files[src.removeprefix(base.rstrip("/") + "/")])
    capsys.readouterr()
    render._put_html(edition, stamped, "-", force=False)
    inside = sources(capsys.readouterr().out, lambda src: base64.b64decode(src.partition(";base64,")[2]))
    sent = {"sender": "a@b.example", "date": datetime(2026, 11, 20, tzinfo=UTC)}
    assert meant == beside == web == inside == within(message.build(edition, **sent))
    apart = message.build(edition, **sent, image_base_url=base)
    assert b"Content-ID" not in apart


# ── speed ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_are_cut_once(stamped: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview that builds on every change cuts again only what has changed."""
    cut: list[str] = []
    once = pictures.once
    monkeypatch.setattr(pictures, "once", lambda file, *more: (cut.append(Path(file.name).name), once(file, *more))[1])
    issue = issue_of(section(*(Story(title=name, image=f"images/{name}") for name in ("a.jpg", "b.png", "d.jpg"))))
    pressed(issue, stamped)
    assert sorted(cut) == ["a.jpg", "b.png", "d.jpg"]
    pressed(issue, stamped)
    assert len(cut) == 3
    picture(stamped, "b.png", 1000, 800)
    pressed(issue, stamped)
    assert cut[3:] == ["b.png"]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures that were made anew, each by what was wanted of it, with an empty cache and as in a new process each time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    anew: list[str] = []
    once = pictures.once
    monkeypatch.setattr(pictures, "once", lambda file, wanted, make: once(
        file, wanted, lambda data: (anew.append(wanted), make(data))[1]))
    return anew


def fitted(path: Path, weight: int = pictures.WEIGHT) -> pictures.Fitted:
    """Return a picture fitted as by a process of its own, which remembers none."""
    pictures._fitted.cache_clear()
    return pictures.fit(path, WIDE, weight=weight)


def kept(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


@pytest.mark.parametrize(("mode", "name"), [("RGB", "p.jpg"), ("RGBA", "p.png"), ("CMYK", "p.tif")])
def test_a_picture_is_made_once_for_all_processes(mode: str, name: str, tmp_path: Path, made: list[str]) -> None:
    """What the second process finds is the same to the byte, with all that is told of it."""
    Image.linear_gradient("L").resize((1300, 900)).convert("RGBA" if mode == "RGBA" else "RGB").convert(mode).save(tmp_path / name)
    first, second = fitted(tmp_path / name), fitted(tmp_path / name)
    assert first == second
    assert len(made) == 1
    assert bool(second.told) == (mode == "CMYK")


def test_what_is_kept_counts_for_what_it_was_made_of_alone(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another picture under the same name, another weight, other code: each is made anew; the first is still there."""
    path = tmp_path / "p.png"
    for number, shade in enumerate((0, 255, 0), 1):
        Image.new("RGB", (1300, 900), (shade, 0, 0)).save(path)
        assert Image.open(io.BytesIO(fitted(path).picture.data)).convert("RGB").getpixel((9, 9)) == (shade, 0, 0)
        assert len(made) == min(number, 2)
    fitted(path, weight=1000)
    assert len(made) == 3
    monkeypatch.setattr(pictures.keeping, "_hands", lambda: b"other code")
    fitted(path)
    assert len(made) == 4


def test_a_damaged_picture_in_the_cache_is_made_anew(tmp_path: Path, made: list[str]) -> None:
    """Whatever stands in the kept file, the picture is the same."""
    path = tmp_path / "p.jpg"
    Image.linear_gradient("L").resize((1300, 900)).save(path)
    first = fitted(path)
    [entry] = kept(tmp_path)
    whole = entry.read_bytes()
    damaged = (b"", b"\n", b"[]\n", b"null\n", b'["a", 1, 2, 3]\n', whole[:-9], whole[:40], whole + b"\0", whole.replace(b"[", b"{", 1))
    for number, data in enumerate(damaged, 2):
        entry.write_bytes(data)
        assert fitted(path) == first
        assert len(made) == number
        assert entry.read_bytes() == whole, "and is kept again"


def test_the_cache_does_not_grow_for_ever(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the most that is kept the older half goes; where nothing can be kept, pictures are made all the same."""
    monkeypatch.setattr(pictures.keeping, "_MOST", 4)
    Image.new("RGB", (1300, 900)).save(tmp_path / "p.png")
    for weight in range(1000, 1009):
        fitted(tmp_path / "p.png", weight)
        assert len(kept(tmp_path)) <= 4
    fitted(tmp_path / "p.png", 1008)
    assert len(made) == 9, "the newest is among them"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "p.png"))
    assert fitted(tmp_path / "p.png", 1008) == fitted(tmp_path / "p.png", 1008)
    assert len(made) == 11
