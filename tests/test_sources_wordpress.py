"""A WordPress site's own interface → its posts as articles, with pictures, authors and categories."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from newsletter import sources
from newsletter.errors import InputError, NothingNew, OutsideError
from newsletter.model import Article
from newsletter.sources import wordpress
from newsletter.web import Fetched

POSTS = (Path(__file__).parent / "data" / "wordpress" / "posts.json").read_bytes()
API = "https://halyard.example/wp-json/wp/v2/posts"


def post(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date_gmt": "2026-11-18T05:30:00",
        "type": "post",
        "link": f"https://halyard.example/{number}/",
        "title": {"rendered": f"Post {number}"},
        "excerpt": {"rendered": ""},
        "_embedded": {},
    } | more


def one(**more: Any) -> Article:
    (article,) = wordpress.read(json.dumps([post(**more)]).encode(), name="h").articles
    return article


class Site:
    """A WordPress site that answers from a list of posts, and remembers what it was asked."""

    def __init__(self, count: int, *, embeds: bool = True, status: int = 200) -> None:
        self.asked: list[str] = []
        self._posts = [post(number) for number in range(count)]
        self._embeds, self._status = embeds, status

    def __call__(self, url: str) -> Fetched:
        self.asked.append(url)
        said = parse_qs(urlsplit(url).query, keep_blank_values=True)
        many, page = int(said.get("per_page", ["10"])[0]), int(said.get("page", ["1"])[0])
        posts = self._posts[many * (page - 1) : many * page]
        if page > 1 and not posts:
            raise OutsideError("halyard.example answered 400 Bad Request")
        if "_embed" not in said:
            posts = [{key: value for key, value in each.items() if key != "_embedded"} for each in posts]
        headers: Mapping[str, str] = {}
        return Fetched(url=url, status=self._status, headers=headers, data=json.dumps(posts).encode())

    def read(self, url: str) -> list[str]:
        """Return the headlines of what is at an address, read as `sources.read` does."""
        reading = sources.read(url, name="h", get=self)
        assert reading.kind == "wordpress"
        return [article.title for article in reading.articles]


# ── a post ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_post_is_read_whole() -> None:
    """Every field; of the picture's sizes the smallest that is wide enough and not cropped."""
    reading = wordpress.read(POSTS, name="posts.json")
    assert reading.title == "The Halyard"
    assert reading.articles[0] == Article(
        title="Who pays for the “night train”?",
        url="https://halyard.example/2026/11/night-train-budget/",
        teaser="Four ministries, one sleeper fund, and a vote on Thursday.",
        image="https://halyard.example/wp-content/uploads/2026/11/sleeper-1536x1024.jpg",
        image_width=1536,
        alt="A sleeper carriage at dawn",
        credit="T. Winter",
        published=datetime(2026, 11, 18, 5, 30, tzinfo=UTC),
        byline="M. Okafor",
        section="Arts & Europe",
        tags=("Arts & Europe", "night trains"),
        language="en-GB",
        source="posts.json",
    )


def test_what_a_post_leaves_out_is_taken_from_its_text() -> None:
    """Teaser and picture; a format makes a video; “Uncategorized” and an author who is an error are none."""
    article = wordpress.read(POSTS, name="posts.json").articles[1]
    assert (article.teaser, article.kind) == ("A captain, nine islands and the winter timetable.", "video")
    assert article.image == "https://halyard.example/wp-content/uploads/2026/11/ferry-1024x576.jpg"
    assert (article.section, article.tags, article.byline) == ("", (), "")


def test_a_post_behind_a_password_is_told_and_left_out() -> None:
    """As are drafts, which only an answer saved by an editor holds."""
    assert wordpress.read(POSTS, name="p").unplaced == ("Protected: The draft treaty (behind a password)",)
    draft = json.dumps([post(), post(2, status="draft")]).encode()
    assert wordpress.read(draft, name="p").unplaced == ("Post 2 (not published)",)


