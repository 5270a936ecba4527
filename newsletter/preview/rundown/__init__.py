"""The rundown: blocks and stories of an issue as rows beside the letter, and what is done to them there.

    asked       JSON of the page → the change that is asked for
    edits       an issue's text and that change → the text with it (pure; `newsletter.issue.editing` keeps the rest), by
                retyping, placing and picturing; hands: what these take and give
    finding     a change of the text as the page had it → the same of the text as it is now (pure)
    threeway    a text and two changed versions → one with both (pure)
    ledger      the issue file: one change at a time, whole at every moment; what each page can undo
    candidates  a story → the pictures that may be chosen        shelf   archive and earlier numbers → finds
    distant     pictures on the web → seen small, when the editor wants to see them
    rows        an issue → what the page shows                   answers requests → all of that
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from newsletter.preview.desk import Desk
from newsletter.preview.rundown.answers import Answers


def routes(desk: Callable[[Request], Desk]) -> Sequence[BaseRoute]:
    """Return the routes under ``/rundown``.

    Args:
        desk: finds the issue that a request names by ``?issue=``; raises HTTPException 404 where there is none.
    """
    answers = Answers(desk)
    asking = {"": answers.state, "/articles": answers.found, "/pictures": answers.pictures, "/picture": answers.picture,
              "/inboxes": answers.inboxes}
    changing = {"/change": answers.change, "/undo": answers.undo, "/redo": answers.redo}
    return [
        *(Route(f"/rundown{path}", answer, methods=["GET"]) for path, answer in asking.items()),
        *(Route(f"/rundown{path}", answer, methods=["POST"]) for path, answer in changing.items()),
    ]
