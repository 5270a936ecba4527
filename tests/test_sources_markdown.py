"""Facts about `newsletter.sources.markdown`: folders of Markdown files with front matter, as sites keep them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from newsletter import sources
from newsletter.errors import InputError, NewsletterError, NothingNew
from newsletter.model import Article, Reading
from newsletter.sources import markdown

BASE = "https://halyard.example/posts/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A publication in which a site lies: ``site/content/posts``."""
    (tmp_path / "newsletter.toml").write_text("name = 'A'")
    (tmp_path / "site" / "content" / "posts").mkdir(parents=True)
    return tmp_path


def put(site: Path, files: dict[str, str | bytes]) -> None:
    for name, text in files.items():
        path = site / "site" / "content" / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def read(site: Path, base: str = BASE) -> Reading:
    return sources.read("site/content/posts", root=site, base=base)


def one(text: str, base: str = BASE, name: str = "night-train.md") -> Article:
    """Return the article of one file."""
    (article,) = markdown.read(text.encode(), name=name, base=base).articles
    return article


# ── front matter ─────────────────────────────────────────────────────────────────────────────────────────────

YAML = """---
title: "Who pays for the night train?"
date: 2026-11-20T10:00:00+01:00
description: Four ministries, one sleeper fund.
authors: [M. Okafor, T. Winter]
categories: [Transport]
tags:
  - Rail
  - Europe
image: https://halyard.example/a.jpg
lang: en-GB
---
Body.
"""
TOML = """+++
title = "Who pays for the night train?"
date = 2026-11-20T10:00:00+01:00
description = "Four ministries, one sleeper fund."
authors = ["M. Okafor", "T. Winter"]
lang = "en-GB"
[taxonomies]
categories = ["Transport"]
tags = ["Rail", "Europe"]
[extra.cover]
image = "https://halyard.example/a.jpg"
+++
Body.
"""
JSON = """{
"title": "Who pays for the night train?", "date": "2026-11-20T10:00:00+01:00",
"summary": "Four ministries, one sleeper fund.", "author": [{"name": "M. Okafor"}, {"name": "T. Winter"}],
"categories": ["Transport"], "tags": ["Rail", "Europe"], "cover": {"image": "https://halyard.example/a.jpg"},
"language": "en-GB"}

Body.
"""


@pytest.mark.parametrize("text", [YAML, TOML, JSON, "\ufeff" + YAML, YAML.replace("\n", "\r\n")])
def test_front_matter_is_read_in_three_languages(text: str) -> None:
    """With the keys of Hugo, Jekyll, Eleventy, Astro and Zola."""
    assert one(text) == Article(
        title="Who pays for the night train?", url=f"{BASE}night-train/", teaser="Four ministries, one sleeper fund.",
        image="https://halyard.example/a.jpg", published=datetime(2026, 11, 20, 9, tzinfo=UTC),
        byline="M. Okafor, T. Winter", section="Transport", tags=("Transport", "Rail", "Europe"), language="en-GB",
        source="night-train.md")


@pytest.mark.parametrize("keys", [
    "cover: {image: a.jpg, alt: A boat}", "cover:\n  image: a.jpg\n  alt: A boat",
    "images: [a.jpg, b.jpg]\nalt: A boat",
    "featured_image: a.jpg\nimage_alt: A boat", "heroImage: a.jpg\nalt: A boat", "image:\n  src: a.jpg\n  alt: A boat",
    "thumbnail: '{{ site.baseurl }}a.jpg'\ncaption: A boat", "image: {path: a.jpg, alt: A boat}",
])
def test_a_picture_is_found_whatever_it_is_called(keys: str) -> None:
    """A relative one starts from the page."""
    article = one(f"---\ntitle: A\n{keys}\n---\n")
    assert (article.image, article.alt) == (f"{BASE}night-train/a.jpg", "A boat")


def test_words_stay_words() -> None:
    """What YAML would make a number, a truth or nothing is what stands there."""
    assert one("---\ntitle: No\ndescription: 1984\n---\n").title == "No"
    assert one("---\ntitle: 007\nkind: video\nduration: 4:05\n---\n").duration == "4:05"
    assert one("---\ntitle: 007\n---\n").title == "007"
    assert one("---\ntitle: ~\n---\n# A\n").title == "A"