@pytest.mark.parametrize(("caption", "credit"), [
    ("<p>The 21:04 to the coast. Photo: T. Winter</p>", "T. Winter"), ("Foto: R. Kolb", "R. Kolb"),
    ("Photo by Noor Haddad", "Noor Haddad"),
    ("© T. Winter", "T. Winter"), ("The photo shows the coast at night", ""), ("A carriage (Bild: R. Kolb)",
    "R. Kolb"), ("", ""),
])  # fmt: skip
def test_a_caption_is_a_credit_only_where_it_is_one(caption: str, credit: str) -> None:
    """“Photo:” and its like, in several languages, anywhere in it."""
    media = {"source_url": "https://halyard.example/a.jpg", "caption": {"rendered": caption}}
    assert one(_embedded={"wp:featuredmedia": [media]}).credit == credit


def test_several_authors_are_all_named() -> None:
    """By plugins for that; else the one whose account it is; else what a plugin for search engines says."""
    accounts = {"_embedded": {"author": [{"name": "Desk"}]}}
    assert (
        one(coauthors=[{"display_name": "A. Lind"}, {"display_name": "B. Roe"}], **accounts).byline == "A. Lind, B. Roe"
    )
    assert one(**accounts).byline == "Desk"
    assert one(yoast_head_json={"author": "C. Mar"}).byline == "C. Mar"


@pytest.mark.parametrize("more", [
    {},
    {"title": {"raw": "A plain title"}},
    {"_embedded": []},
    {"_embedded": {"wp:term": "x", "author": {}, "wp:featuredmedia": [7]}},
    {"_embedded": {"wp:featuredmedia": [{"media_details": {"sizes": [], "width": "x"}}]}},
    {"yoast_head_json": {"og_image": [{"url": 7}]}, "date_gmt": 5, "link": None},
])  # fmt: skip
def test_parts_of_another_make_are_passed_over(more: dict[str, Any]) -> None:
    """Whatever plugins do to an answer, the rest of it is read."""
    assert one(**{"title": "A plain title"} | more).title == "A plain title"


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_pictures_and_authors_are_asked_for_where_the_address_leaves_them_out() -> None:
    """An editor types the shortest address; what is asked of the site once more is what it should have been."""
    site = Site(3)
    assert len(site.read(API)) == 3
    assert site.asked == [API, API + "?_embed=1&per_page=50"]
    assert len(site.read("https://halyard.example/?rest_route=/wp/v2/posts")) == 3


def test_further_posts_are_asked_for_as_long_as_pages_are_full() -> None:
    """To a hundred of them, the newest first; an address that names its page gives that page."""
    whole = API + "?_embed=1&per_page=50"
    for count, read, pages in ((49, 49, 1), (50, 50, 2), (70, 70, 2), (500, 100, 2)):
        site = Site(count)
        assert site.read(whole) == [f"Post {number}" for number in range(read)]
        assert len(site.asked) == pages
    assert len(Site(500).read(API + "?_embed=1&per_page=5")) == 25
    assert len(Site(500).read(API + "?_embed=1&per_page=50&page=3")) == 50


def test_a_section_stays_a_section() -> None:
    """What else stands in the address is kept on every page."""
    site = Site(60)
    site.read(API + "?categories=3,4&_embed")
    assert all("categories=3,4" in url for url in site.asked)


def test_nothing_is_lost_where_a_further_page_does_not_come() -> None:
    """Neither by an error nor by an answer without data (304)."""

    def answering(get: Callable[[str], Fetched], later: Callable[[str], Fetched]) -> Callable[[str], Fetched]:
        return lambda url: later(url) if "page=2" in url else get(url)

    def unchanged(url: str) -> Fetched:
        return Fetched(url=url, status=304, headers={}, data=b"")

    site = Site(80)
    data = site(API + "?_embed=1&per_page=50").data
    for later in (unchanged, lambda url: Fetched(url=url, status=200, headers={}, data=b"<html>")):
        reading = wordpress.read(data, name="h", base=API + "?_embed=1&per_page=50", get=answering(site, later))
        assert len(reading.articles) == 50


def test_a_table_of_contents_leads_to_the_posts() -> None:
    """Asked for by itself on the web; a saved one says what to save instead."""
    index = json.dumps(
        {"name": "H", "url": "https://halyard.example", "namespaces": ["oembed/1.0", "wp/v2"], "routes": {}}
    ).encode()
    site = Site(3)
    assert wordpress.accepts(index, "application/json") == 1.0
    assert len(wordpress.read(index, name="h", base="https://halyard.example/wp-json/", get=site).articles) == 3
    with pytest.raises(
        InputError, match="table of contents, not its posts — open https://halyard.example/wp-json/wp/v2/posts"
    ):
        wordpress.read(index, name="h")


