"""The text of an issue file → the same text with one thing changed: a key, a remark, a story, a block.

Pure. Everything else is kept to the byte: remarks, blank lines, order, indents, the quotes of other values. What comes
out is read again, and differs in nothing but what was asked for; where the way something is written does not allow
that, it is refused. Positions are those of `newsletter.model.issue`, as they stand before the change.

All raise `Mistakes` for a text that is no TOML, InputError for a position that is not there, and Refused for what cannot
be changed alone. `name` is the file, as messages name it. Standing matter is changed in the same way.
"""

from __future__ import annotations

from newsletter.issue.editing.blocks import insert_block, move_block
from newsletter.issue.editing.keys import put, remark, remark_at, switch
from newsletter.issue.editing.stories import insert_story, move_story

__all__ = ["insert_block", "insert_story", "move_block", "move_story", "put", "remark", "remark_at", "switch"]