@pytest.mark.parametrize(("text", "words"), [
    ("---\ntitle: Who pays: the train\n---\n", "a.md:2: this line of the front matter cannot be read — "
                                              "write title: 'Who pays: the train'"),
    ("---\ntitle: A\ntitle: B\n---\n", "a.md:3: 'title' stands here twice — take one of the two away"),
    ("---\ntitle: !!python/object/apply:os.system [x]\n---\n",
     "a.md:2: the tag !!python/object/apply:os.system is not read — take it away"),
    ("---\na: &a [x, x]\nb: [*a, *a]\n---\n", "a.md:3: *a repeats what stands elsewhere — write it out"),
    ("---\ntitle: A\n\nBody without end",
     "a.md:1: the front matter is never closed — put --- on a line of its own below it"),
    ("+++\ntitle = A\n+++\n", "a.md:2: "), ('{"title": "A",\n}\nBody', "a.md:2: the front matter is broken JSON"),
    ("---\ntitle: A\nx: " + "[" * 5000 + "\n---\n", "a.md:3: the front matter is nested too deeply"),
    ("---\ntitle: A\n" + "x" * 200_000 + "\n---\n", "a.md: the front matter is longer than 100,000 characters"),
    ('---\ntitle: "A\n---\n', "a.md:"), ("---\n\ttitle: A\n---\n", "a.md:2: "), ("---\ntitle: \x07\n---\n", "a.md:"),
    ("---\n- title: A\n---\n", "a.md:2: the front matter has no keys"),
])
def test_broken_front_matter_is_told_with_its_line(text: str, words: str) -> None:
    """In an editor's words, with the mended line where it is plain."""
    with pytest.raises(InputError) as caught:
        markdown.read(text.encode(), name="a.md")
    assert str(caught.value).startswith(words)


def test_nothing_is_built_from_yaml(tmp_path: Path) -> None:
    """No tag makes an object, no merge key opens one: the file it would write is not there."""
    for tag in ("!!python/object/apply:os.mkdir", "!<tag:yaml.org,2002:python/object/apply:os.mkdir>"):
        with pytest.raises(InputError):
            markdown.read(f"---\ntitle: {tag} ['{tmp_path}/x']\n---\n".encode(), name="a.md")
    assert not (tmp_path / "x").exists()


def test_the_library_waits_for_front_matter() -> None:
    """PyYAML is loaded by the first file that needs it, and by nothing else."""
    code = "import sys; from newsletter.sources import markdown; assert 'yaml' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(markdown.__file__).parents[3])


# ── what front matter lacks ──────────────────────────────────────────────────────────────────────────────────


def test_the_body_gives_headline_teaser_and_picture() -> None:
    """The first heading; the first paragraph, without what a site generator puts there; the first picture."""
    article = one("---\ndate: 2026-11-20\n---\nimport X from './x'\n\n# Who *pays*?\n\n{{< toc >}}\n\n"
                  "```\ncode\n```\n\n![A boat](boat.jpg \"t\")\n\n## A subheading\nFour **ministries**[^1] and a "
                  "[vote](https://h.example)\non <b>Thursday</b>.{: .lead}\n\nMore.\n")
    assert (article.title, article.teaser) == ("Who pays?", "Four ministries and a vote on Thursday.")
    assert (article.image, article.alt) == (f"{BASE}night-train/boat.jpg", "A boat")


@pytest.mark.parametrize("mark", ["<!--more-->", "<!-- more -->", "<!-- MORE -->"])
def test_what_stands_above_the_mark_is_the_teaser(mark: str) -> None:
    """All of it."""
    assert one(f"---\ntitle: A\n---\nOne.\n\nTwo.\n{mark}\nThree.").teaser == "One. Two."


