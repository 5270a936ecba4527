"""Facts about `newsletter.sources._pictures`: which of the media offered is the picture of a piece."""

from __future__ import annotations

import pytest

from newsletter.sources._pictures import Medium, alternative, best, described

SITE = "https://a.example/"


def picture(name: str = "a.jpg", **fields: object) -> Medium:
    return Medium(url=SITE + name, **fields)  # type: ignore[arg-type]


def chosen(*media: Medium, body: str = "") -> str:
    """Return the address of the picture chosen, from the site's root."""
    medium = best(media, body, SITE)
    return medium.url.removeprefix(SITE) if medium else ""


@pytest.mark.parametrize(("media", "name"), [
    ([picture("small.jpg", width=140), picture("large.jpg", width=700), picture("middle.jpg", width=460)], "large.jpg"),
    ([picture("first.jpg"), picture("second.jpg", width=1440)], "first.jpg"),
    ([picture("heavy.jpg", width=5000), picture("good.jpg", width=1200)], "good.jpg"),
    ([picture("heavy.jpg", width=5000), picture("small.jpg", width=140)], "heavy.jpg"),
    ([picture("thumb.jpg", role="thumbnail", width=150), picture("full.jpg")], "full.jpg"),
    ([picture("cover.jpg", role="cover"), picture("thumb.jpg", role="thumbnail")], "thumb.jpg"),
    ([picture("cover.jpg", role="cover")], "cover.jpg"),
    ([picture("film.mp4", type="video"), picture("still.jpg", role="thumbnail", width=480)], "still.jpg"),
    ([picture("a-300x200.jpg"), picture("a-1024x683.jpg")], "a-1024x683.jpg"),
    ([picture("a.jpg?w=150"), picture("a.jpg?w=900")], "a.jpg?w=900"),
    ([], ""),
])
def test_the_best_by_size_is_chosen(media: list[Medium], name: str) -> None:
    """The wider the better up to 1,000 px, the first of equals; what weighs too much only for want of a good one."""
    assert chosen(*media) == name


@pytest.mark.parametrize(("fields", "is_picture"), [
    ({}, True),
    ({"type": "image"}, True),
    ({"type": "image/webp"}, True),
    ({"name": "a", "type": "image"}, True),
    ({"name": "a"}, False),
    ({"name": "a", "role": "thumbnail"}, True),
    ({"name": "a", "type": "application/octet-stream"}, False),
    ({"type": "application/octet-stream"}, True),
    ({"name": "a%2Ejpg"}, True),
    ({"name": "a.mp4", "type": "image"}, False),
    ({"type": "video/mp4"}, False),
    ({"name": "v/1", "type": "application/x-shockwave-flash"}, False),
    ({"name": "a.svg", "type": "image"}, False),
    ({"name": "a", "type": "image/svg+xml"}, False),
    ({"name": "a.avif"}, False),
    ({"name": "a.mp3", "type": "audio/mpeg"}, False),
    ({"width": 1, "height": 1}, False),
    ({"width": 64}, False),
    ({"height": 20}, False),
    ({"width": 80, "height": 40}, True),
])
def test_a_film_and_an_icon_are_no_pictures(fields: dict, is_picture: bool) -> None:
    """Judged by type, by ending and by size, in formats that mail programs show."""
    assert picture(**fields).is_picture is is_picture


@pytest.mark.parametrize("url", [
    "https://secure.gravatar.com/avatar/0123?s=96", "https://a.example/avatars/joan.jpg",
    "https://s.w.org/images/core/emoji/15/72x72/1f600.png", "https://feeds.feedburner.com/~ff/a?d=1.gif",
    "https://pixel.a.example/p.gif", "https://stats.a.example/b.gif", "https://a.example/img/spacer.gif",
    "https://a.example/1x1.png", "https://a.example/social-icons/f.png", "https://a.example/facebook-icon.png",
    "https://a.example/feed-icon-14.png", "https://a.example/count.gif?id=3", "https://a.example/clear_1.png",
    "https://a.example/pixel-1x1.gif", "https://a.example/avatar_12.png", "https://a.example/tracker/p.gif",
    "https://ad.doubleclick.net/a.jpg", "",
])
def test_what_counts_readers_or_decorates_is_no_picture(url: str) -> None:
    """Avatars, emoji, counters, icons of networks."""
    assert not Medium(url=url, role="body").is_picture


