"""One article by three ways — a site's feed, its WordPress, and its own page — is one, with the best of each."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from pick_help import LEAD, REST, TYPES

from newsletter import archive as archives
from newsletter.model import Article, Issue, Reading
from newsletter.pick import Settings, pick

from fetch_help import NOON, Newsroom, Serve  # isort: skip
from servers import answer, serve  # isort: skip # noqa: F401

WHOLE = "Four ministries, one sleeper fund, and a vote on Thursday that nobody thinks will be the last."

FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>The Courier</title><item><title>Who pays for the night train?</title>
<link>{site}night-train/?utm_source=rss&amp;utm_medium=feed</link>
<description>Four ministries, one sleeper fund, and a vote […]</description><category>Transport</category>
<pubDate>Wed, 18 Nov 2026 07:00:00 GMT</pubDate>
<media:thumbnail url="{site}train-150.jpg" width="150"/></item></channel></rss>"""

PAGE = """<!doctype html><html lang="en"><head><title>Who pays for the night train? – The Courier</title>
<link rel="canonical" href="{site}night-train/">
<meta property="og:type" content="article"><meta property="og:title" content="Who pays for the night train?">
<meta property="og:description" content="{whole}"><meta property="og:image" content="{site}train-1200.jpg">
<meta property="og:image:width" content="1200"><meta property="og:image:height" content="800">
<meta property="og:image:alt" content="A night train at dusk">
<meta property="article:published_time" content="2026-11-18T09:30:00Z"></head>
<body class="single"><article><h1>Who pays for the night train?</h1><p>{whole}</p></article></body></html>"""


def post(site: str) -> dict[str, Any]:
    """Return the piece as the site's interface has it: with author and section, and the earliest date."""
    picture = {"source_url": f"{site}train-600.jpg", "alt_text": "",
               "media_details": {"width": 600, "height": 400, "sizes": {}}}
    return {
        "id": 7, "date_gmt": "2026-11-18T05:30:00", "type": "post", "link": f"{site}night-train/",
        "title": {"rendered": "Who pays for the night train?"}, "excerpt": {"rendered": "<p>Four ministries, one…</p>"},
        "_embedded": {"author": [{"name": "M. Okafor"}], "wp:featuredmedia": [picture],
                      "wp:term": [[{"taxonomy": "category", "name": "Europe"}]]},
    }


def courier(connection, request: bytes) -> None:  # noqa: ANN001
    """The site: all three ways lead to the one piece."""
    path = request.split(b" ", 2)[1].decode()
    host = next(line for line in request.decode().split("\r\n") if line.lower().startswith("host:"))
    site = f"http://{host.split(': ')[1]}/"
    if path.startswith("/feed"):
        said = answer(FEED.format(site=site).encode(), "200 OK", "Content-Type: application/rss+xml")
    elif path.startswith("/wp-json"):
        said = answer(json.dumps([post(site)]).encode(), "200 OK", "Content-Type: application/json")
    else:
        said = answer(PAGE.format(site=site, whole=WHOLE).encode(), "200 OK", "Content-Type: text/html")
    connection.sendall(said)


WAYS = {"Feed": "feed", "Page": "night-train/", "Site": "wp-json/wp/v2/posts"}


def best(article: Article, site: str) -> None:
    """Look that an article has the best of each."""
    assert article.title == "Who pays for the night train?"
    assert article.url == f"{site}night-train/"
    assert article.teaser == WHOLE
    assert (article.image, article.image_width) == (f"{site}train-1200.jpg", 1200)
    assert article.alt == "A night train at dusk"
    assert article.byline == "M. Okafor"
    assert {article.section, *article.tags} == {"Transport", "Europe"}
    assert article.published == datetime(2026, 11, 18, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("order", list(permutations(WAYS)), ids=" ".join)
def test_three_ways_make_one_article(serve: Serve, tmp_path: Path, order: tuple[str, ...]) -> None:  # noqa: F811
    """In the archive and in a number picked from it; whichever came first, even days before."""
    site = serve(courier).url
    desk = Newsroom(tmp_path, {name: site + path for name, path in WAYS.items()})
    counts = [desk.fetch(name, at=NOON - timedelta(hours=3 - hour)).new_count for hour, name in enumerate(order)]
    assert counts == [1, 0, 0], "the second and the third are no new pieces"
    articles = desk.articles()
    assert sorted(article.source for article in articles) == ["Feed", "Page", "Site"]
    (id_,) = {article.id for article in articles}
    with archives.open(desk.path) as archive:
        best(archive.known([id_])[id_], site)
        best(archive.latest(NOON - timedelta(days=7), 5)[0], site)
        assert archive.search("night train").total == 1
    selection = pick([Reading(name="articles.db", kind="archive", articles=tuple(articles))], Issue(blocks=(LEAD, REST)),
                     settings=Settings(), blocks=TYPES)
    (story,) = [story for block in selection.issue.blocks for story in block.stories]
    assert (story.title, story.teaser, story.image) == ("Who pays for the night train?", WHOLE, f"{site}train-1200.jpg")
    assert (story.url, story.byline, story.alt) == (f"{site}night-train/", "M. Okafor", "A night train at dusk")
    assert [choice.outcome for choice in selection.choices].count("in") == 1


def test_read_at_once_they_are_one_as_well(serve: Serve, tmp_path: Path) -> None:  # noqa: F811
    """All three in one run."""
    site = serve(courier).url
    desk = Newsroom(tmp_path, {name: site + path for name, path in WAYS.items()})
    assert desk.fetch().new_count == 1
    with archives.open(desk.path) as archive:
        (article,) = archive.latest(NOON - timedelta(days=7), 5)
    best(article, site)
