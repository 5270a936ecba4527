"""What the tests of the issue file share: four types of block, and how a text is read with them."""

from __future__ import annotations

from pathlib import Path

from newsletter import issue as issues
from newsletter.model import BlockType, Field, Issue

BLOCKS = {
    "button": BlockType(name="button", about="One thing to do.", path=Path("button.mjml"), fields={
        "text": Field(needs=True, about="the words on the button"),
        "url": Field(kind="link", needs=True, about="where it leads"),
    }),
    "lead": BlockType(name="lead", about="The first story.", stories="one", path=Path("lead.mjml")),
    "note": BlockType(name="note", about="Words of the editor.", path=Path("note.mjml"), fields={
        "text": Field(kind="markdown", needs=True, about="the words"),
    }),
    "section": BlockType(name="section", about="Several stories.", stories="many", path=Path("section.mjml"), fields={
        "title": Field(about="the heading above the stories"),
    }),
}


def parsed(text: str, *, standing: bool = False) -> Issue:
    return issues.parse(text, name="issues/047.toml", folder=Path("issues"), blocks=BLOCKS, standing=standing)
