"""A Letter for one service → the files that its import form wants, and HANDOVER.md, which says what to do with them.

Pure: the same letter, service and publication give the same bytes. The shell writes them as a folder or as one zip.
"""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.export.names import is_of_a_pack
from newsletter.export.packing import Pack, packed
from newsletter.export.zipping import zipped
from newsletter.model import Issue, Letter, Publication, Service

__all__ = ["Pack", "is_of_a_pack", "pack", "packed", "zipped"]


def pack(letter: Letter, service: Service, publication: Publication, issue: Issue) -> Mapping[str, bytes]:
    """Return relative name → bytes of all that is handed to a service; see `packed`, which also says what is lost."""
    return packed(letter, service, publication, issue).files
