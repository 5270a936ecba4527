"""Requests → the page, and what the page asks for. All of it is GET but what the rundown changes, and what asks the web.

Every answer is made of what a board holds or of the page's own files, which were read before: no address leads to a
file.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from newsletter.errors import NewsletterError
from newsletter.preview import rundown
from newsletter.preview.answers import STATIC, Answer, Answers, static
from newsletter.preview.guard import Guard, local_hosts
from newsletter.preview.phone import Phone


def app(answers: Answers, port: int, token: str, phone: Phone | None = None) -> Guard:
    """Return the application that shows issues, to this machine only.

    Args:
        port: the port it will be asked on.
        token: what its page sends with every change.
        phone: where a phone finds the letter; None where it was not asked for.
    """
    words = {
        "token": token,
        "rundown": str((STATIC / "rundown.js").is_file()).lower(),
        "phone": phone.address if phone else "",
    }
    given: dict[str, Answer] = {
        **{f"/{path.name}": static(path) for path in STATIC.iterdir() if path.suffix in (".css", ".js")},
        "/": answers.start(static(STATIC / "page.html", **words)),
        "/phone.svg": _picture(phone.svg() if phone else b""),
        "/issues": answers.issues,
        "/issues/events": answers.changes,
        "/thumbnail": answers.thumbnail,
        "/standing": answers.standing,
        "/letter": answers.letter,
        "/pictures/{name}": answers.picture,
        "/words": answers.words,
        "/sizes": answers.sizes,
        "/findings": answers.findings,
        "/choices": answers.choices,
        "/forms/{form}": answers.form,
        "/events": answers.events,
    }
    routes = [Route(path, answer, methods=["GET"]) for path, answer in given.items()]
    asking = Route("/links", answers.links, methods=["POST"])  # which no other page may make us do
    inside = Starlette(
        routes=[*routes, asking, *rundown.routes(answers.desk)], exception_handlers={NewsletterError: _told_why})
    return Guard(inside, local_hosts(port), token)


async def _told_why(_request: Request, error: Exception) -> Response:
    """Say what is wrong with the files, which is no fault of the request."""
    return PlainTextResponse(str(error), status_code=409)


def _picture(svg: bytes) -> Answer:
    async def endpoint(_request: Request) -> Response:
        return Response(svg, media_type="image/svg+xml", status_code=200 if svg else 404)
    return endpoint
