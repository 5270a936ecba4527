"""A template and what it sees → text, or the place in a template where it went wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter import prose
from newsletter.compose.lines import with_numbers
from newsletter.errors import InputError, TemplateError
from newsletter.files import shown

if TYPE_CHECKING:
    from newsletter.compose.environment import Environment


def rendered(shelves: Iterable[Path], template: str, view: Mapping[str, Any], numbered: bool = False) -> str:
    """Return what a template makes of a view. Raises TemplateError naming template and line.

    Args:
        shelves: template folders in order of precedence.
        numbered: as `newsletter.compose.compose` has it.
    """
    environment = _environment(tuple(map(str, shelves)), numbered)
    environment.turn += 1
    environment.steps = 0
    made = _told(lambda: environment.get_template(template).render(view))
    if len(made) > _LONGEST:
        what = f"the templates make {len(made) / 1e6:,.0f} million characters of this issue; at most {_LONGEST / 1e6:,.0f} are a letter"
        raise TemplateError(what, todo="take what repeats them out of templates/", where=template)
    return made


# The longest issue file, of 3,000 stories, makes a tenth of it; every step that follows takes time by this length.
_LONGEST = 5_000_000


def _told(render: Callable[[], str]) -> str:
    """Render; what goes wrong in a template is told with its file and line."""
    from jinja2 import TemplateError as JinjaError, TemplateNotFound, TemplateSyntaxError

    try:
        return render()
    except TemplateNotFound as error:
        what = f"there is no template {error.name}"
        raise TemplateError(what, todo="put it into templates/", where=_template_line()) from error
    except RecursionError as error:
        what = "this template includes itself"
        raise TemplateError(what, todo="take that line out", where=_template_line()) from error
    except MemoryError as error:
        what = "this template makes more than fits into memory"
        raise TemplateError(what, todo="mend this line", where=_template_line()) from error
    except TemplateSyntaxError as error:
        where = f"{shown(error.filename or error.name or 'a template')}:{error.lineno}"
        raise TemplateError(_sentence(error.message), todo="mend this line", where=where) from error
    except (JinjaError, InputError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        where = _template_line()
        if not where:
            raise
        raise TemplateError(_sentence(str(error)), todo="mend this line", where=where) from error


def _sentence(message: str | None) -> str:
    said = (message or "the template is broken").strip().rstrip(".")
    return re.sub(r"^'[\w. ]+ object' has no attribute", "there is nothing here called", said)


def _template_line() -> str:
    """Return file:line of the innermost template in the traceback being handled; Jinja2 puts its own lines there."""
    where, trace = "", sys.exc_info()[2]
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".mjml", ".txt", ".css")):
            where = f"{shown(name)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return where


@cache
def _environment(shelves: tuple[str, ...], numbered: bool) -> Environment:
    """Return the templates of these shelves."""
    from newsletter.compose.environment import Environment

    environment = Environment(shelves, with_numbers if numbered else None)
    environment.filters["wrap"] = lambda text, first="", rest="": prose.wrap(str(text), first=first, rest=rest)
    environment.filters["underline"] = _underline
    environment.filters["capitals"] = prose.capitals
    environment.filters["runs"] = prose.runs
    environment.filters["in_a_line"] = _in_a_line
    environment.filters["together"] = _together
    return environment


# Links up to this many characters fit on one line of the smallest telephone.
_SHORT = 30
_SHORT_LINK = re.compile(rf"(<a\b[^<>]*>)([^<>]{{1,{_SHORT}}})(?=</a>)")


def _together(html: str) -> Any:
    """Return HTML in whose lines no short link is broken, and none begins with the dot between two of them."""
    from markupsafe import Markup

    whole = _SHORT_LINK.sub(lambda found: found[1] + found[2].replace(" ", "\u00a0"), str(html))
    return Markup(whole.replace(" \u00b7 ", "\u00a0\u00b7 "))


# First strong isolate, pop directional isolate (Unicode Bidirectional Algorithm, 2.4).
_ISOLATE, _END = "\u2068", "\u2069"


def _in_a_line(parts: Iterable[str], direction: str, between: str = " \u00b7 ") -> str:
    """Return words of plain text in one line; of several, those that run the other way turn none of the others round."""
    said = [part for part in parts if part]
    turned = [len(said) > 1 and prose.runs(part) not in ("", direction) for part in said]
    return between.join(f"{_ISOLATE}{part}{_END}" if other else part for part, other in zip(said, turned, strict=True))


def _underline(text: str, sign: str = "-") -> str:
    widest = max(map(prose.display_width, text.split("\n")))
    return f"{text}\n{sign * min(widest, prose.TEXT_WIDTH)}"
