"""Newsletter composer: articles → an issue → a letter, ready for any mailing service."""

__version__ = "0.1.0"