@pytest.mark.parametrize("url", [
    "https://a.example/heron-count.png", "https://a.example/point_blank.png", "https://a.example/all-clear.gif",
    "https://a.example/the-pixel.png", "https://a.example/sleep-tracking-1.png", "https://a.example/russian-icon.png",
    "https://a.example/avatar-premiere.jpg", "https://a.example/tracker/heat.png", "https://a.example/clear-water.png",
    "https://a.example/2026/social-housing.jpg", "https://a.example/pixel-art.png", "https://a.example/smile.jpg",
    "https://a.example/share/kitchen.jpg", "https://a.example/iconic.png", "https://a.example/blank-page.gif",
])
def test_a_picture_of_such_things_is_one(url: str) -> None:
    """Only whole names are judged."""
    assert Medium(url=url, role="body").is_picture


@pytest.mark.parametrize(("url", "width"), [
    ("a.jpg?w=1200", 1200), ("a.jpg?x=1&width=640&h=2", 640), ("a.jpg?resize=800,600", 800), ("a.jpg?fit=crop", 0),
    ("a-1024x683.jpg", 1024), ("a-1024x683.jpg?x", 1024), ("i/resize/630x315!/a.jpg", 630), ("6a-600wi", 600),
    ("a.jpg", 0), ("a-2026x11.html", 0), ("a.jpg?w=99999", 0),
])
def test_addresses_tell_widths(url: str, width: int) -> None:
    """As picture services and WordPress write them; a width that is told beside the address comes first."""
    assert picture(url).told_width == width
    assert picture(url, width=70).told_width == 70


def test_the_body_s_first_picture_stands_in() -> None:
    """Where nothing, or nothing good, is offered beside it; made absolute; without icons on the way to it."""
    body = "<img src='/avatars/j.jpg'><img src='pixel.gif' width=1 height=1><img src='one.jpg'><img src='two.jpg'>"
    assert chosen(body=body) == "one.jpg"
    assert chosen(picture("thumb.jpg", role="thumbnail", width=150), body=body) == "one.jpg"
    assert chosen(picture("thumb.jpg", role="thumbnail", width=480), body=body) == "thumb.jpg"
    assert chosen(picture("full.jpg"), body=body) == "full.jpg"
    assert chosen(body="<img src='data:image/png;base64,AAAA'><img src='javascript:x'>") == ""


def test_the_widest_of_a_srcset_that_is_not_heavy_is_taken() -> None:
    """Up to 2,000 px."""
    body = "<img src='a.jpg' srcset='b.jpg 800w, c.jpg 1600w, d.jpg 2400w'>"
    assert chosen(body=body) == "c.jpg"


def test_a_picture_without_words_takes_those_it_has_in_the_body() -> None:
    """The same file, described there."""
    body = "<p><img src='x.jpg' alt='Another'><img src='/deep/quay.jpg?w=2' alt='A quay under snow'>"
    assert described(picture("quay.jpg"), body, SITE) == "A quay under snow"
    assert described(picture("quay.jpg", alt="Told"), body, SITE) == "Told"
    assert described(picture("bridge.jpg"), body, SITE) == ""


@pytest.mark.parametrize(("text", "words"), [
    ("A quay <b>under</b> snow", "A quay under snow"), ("Schnee", "Schnee"), ("COVID-19", "COVID-19"),
    ("quay.jpg", ""), ("My quay at dawn.JPEG", ""), ("IMG_2041", ""), ("DSC 0012", ""), ("image (3)", ""),
    ("12345", ""), ("night-train_final-2", ""), ("Untitled", ""), ("image from a.example", ""), ("", ""), (None, ""),
    ("Foto von oben", "Foto von oben"), ("👩🏽\u200d🚀", "👩🏽\u200d🚀"), ("हिन्दी", "हिन्दी"), ("صورة", "صورة"),
    ("over\u202eride\x07", "override"),
])
def test_the_name_of_a_file_is_no_description(text: str | None, words: str) -> None:
    """A picture is described in words of any script, or not at all."""
    assert alternative(text) == words
