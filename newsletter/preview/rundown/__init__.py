"""The rundown: blocks and stories of an issue as rows beside the letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute

from newsletter.preview.desk import Desk


def routes(desk: Callable[[Request], Desk]) -> Sequence[BaseRoute]:
    """Return the routes under ``/rundown``.

    Args:
        desk: finds the issue that a request names by ``?issue=``; raises HTTPException 404 where there is none.
    """
    return ()
