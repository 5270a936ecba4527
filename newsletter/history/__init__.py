"""Sent issues and imported letters → what they carried, so that nothing is carried twice.

Two shelves are looked through: the issues marked as sent (`sent`), and ``history.jsonl``, which remembers letters that
went out elsewhere before there was this publication (`ledger`; filled by `importing`).
"""

from __future__ import annotations

from newsletter.history.sent import History, history, last_letter, named, numbers_elsewhere, recent

__all__ = ["History", "history", "last_letter", "named", "numbers_elsewhere", "recent"]