def test_a_file_without_anything_is_called_by_its_name() -> None:
    """Dashes are blanks; a date in the name is none of its words."""
    article = one("---\nlayout: post\n---\nText.\n", name="2026-11-03-who-pays_for.md")
    assert (article.title, article.published) == ("Who pays for", datetime(2026, 11, 3, tzinfo=UTC))
    with pytest.raises(NothingNew, match="nothing stands in it"):
        markdown.read(b"---\nlayout: post\n---\n", name="a.md")


@pytest.mark.parametrize(("name", "keys", "base", "url"), [
    ("a.md", "", BASE, f"{BASE}a/"),
    ("2026-11-03-a.md", "", BASE, f"{BASE}a/"),
    ("x/a/index.md", "", BASE, f"{BASE}x/a/"),
    ("x/a.md", "slug: b", BASE, f"{BASE}x/b/"),
    ("Ein Fall.md", "", BASE, f"{BASE}Ein-Fall/"),
    ("a.md", "permalink: /2026/who-pays.html", BASE, "https://halyard.example/2026/who-pays.html"),
    ("a.md", "url: /w/", BASE, "https://halyard.example/w/"),
    ("a.md", "permalink: https://other.example/a", "", "https://other.example/a"),
    ("a.md", "canonical_url: https://other.example/a", BASE, "https://other.example/a"),
    ("2026-11-03-a.md", "permalink: /:year/:month/:title/", BASE, "https://halyard.example/2026/11/a/"),
    ("2026-11-03-a.md", "", "https://halyard.example:8080/:year/:month/:day/:slug.html",
     "https://halyard.example:8080/2026/11/03/a.html"),
    ("a.md", "", "https://halyard.example/:year/:slug", ""),
    ("a.md", "permalink: '/{{ page.date }}/'", BASE, f"{BASE}a/"),
    ("a.md", "permalink: false", BASE, f"{BASE}a/"),
    ("a.md", "permalink: javascript:alert(1)", BASE, f"{BASE}a/"),
    ("a.md", "", "", ""), ("a.md", "slug: b", "", ""), ("a.md", "url: /w/", "", ""),
])
def test_addresses_are_made_as_sites_make_them(site: Path, name: str, keys: str, base: str, url: str) -> None:
    """From the front matter's own, else from the slug or the file's place below the folder; never without a base."""
    put(site, {name: f"---\ntitle: A\n{keys}\n---\n"})
    assert read(site, base).articles[0].url == url


def test_without_addresses_the_way_to_them_is_said(site: Path) -> None:
    """And only then."""
    put(site, {"a.md": YAML})
    assert read(site).advice == ()
    assert read(site, "").advice[0].startswith("1 of 1 articles without an address — say where the folder stands")
    assert sources.read("site/content/posts", root=site, base=BASE.rstrip("/")).articles[0].url == f"{BASE}a/"


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_read_the_newest_first(site: Path) -> None:
    """Those of one day by their names, those without a date last; each has its place."""
    put(site, {"b.md": "---\ntitle: B\ndate: 2026-11-03\n---\n", "a.md": "---\ntitle: A\ndate: 2026-11-03\n---\n",
               "z/new.markdown": "+++\ntitle = 'New'\ndate = 2026-11-05\n+++\n", "0.md": "---\ntitle: Undated\n---\n",
               "c.txt": "no"})
    reading = read(site)
    assert [(article.title, article.place) for article in reading.articles] == [
        ("New", 0), ("A", 1), ("B", 2), ("Undated", 3)]
    assert (reading.kind, reading.name) == ("markdown", str(site / "site/content/posts"))
    assert {article.source for article in reading.articles} == {reading.name}


def test_a_note_among_the_pieces_is_left_out_and_told(site: Path) -> None:
    """Where files have front matter, one without is none of them; where none has any, all are pieces."""
    put(site, {"notes.md": "# Ideas\n\nAsk the ministry.", "todo-list.md": "Call back."})
    assert len(read(site).articles) == 2
    put(site, {"a.md": YAML})
    reading = read(site)
    assert [article.url for article in reading.articles] == [f"{BASE}a/"]
    assert [line.partition("posts/")[2] for line in reading.unplaced] == [
        "notes.md: no front matter, as the other files have it",
        "todo-list.md: no front matter, as the other files have it"]


