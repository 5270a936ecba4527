"""A logo that shines through → the same with a fine white line round all it shows, so that it survives the night.

A dark name on nothing cannot be read where a mail program turns the paper dark, and no style of ours is asked where it
does so by force. The line is part of the picture: on light paper nobody sees it, on dark paper it holds the letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# In pixels of the file, of which two make one of CSS; and how soft its outer edge is.
_LINE = 3
_SOFT = 0.8


def outlined(image: Image) -> Image:
    """Return a picture with the line, larger by it on every side; one that nothing shines through as it is."""
    if image.mode != "RGBA" or image.getextrema()[3][0] == 255:
        return image
    from PIL import Image, ImageFilter, ImageOps

    larger = ImageOps.expand(image, 2 * _LINE, (255, 255, 255, 0))
    around = larger.getchannel("A").filter(ImageFilter.MaxFilter(2 * _LINE + 1)).filter(ImageFilter.GaussianBlur(_SOFT))
    line = Image.new("RGBA", larger.size, "white")
    line.putalpha(around)
    line.alpha_composite(larger)
    return line
