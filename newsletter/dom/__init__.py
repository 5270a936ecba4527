"""Foreign HTML → what is worth having of it: its elements, its text, its pictures. The only room that knows lxml.

Foreign markup is never trusted to be well-formed, shallow or honest; nothing read here is ever printed as markup.
"""

from __future__ import annotations

from newsletter.dom.charset import decode
from newsletter.dom.node import Node, parse
from newsletter.dom.outline import ForeignLink, Outline, Paragraph, outline
from newsletter.dom.pictures import ForeignPicture, background_in, pictures, pictures_in
from newsletter.dom.tags import COMMENT, Attribute, Lines, Piece, attributes, pieces

__all__ = [
    "COMMENT", "MAX_DEPTH", "Attribute", "ForeignLink", "ForeignPicture", "Lines", "Node", "Outline", "Paragraph", "Piece",
    "attributes", "background_in", "decode", "outline", "parse", "pictures", "pictures_in", "pieces",
]

# Beyond a depth of 254 libxml2 drops content in silence, and mrml and other compiled parsers end the whole process
# somewhere above 8,000. Nothing an editor or a magazine writes is nested deeper than this.
MAX_DEPTH = 50
