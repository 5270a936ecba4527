"""``[checks]`` in newsletter.toml → how much each rule counts for this publication."""

from __future__ import annotations

from newsletter.checks._rules import rules
from newsletter.errors import InputError, at
from newsletter.files import did_you_mean, read_text, read_toml, shown, together
from newsletter.model import Publication
from newsletter.publication import FILE

LEVELS = ("off", "info", "warning", "error")


def levels(publication: Publication) -> dict[str, str]:
    """Return rule → level, as the publication says it. Raises `Mistakes`: a rule or a level that there is not."""
    wrong = [(key, todo) for key, level in publication.checks.items() if (todo := _mistake(key, level))]
    if wrong:
        raise together(InputError(f"[checks] {key}: {what}", todo=todo, where=setting_at(publication, "checks", key))
                       for key, (what, todo) in wrong)
    return dict(publication.checks)


def _mistake(key: str, level: object) -> tuple[str, str] | None:
    if key not in rules():
        return "there is no such check", did_you_mean(key.upper(), rules()) or "see: newsletter list checks"
    if level not in LEVELS:
        return f"it cannot count as {level!r}", f"write {key} = 'off', 'info', 'warning' or 'error'"
    return None


def setting_at(publication: Publication, *key: str) -> str:
    """Return ``file:line`` of a key of newsletter.toml, behind the table it stands in."""
    if publication.root is None:
        return FILE
    path = publication.root / FILE
    toml = read_toml(read_text(path), shown(path))
    return at(toml.name, toml.line(*key))


def settings_at(publication: Publication, value: str) -> str:
    """Return ``file:line`` where newsletter.toml says a value, such as an address; empty where it does not.

    A remark says it only where no other line does.
    """
    if publication.root is None or not value.strip():
        return ""
    path = publication.root / FILE
    lines = [(number, line) for number, line in enumerate(read_text(path).splitlines(), 1) if value in line]
    found = next((number for number, line in lines if not line.lstrip().startswith("#")), lines[0][0] if lines else 0)
    return at(shown(path), found) if found else ""
