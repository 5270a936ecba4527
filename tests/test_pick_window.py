"""Who is inside the window: by date, by when it was first seen, at midnight, and when the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pick_help import LEAD, NOON, REST, article, band, chosen, days_ago, headlines, reason

from newsletter.errors import UsageError
from newsletter.model import Article
from newsletter.pick import Settings, summary
from newsletter.pick.window import LATE

LISBON, SAO_PAULO = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/Sao_Paulo")

# ── midnight and the clock ───────────────────────────────────────────────────────────────────────────────────


def midnight(zone: ZoneInfo, day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), zone)


@pytest.mark.parametrize(("zone", "since", "until"), [
    (LISBON, "2026-11-16", "2026-11-23"),     # an ordinary week, from Monday to Monday
    (LISBON, "2026-03-23", "2026-03-30"),     # Sunday 29 March 2026, 01:00: an hour is left out
    (LISBON, "2026-10-19", "2026-10-26"),     # Sunday 25 October 2026, 02:00: an hour comes twice
    (SAO_PAULO, "2018-10-29", "2018-11-05"),  # Sunday 4 November 2018, 00:00: there is no midnight
    (SAO_PAULO, "2018-11-04", "2018-11-11"),  # a week that begins where no midnight is
    (SAO_PAULO, "2019-02-11", "2019-02-18"),  # Saturday 16 February 2019, 24:00: its last hour comes twice
])
def test_a_week_begins_and_ends_at_midnight_of_its_time_zone(zone, since, until):
    """To the second, whatever zone the articles are dated in, and however many hours the week has."""
    begins, ends = midnight(zone, since), midnight(zone, until)
    second = timedelta(seconds=1)
    at = {
        "Before": begins.astimezone(UTC) - second, "First": begins.astimezone(UTC),
        "Last": ends.astimezone(UTC) - second, "After": ends.astimezone(UTC),
    }
    for dated_in in (UTC, zone, timezone(timedelta(hours=9))):
        articles = [Article(title=title, published=moment.astimezone(dated_in)) for title, moment in at.items()]
        selection = chosen(articles, REST, since=begins, until=ends)
        assert headlines(selection, 1) == ["Last", "First"]
        assert reason(selection, "Before") == "out: older than the window by less than a minute"
        assert reason(selection, "After") == "out: dated after the window by less than a minute"


def test_the_hour_that_comes_twice_is_two_hours():
    """Half past one on 25 October 2026 is twice in Lisbon: an article of the first is before a window of the second."""
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LISBON)
    second = first.replace(fold=1)
    articles = [Article(title="First", published=first), Article(title="Second", published=second)]
    selection = chosen(articles, REST, since=second)
    assert headlines(selection, 1) == ["Second"]
    assert reason(selection, "First") == "out: older than the window by 1 hour"
    assert headlines(chosen(articles, REST), 1) == ["Second", "First"]
    assert Settings(since=first.replace(minute=45), until=second.replace(minute=15)).window
    with pytest.raises(UsageError, match="no article can be dated"):
        Settings(since=second.replace(minute=15), until=first.replace(minute=45))


# ── first seen ───────────────────────────────────────────────────────────────────────────────────────────────


def seen(title: str, dated: float | None, seen: float, **fields) -> Article:
    """Return an article dated, and first seen, so many days before noon of 20 November 2026."""
    return article(title, dated, seen=days_ago(seen), **fields)


def week(*articles: Article, **settings):
    return chosen([article("Else", 1), *articles], band("Culture"), since=days_ago(7), until=NOON, **settings)


def test_a_late_article_comes_in_and_says_so():
    """Dated before the window, first seen inside it: a window by dates alone would never show it to anybody."""
    selection = week(seen("Late", 17, 2))
    assert headlines(selection, 1) == ["Else", "Late"]
    assert reason(selection, "Late") == (
        "in: 2nd newest of Culture (dated 3 November 2026, first seen on 18 November 2026)"
    )
    assert reason(week(seen("Timely", 3, 2)), "Timely") == "in: 2nd newest of Culture"


def test_days_of_a_late_article_are_told_in_the_time_zone_of_the_window():
    """Half past eleven in the evening in São Paulo is the next day elsewhere."""
    dated = datetime(2026, 5, 4, 2, 30, tzinfo=UTC)
    late = Article(title="Late", published=dated, seen=dated + timedelta(days=6))
    selection = chosen([late], LEAD, since=midnight(SAO_PAULO, "2026-05-09"))
    assert reason(selection, "Late") == "in: newest (dated 3 May 2026, first seen on 9 May 2026)"


@pytest.mark.parametrize(("late", "why"), [
    (seen("L", 7 + LATE + 0.01, 2), "older than the window by 28 days"),
    (seen("L", 17, 2, backlog=True), "older than the window by 10 days"),
    (seen("L", 17, 8), "older than the window by 10 days"),
    (seen("L", 17, 0), "older than the window by 10 days"),
    (article("L", 17), "older than the window by 10 days"),
    (seen("L", -3, 1), "dated after the window by 3 days"),
    (seen("L", None, 9), "first seen before the window by 2 days"),
    (seen("L", None, 9, backlog=True), "first seen before the window by 2 days"),
    (seen("L", None, -1), "first seen after the window by 1 day"),
])
def test_what_is_outside_by_date_and_by_first_sight_stays_out(late, why):
    """Too old, a source's backlog, seen before or after the window, of no archive, dated in the future, undated."""
    assert reason(week(late), "L") == f"out: {why}"


@pytest.mark.parametrize("inside", [
    seen("L", 7 + LATE, 2), seen("L", 17, 7), seen("L", None, 7), seen("L", None, 2, backlog=True), article("L"),
    seen("L", 3, 9), seen("L", 3, 0),
])
def test_what_is_inside_by_date_or_by_first_sight_comes_in(inside):
    """At the edges, too; a date inside the window needs no more, and one without date and sight is never too old."""
    assert reason(week(inside), "L").startswith("in: ")


def test_undated_ones_of_a_source_stand_as_it_showed_them_the_latest_first():
    """Each time a page is read its places begin at 0: what it showed on Thursday stands before Monday's."""
    articles = [seen(title, None, days, source="page", place=place)
                for title, days, place in (("Mon 0", 4, 0), ("Mon 1", 4, 1), ("Thu 0", 1, 0), ("Thu 1", 1, 1))]
    assert headlines(chosen(articles, REST), 1) == ["Thu 0", "Thu 1", "Mon 0", "Mon 1"]


def test_what_was_seen_too_early_is_counted_in_words():
    """One and several, in the summary."""
    selection = week(seen("A", None, 9), seen("B", None, 10), seen("C", None, -1))
    assert summary(selection)[-1] == (
        "Left out: 2 articles were first seen before the window, 1 was first seen after the window."
    )


def test_a_late_article_at_the_edge_of_the_calendar_does_no_harm():
    """A feed may say the year 1, in a time zone where it is still the year 0 elsewhere."""
    first = Article(title="A", published=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))), seen=NOON)
    selection = chosen([first], REST, since=datetime(1, 1, 3, tzinfo=UTC))
    assert reason(selection, "A") == "in: newest of More (dated 1 January 1, first seen on 20 November 2026)"