def test_what_is_no_piece_is_left_alone(site: Path) -> None:
    """Hidden, of programs, about the folder or the repository; drafts are told."""
    put(site, {name: YAML for name in (
        ".git/a.md", ".hidden.md", "node_modules/x/a.md", "_index.md", "_index.de.md", "index.md", "README.md",
        "x/_index.md", "CHANGELOG.md", "_site/a.md")})
    put(site, {"good.md": YAML, "_drafts/d.md": YAML, "draft.md": YAML.replace("lang: en-GB", "draft: true"),
               "off.md": YAML.replace("lang: en-GB", "published: false")})
    reading = read(site)
    assert [article.url for article in reading.articles] == [f"{BASE}good/"]
    assert [Path(line.partition(": ")[0]).name for line in reading.unplaced] == ["d.md", "draft.md", "off.md"]
    assert all(line.endswith("not published yet (draft)") for line in reading.unplaced)


def test_one_broken_file_does_not_stop_the_others(site: Path) -> None:
    """It is told with file and line."""
    put(site, {"a.md": YAML, "b.md": "---\ntitle: A: B\n---\n", "c.md": b"a\0b", "d.md": "\xe4".encode("cp1252")})
    reading = read(site)
    assert len(reading.articles) == 1
    assert [line.partition(": ")[0].rpartition("/")[2] for line in reading.unplaced] == ["b.md:2", "c.md", "d.md:1"]


def test_links_out_of_the_folder_are_not_followed(site: Path) -> None:
    """Nor round in a circle; one to a file within is the file."""
    (site / "secret.md").write_text("# Secret\n\nText.")
    put(site, {"a.md": YAML})
    posts = site / "site" / "content" / "posts"
    (posts / "out.md").symlink_to(site / "secret.md")
    (posts / "gone.md").symlink_to(site / "nothing.md")
    (posts / "circle").symlink_to(posts)
    (posts / "self.md").symlink_to(posts / "self.md")
    (posts / "up").symlink_to(site)
    assert [article.url for article in read(site).articles] == [f"{BASE}a/"]


def test_what_is_no_file_is_not_opened(site: Path) -> None:
    """A pipe would wait for ever."""
    put(site, {"a.md": YAML})
    os.mkfifo(site / "site/content/posts/pipe.md")
    assert len(read(site).articles) == 1


def test_deep_and_wide_folders_come_to_an_end(site: Path) -> None:
    """What was not looked at is told."""
    put(site, {"a.md": YAML, "/".join("d" * 20) + "/b.md": YAML})
    reading = read(site)
    assert len(reading.articles) == 1
    assert reading.unplaced[0].endswith("folders nested more than 12 deep were not looked at")


def test_an_empty_folder_is_no_mistake(site: Path) -> None:
    """Exit 6, not 3."""
    with pytest.raises(NothingNew, match="there is no Markdown file in this folder"):
        read(site)
    put(site, {"a.md": "---\ntitle: A\ndraft: true\n---\n"})
    with pytest.raises(NothingNew, match=r"none of the 1 Markdown files .*a.md: not published yet \(draft\)"):
        read(site)


