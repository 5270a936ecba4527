"""Jinja2 as letters need it: sandboxed, strict, escaping, quick to look at what it may look at. Imported when used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from contextlib import suppress
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.compose.desk import PlacedPicture
from newsletter.compose.shelves import first
from newsletter.compose.views import View
from newsletter.errors import OutsideError, TemplateError
from newsletter.files import cache_folder, own_bytes, own_folder, write


class Environment(ImmutableSandboxedEnvironment):
    """The templates of some shelves; sandboxed, since a publication may bring its own.

    Attributes:
        turn: raise it where files may have changed; within one turn each is looked at once.
        intercepted_binops: the operators that could make something without end, which `call_binop` bounds.
        steps: turns of loops and calls of macros so far; set it to 0 in front of each letter.

    Args:
        shelves: template folders in order of precedence.
        reworked: what is made of each template's source, given it and its name, before it is compiled.
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, shelves: tuple[str, ...], reworked: Callable[[str, str], str] | None = None) -> None:
        self.turn = 0
        self.steps = 0
        super().__init__(
            loader=_Loader(shelves, reworked),
            bytecode_cache=_Compiled("numbered-" if reworked else ""),
            # Never by the file's ending alone: `select_autoescape` leaves .mjml unescaped.
            autoescape=_escapes,
            undefined=jinja2.StrictUndefined,
            # Where no compiled template is kept, folding its constants costs more (18 of 145 ms) than it saves.
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        del self.globals["lipsum"]  # no letter needs words that mean nothing, and it would make them without end

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return a template's tree, each loop and macro in it counted: the sandbox bounds a range, not ranges in ranges."""
        tree = super()._parse(source, name, filename)
        for part in tree.find_all((nodes.For, nodes.Macro)):
            count = nodes.Call(nodes.EnvironmentAttribute("step"), [], [], None, None)
            part.body.insert(0, nodes.ExprStmt(count).set_lineno(part.lineno).set_environment(self))
        return tree

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a product or a power. Raises TemplateRuntimeError where it is longer than any letter: the sandbox bounds neither."""
        if operator == "**" and any(isinstance(number, int | float) and abs(number) > _MOST_TO_POWER for number in (left, right)):
            raise jinja2.TemplateRuntimeError(f"{left} ** {right} is more than any letter needs")
        many, times = (right, left) if isinstance(left, int) else (left, right)
        if isinstance(times, int) and isinstance(many, Sized) and len(many) * times > _LONGEST:
            raise jinja2.TemplateRuntimeError(f"{times:,} times the same is longer than any letter")
        return super().call_binop(context, operator, left, right)

    def step(self) -> None:
        """Count one step. Raises TemplateRuntimeError where no letter needs so many."""
        self.steps += 1
        if self.steps > _STEPS:
            raise jinja2.TemplateRuntimeError(f"the templates go on and on: more than {_STEPS:,} turns of loops and macros")

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute as the sandbox allows it.

        What a view or a mapping holds was put there for templates, and there is nothing else in a picture or a loop; to
        ask the sandbox each time is a third of composing (measured).
        """
        kind = type(obj)
        if not attribute.startswith("_"):
            if kind in (View, TemplateModule) and attribute in vars(obj):
                return vars(obj)[attribute]
            if kind is dict and attribute in obj and not hasattr(dict, attribute):
                return obj[attribute]
            if kind in (LoopContext, PlacedPicture) and hasattr(obj, attribute):
                return getattr(obj, attribute)
        return super().getattr(obj, attribute)


# Signs, or members, that come of repeating some; and the most that a power is made of.
_LONGEST = 1_000_000
_MOST_TO_POWER = 1_000

# The longest issue file, of 3,000 stories, takes a tenth of it; they are gone through in two seconds.
_STEPS = 250_000


def _escapes(name: str | None) -> bool:
    return not (name or "").endswith((".txt", ".css"))


class _Loader(jinja2.FileSystemLoader):
    def __init__(self, shelves: tuple[str, ...], reworked: Callable[[str, str], str] | None) -> None:
        super().__init__(shelves)
        self._shelves = shelves
        self._reworked = reworked

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            source, name, current = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            raise TemplateError(f"the template {template} is not in UTF-8", todo="save it as UTF-8") from error
        if not any(Path(name).resolve().is_relative_to(Path(shelf).resolve()) for shelf in self._shelves):
            raise TemplateError(f"the template {template} is a link to elsewhere", todo="put the file itself there")
        # Jinja2 only watches the file it found; one that comes to stand before it counts as well.
        is_current = _once_a_turn(environment, lambda: current() and first(self._shelves, template) == name)
        return self._reworked(source, template) if self._reworked else source, name, is_current


def _once_a_turn(environment: Environment, question: Callable[[], bool]) -> Callable[[], bool]:
    """Return a question that is asked once a turn, and then answered as before: a letter asks 100 times of 30 files."""
    asked, answer = environment.turn, True

    def ask() -> bool:
        nonlocal asked, answer
        if asked != environment.turn:
            asked, answer = environment.turn, question()
        return answer

    return ask


class _Compiled(BytecodeCache):
    """Templates as they were compiled, in the user's cache: compiling them takes a third of a short command (measured).

    An entry counts only for the very source, Jinja2 and Python it was made of and by. It is run as it is, so that it
    counts only as this user wrote it: whole, and in a folder that is nobody else's. Where none can be kept, nothing is.

    Args:
        kind: begins the file's name: templates that are reworked before they are compiled are kept apart.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket where its template is kept; whatever is wrong with an entry, the template is compiled anew."""
        if folder := _folder():
            with suppress(Exception):
                kept = own_bytes(folder / f"{self._kind}{bucket.key}")
                digest, code = kept[:_DIGEST], kept[_DIGEST:]
                if digest == sha256(code).digest():
                    bucket.load_bytecode(BytesIO(code))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        if folder := _folder():
            code = bucket.bytecode_to_string()
            with suppress(OutsideError):
                write(folder / f"{self._kind}{bucket.key}", sha256(code).digest() + code, force=True)


# What is damaged would not be refused by Python but run: it dies of that.
_DIGEST = sha256().digest_size


@cache
def _folder() -> Path | None:
    """Return where compiled templates are kept; None where others could put theirs."""
    by = f"jinja{jinja2.__version__}-{sys.implementation.cache_tag}-bounded"  # as `Environment` has it
    folder = cache_folder("templates") / by
    return folder if own_folder(folder) else None
