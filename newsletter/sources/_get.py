"""How a kind of source asks for one more address: what `sources.read` was given, or `newsletter.web` with its guard.

Shared by the kinds of sources; no kind itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsletter.web import Fetched

Get = Callable[[str], "Fetched"]
"""An http(s) address → what came. Raises what `newsletter.web.fetch` raises. An answer with status 304 (nothing new
since the caller last asked) has no data: a kind takes it for “nothing more”."""