def test_pictures_are_found_where_sites_keep_them(site: Path) -> None:
    """Beside the page, in the site's static folder, up and across; as paths from the publication."""
    for name in ("site/content/posts/x/cover.jpg", "site/static/img/s.jpg", "site/content/shared.jpg"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(b"x")
    put(site, {"x/index.md": "---\nimage: cover.jpg\n---\n# A", "y.md": "---\nimage: /img/s.jpg\n---\n# B",
               "z.md": "---\ntitle: C\n---\n![](../shared.jpg)\n", "zz.md": "---\nimage: /img/elsewhere.jpg\n---\n# D"})
    assert [article.image for article in read(site).articles] == [
        "site/content/posts/x/cover.jpg", "site/static/img/s.jpg", "site/content/shared.jpg",
        "https://halyard.example/img/elsewhere.jpg"]


def test_pictures_outside_the_publication_are_not_shown(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """By no detour; nor is anything of a folder elsewhere on the disk, whose pictures are taken from the web."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "private.jpg").write_bytes(b"x")
    (outside / "p").mkdir()
    (outside / "p" / "a.md").write_text("---\ntitle: A\nimage: ../private.jpg\n---\n")
    (outside / "p" / "own.jpg").write_bytes(b"x")
    (outside / "p" / "b.md").write_text("---\ntitle: B\nimage: own.jpg\n---\n")
    up = os.path.relpath(outside / "private.jpg", site / "site/content/posts")
    (site / "site/content/posts/link.jpg").symlink_to(outside / "private.jpg")
    for number, image in enumerate((up, f"{outside}/private.jpg", "link.jpg", f"file://{outside}/private.jpg")):
        put(site, {f"{number}.md": f"---\ntitle: A\nimage: {image}\n---\n"})
    assert {article.image for article in read(site, "").articles} == {""}
    assert [article.image for article in sources.read(str(outside / "p"), root=site, base=BASE).articles] == [
        f"{BASE}private.jpg", f"{BASE}b/own.jpg"]


# ── what kind it is, and harm ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "text", "kind"), [
    ("a.md", YAML, "markdown"), ("a.txt", YAML, "markdown"), ("a.md", TOML, "markdown"), ("a.md", JSON, "markdown"),
    ("a.md", "# Archive\n\nA first headline\n\nA teaser that says what it is about.\n", "listing"),
    ("a.md", "---\n\nA first headline\n\nA teaser that says what it is about.\n", "listing"),
    ("a.json", JSON.rpartition("\n\n")[0], "table"),
])
def test_front_matter_makes_the_kind(tmp_path: Path, name: str, text: str, kind: str) -> None:
    """A text without it stays a listing."""
    (tmp_path / name).write_text(text)
    assert sources.read(name, root=tmp_path).kind == kind


def trusted(reading: Reading) -> None:
    for article in reading.articles:
        for text in (article.title, article.teaser, article.alt, article.byline, article.section, *article.tags):
            text.encode()
            assert "\n" not in text
        assert article.title
        for url in (article.url, article.image):
            assert not url or url.startswith(("http://", "https://"))


@pytest.mark.parametrize("body", [
    "{{" * 200_000, "{%" * 200_000, "<!--" * 200_000, "![" * 200_000, "![a](" * 100_000, "[" * 100_000, "> " * 100_000,
    "*a _b " * 50_000, "`" * 100_000, "<div>" * 50_000, "a\n" * 500_000,
])
def test_no_body_takes_long(body: str) -> None:
    """Only its beginning is looked at, and no pattern runs away."""
    began = time.process_time()
    trusted(markdown.read(f"---\ntitle: A\n---\n{body}".encode(), name="a.md"))
    assert time.process_time() - began < 2


KEYS = st.sampled_from(("title", "date", "image", "tags", "slug", "url", "draft", "cover", "authors"))


def made_of(parts: tuple[str, list[tuple[str, str, str]], str]) -> str:
    fence, keys, body = parts
    return f"{fence}\n{''.join(map(''.join, ((*key, chr(10)) for key in keys)))}{fence}\n{body}"


@settings(max_examples=250, deadline=None)
@given(st.one_of(
    st.binary(),
    st.tuples(st.sampled_from(("---", "+++")), st.lists(st.tuples(KEYS, st.sampled_from((": ", " = ")), st.text())),
              st.text()).map(made_of),
    st.tuples(st.sampled_from((YAML, TOML, JSON)), st.integers(0, 300), st.text(), st.integers(0, 30))
    .map(lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + made[3]:]),
))
def test_nothing_ends_in_a_traceback(data: str | bytes) -> None:
    """Whatever the bytes: an article that can be trusted, or one of our own refusals."""
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    assert 0 <= markdown.accepts(raw, "text/markdown") <= 1
    try:
        trusted(markdown.read(raw, name="a.md", base=BASE))
    except NewsletterError as error:
        str(error).encode()