def test_a_sites_own_address_will_do_where_the_kind_is_named() -> None:
    """``kind = 'wordpress'`` and the front page: its posts are where every WordPress has them."""
    site = Site(3)
    reading = wordpress.read(b"<!doctype html>", name="h", base="https://halyard.example/blog/", get=site)
    assert (len(reading.articles), site.asked) == (3, [API + "?_embed=1&per_page=50"])
    page = b"<html><head><link rel='https://api.w.org/' href='/blog/?rest_route=/'></head></html>"
    wordpress.read(page, name="h", base="https://halyard.example/blog/", get=site)
    assert site.asked[1:] == ["https://halyard.example/blog/?rest_route=/wp/v2/posts&_embed=1&per_page=50"]
    with pytest.raises(InputError, match="this is no answer of WordPress — name the address of its posts"):
        wordpress.read(b"<!doctype html>", name="h")


# ── files and refusals ───────────────────────────────────────────────────────────────────────────────────────


def test_a_saved_answer_is_read_too(tmp_path: Path) -> None:
    """With what was left out of it told; one post alone is a list of one."""
    bare = post() | {"guid": {"rendered": "x"}}
    del bare["_embedded"]
    (tmp_path / "posts.json").write_text(json.dumps(bare), encoding="utf-8-sig")
    reading = sources.read("posts.json", root=tmp_path)
    assert (reading.kind, reading.articles[0].title) == ("wordpress", "Post 1")
    assert reading.advice == (
        "pictures, authors and categories are not in it — add _embed=1 to the address it is saved from",
    )


def test_what_php_complains_of_first_is_passed_over() -> None:
    """Some sites print warnings before their answer."""
    data = b"<br />\n<b>Notice</b>: x in <b>y.php</b> on line <b>[3]</b>\n" + json.dumps([post()]).encode()
    assert len(wordpress.read(data, name="h").articles) == 1


@pytest.mark.parametrize(("code", "said"), [
    ("rest_no_route", "the site does not give its posts this way — use its feed, or its page of articles"),
    ("rest_not_logged_in", "the site gives its posts only to those who log in — use its feed"),
    ("rest_cannot_access", "the site gives its posts only to those who log in"),
    ("rest_invalid_param", "the site refused: Invalid parameter: per_page — check the address"),
])  # fmt: skip
def test_a_refusal_is_told_in_an_editors_words(code: str, said: str) -> None:
    """With what to do instead."""
    data = json.dumps({"code": code, "message": "Invalid parameter: <b>per_page</b>", "data": {"status": 400}}).encode()
    assert wordpress.accepts(data, "") == 0.9
    with pytest.raises(InputError, match=f"^h: {said}"):
        wordpress.read(data, name="h")


@pytest.mark.parametrize(
    "data", [b"[]", b'[{"id": 3, "name": "Europe", "taxonomy": "category"}]', b'[{"type": "attachment", "title": {}}]']
)
def test_an_answer_without_posts_says_so(data: bytes) -> None:
    """Categories and pictures are none."""
    with pytest.raises(NothingNew, match="the site gives no posts"):
        wordpress.read(data, name="h")


@pytest.mark.parametrize("data", [
    b"", b"[]", b"[1]", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    b'[{"title": "A", "url": "https://a.example/"}]',
    b"title,url", b"<html>", b'{"code": 7}',
])  # fmt: skip
def test_other_json_is_left_to_the_others(data: bytes) -> None:
    """Feeds and tables in JSON are not WordPress's."""
    assert wordpress.accepts(data, "application/json") == 0.0


def test_posts_are_known_from_other_json() -> None:
    """Surer than every other kind."""
    assert wordpress.accepts(POSTS, "text/plain") == 1.0
    assert all(
        sources._module(kind).accepts(POSTS, "application/json") < 1.0
        for kind in sources.kinds()
        if kind != "wordpress"
    )
