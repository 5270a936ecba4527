"""Links: what is wrong with an address as it is written, and, where the web may be asked, what is behind it."""

from __future__ import annotations

from newsletter.checks.links import behind, together, trusted, written

__all__ = ["behind", "together", "trusted", "written"]
