"""A WordPress site's posts as its own interface gives them (REST API, ``/wp-json/wp/v2/posts``) → articles.

As the REST API Handbook has it (Pagination, "Linking and Embedding"); `post` reads one of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from newsletter.errors import InputError, NewsletterError, NothingNew
from newsletter.model import Reading
from newsletter.sources import _fields
from newsletter.sources._get import Get
from newsletter.sources._item import article
from newsletter.sources._posts import AT_A_TIME, asking, posts_address
from newsletter.sources.wordpress.post import Post, item, part_of, rendered, site_name

ABOUT = "A WordPress site's own interface (REST API): its posts with pictures, authors and categories."

# Where to stop: a weekly needs its last weeks, not its archive.
_MOST_POSTS, _MOST_PAGES = 100, 5
_UNASKED = 10
"""How many posts WordPress gives where nobody says how many."""

_BEGINNING = 16_384
_POST = re.compile(rb'"(?:title|guid|excerpt)"\s*:\s*\{\s*"(?:rendered|protected|raw)"\s*:')
_INDEX = re.compile(rb'"namespaces"\s*:\s*\[[^\]]{0,2000}"(?:wp\\?/v2|oembed)')
_REFUSAL = re.compile(rb'\s*\{\s*"code"\s*:\s*"\w{3,80}"\s*,\s*"message"\s*:')


def accepts(data: bytes, media_type: str) -> float:  # noqa: ARG001 - every kind is called the same way
    """Return how sure it is that bytes are an answer of WordPress: posts, its table of contents, or a refusal."""
    start = data[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"[", b"{")):
        return 0.0
    if _POST.search(start) or (start.startswith(b"{") and _INDEX.search(start)):
        return 1.0
    return 0.9 if _REFUSAL.match(start) and b'"status"' in start else 0.0


def read(  # noqa: ARG001 - every kind is called the same way
    data: bytes, *, name: str, base: str = "", folder: Path | None = None, get: Get | None = None
) -> Reading:
    """Return the posts of a WordPress site, the newest first, as far as `_MOST_POSTS`.

    Args:
        name: the site as messages name it.
        base: address of the answer, or of a site whose posts are wanted; empty where there is none.
        folder: as for every kind; posts name no picture files.
        get: asks for the pictures and authors where they were left out, and for further posts.

    Raises:
        InputError: no answer of WordPress, or one that refuses.
        NothingNew: it holds no posts.
    """
    answer = _Answers(name, get).posts(data, base)
    posts, unplaced = _public(answer)
    if not posts:
        raise NothingNew("the site gives no posts", todo="look at the site for what it calls its articles", where=name)
    items = [article(item(post), name, place) for place, post in enumerate(posts)]
    is_bare = get is None and _is_bare(posts)
    advice = ("pictures, authors and categories are not in it — add _embed=1 to the address it is saved from",)
    return Reading(name=name, kind="wordpress", title=site_name(posts[0]), articles=tuple(filter(None, items)),
                   unplaced=unplaced, advice=advice if is_bare else ())


# ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Answers:
    """How one site is asked for its posts."""

    def __init__(self, name: str, get: Get | None) -> None:
        self._name = name
        self._get = get

    def posts(self, data: bytes, base: str) -> list[Post]:
        """Return the posts of an answer, with their pictures, and those of the pages after it."""
        answer = _parsed(data)
        if not isinstance(answer, (list, dict)):
            answer, base = self._posts_of(data, base)
        self._refuse(answer)
        if isinstance(answer, dict) and "namespaces" in answer:
            answer, base = self._posts_at(posts_address(base), answer)
        if isinstance(answer, dict):
            answer = [answer]
        elif _is_bare(answer) and base and self._get:
            answer, base = self._whole(answer, base)
        return list(self._on(answer, base))

    def _posts_of(self, data: bytes, site: str) -> tuple[Any, str]:
        """Return the posts of a site that was named by the address of one of its pages."""
        from newsletter.sources.page import interface

        todo = "name the address of its posts, which ends with /wp-json/wp/v2/posts"
        if not (self._get and site):
            raise InputError("this is no answer of WordPress", todo=todo, where=self._name)
        at = urlsplit(site)
        begins = interface(data, site) or f"{at.scheme}://{at.netloc}/wp-json/"
        return self._posts_at(posts_address(begins), {})

    def _posts_at(self, url: str, index: dict[str, Any]) -> tuple[Any, str]:
        if not (self._get and urlsplit(url).scheme):
            home = _fields.address(index.get("url"))
            saved = f"open {posts_address(home + '/wp-json')} and save that" if home else "save its posts instead"
            raise InputError("this is the interface's table of contents, not its posts", todo=saved, where=self._name)
        answer = _parsed(self._get(url).data)
        if not isinstance(answer, (list, dict)):
            todo = "look for its feed, or name its page of articles with kind = 'page'"
            raise InputError("this site does not answer as WordPress does", todo=todo, where=self._name)
        self._refuse(answer)
        return answer, url

    def _whole(self, answer: list[Any], base: str) -> tuple[list[Any], str]:
        """Return posts once more with their pictures and authors; as they are where the site does not give them."""
        more = {"_embed": "1"} if "per_page=" in base else {"_embed": "1", "per_page": str(AT_A_TIME)}
        url = asking(base, more)
        again = self._further(url)
        return (again, url) if again else (answer, base)

    def _on(self, posts: list[Any], base: str) -> Iterator[Post]:
        """Yield posts, and as long as pages are full those of the next."""
        count = 0
        said = dict(parse_qsl(urlsplit(base).query))
        at_a_time = int(said["per_page"]) if re.fullmatch(r"[1-9]\d{0,2}", said.get("per_page", "")) else _UNASKED
        for page in range(2, _MOST_PAGES + 2):
            yield from (post for post in posts[: _MOST_POSTS - count] if isinstance(post, dict))
            count += len(posts)
            is_last = len(posts) < at_a_time or count >= _MOST_POSTS or page > _MOST_PAGES
            if is_last or not base or not said.keys().isdisjoint(("page", "offset", "include")):
                return
            posts = self._further(asking(base, {"page": str(page)}))

    def _further(self, url: str) -> list[Any]:
        """Return one more page of posts; none where it does not come: what there is already must not be lost."""
        if self._get is None:
            return []
        try:
            answer = _parsed(self._get(url).data)
        except NewsletterError:
            return []
        return answer if isinstance(answer, list) else []

    def _refuse(self, answer: Any) -> None:
        """Raise what WordPress says instead of posts, in an editor's words."""
        if not (isinstance(answer, dict) and isinstance(answer.get("code"), str) and "title" not in answer):
            return
        code = _fields.words(answer["code"])[:80]
        if code in ("rest_no_route", "rest_disabled"):
            what, todo = "the site does not give its posts this way", "use its feed, or its page of articles"
        elif re.search(r"logged_in|forbidden|cannot|unauthori[sz]ed|auth", code):
            what, todo = "the site gives its posts only to those who log in", "use its feed, or its page of articles"
        else:
            said = _fields.words(answer.get("message"))[:200]
            what, todo = f"the site refused: {said or code}", "check the address"
        raise InputError(what, todo=todo, where=self._name)


def _parsed(data: bytes) -> Any:
    """Return what JSON says; None for what is none. Some sites let PHP's own complaints come first."""
    text = data.decode("utf-8-sig", "replace")
    begins = re.search(r"[\[{]\s*[\]{}\"]", text[:_BEGINNING])
    try:
        return json.loads(text[begins.start() :], strict=False) if begins else None
    except (ValueError, RecursionError):
        return None


def _is_bare(posts: list[Any]) -> bool:
    return bool(posts) and all(isinstance(post, dict) and "_embedded" not in post for post in posts)


def _public(posts: list[Post]) -> tuple[list[Post], tuple[str, ...]]:
    """Return the posts that everybody may read, and what is told of the others."""
    shown: list[Post] = []
    unplaced: list[str] = []
    for post in posts:
        if not isinstance(post.get("title"), (dict, str)) or post.get("type") == "attachment":
            continue
        if part_of(post, "content").get("protected") is True or post.get("status", "publish") != "publish":
            why = "behind a password" if post.get("status", "publish") == "publish" else "not published"
            unplaced.append(f"{rendered(post, 'title')} ({why})")
        else:
            shown.append(post)
    return shown, tuple(unplaced)
