"""Where a site's WordPress has its interface → the address of its posts. Shared by the kinds of sources; no kind itself."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

AT_A_TIME = 50
"""How many posts are asked for at a time; WordPress allows 100."""

_POSTS = "wp/v2/posts"


def posts_address(interface: str) -> str:
    """Return the address of a site's newest posts, with all that belongs to them.

    Args:
        interface: where the interface begins: ``https://…/wp-json/`` or ``https://…/?rest_route=/``.
    """
    if "rest_route=" in interface:
        return asking(interface, {"rest_route": f"/{_POSTS}", "_embed": "1", "per_page": str(AT_A_TIME)})
    return asking(f"{interface.rstrip('/')}/{_POSTS}", {"_embed": "1", "per_page": str(AT_A_TIME)})


def asking(url: str, more: dict[str, str]) -> str:
    """Return an address with these parameters in place of its own of the same name."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | more
    return urlunsplit(parts._replace(query=urlencode(asked, safe="/,:"), fragment=""))
