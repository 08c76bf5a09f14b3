"""What happens in a unit: visits, accidents and their restatements, disasters, tasks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from zhiben.simulation.events.model import (
    FAULTS,
    Event,
    Lists,
    Place,
    Span,
    Value,
    Version,
)
from zhiben.simulation.model import Enterprise

_FIELDS_AT_FAULT = {
    "inspection": (("unknown_word", "result"), ("no_number", "hazards_found")),
    "accident": (("unreadable", "occurred_on"), ("no_number", "deaths")),
    "disaster": (("unknown_word", "disaster_type"), ("no_number", "affected_people")),
    "task": (("required", "owner_unit"), ("unknown_word", "status")),
}


def events_of(kind: str, place: Place, span: Span, lists: Lists, fault: float) -> list[Event]:
    """What happens of one kind in a unit; a share of ``fault`` is at first told so that no night
    takes it."""
    made = _MAKERS[kind](place, span, lists)
    events = []
    for number, (versions, enterprise) in enumerate(made, start=1):
        told = list(versions)
        if span.rng.random() < fault:
            told = _faulty(kind, told, span)
        event_id = f"{place.unit.code}-{kind}-{number}"
        enterprise_id = enterprise.enterprise_id if enterprise else ""
        events.append(Event(event_id, place.unit, told, enterprise_id))
    return events


Made = Iterator[tuple[Sequence[Version], Enterprise | None]]


def _faulty(kind: str, told: list[Version], span: Span) -> list[Version]:
    rule, name = span.rng.choice(_FIELDS_AT_FAULT[kind])
    assert rule in FAULTS  # noqa: S101 - two lists that must stay one
    first, *later = told
    return [first.broken(rule, name), *later]


def _inspections(place: Place, span: Span, lists: Lists) -> Made:
    rng = span.rng
    for enterprise in place.enterprises:
        level = _level(enterprise)
        for _ in range(rng.randint(1, 2)):
            day, since = _day_before(span, 40)
            found = rng.choice((0, 0, 1, 2, 5))
            result = "referred" if found and rng.random() < 0.1 else _result(found)
            yield (
                [
                    Version(
                        since,
                        {
                            "county": place.unit.name,
                            "enterprise_name": enterprise.name,
                            "uscc": enterprise.uscc,
                            "inspected_on": day,
                            "inspector": lists.any("people", rng),
                            "result": result,
                            "hazards_found": found,
                            "check_topic": lists.any("topics", rng),
                            "standardisation": level,
                        },
                    )
                ],
                enterprise,
            )


def _level(enterprise: Enterprise) -> str | None:
    """The level of standardisation it holds, where its visitors write it down."""
    rng = Random(f"{enterprise.enterprise_id}/level")  # noqa: S311 - no secret
    return rng.choice(("none", "none", "third", "third", "third", "second", "first", None))


def _result(found: int) -> str:
    return "hazards_found" if found else "none_found"


def _accidents(place: Place, span: Span, lists: Lists) -> Made:
    """Accidents of last year and this one; some are restated in time, some late, up and down."""
    rng = span.rng
    last_year = span.start - timedelta(days=366)
    days = [last_year + timedelta(days=rng.randrange(366)) for _ in range(rng.randint(2, 4))]
    days += [span.start - timedelta(days=rng.randint(1, 12)) for _ in range(rng.randint(0, 1))]
    days += [span.any_night() for _ in range(rng.randint(0, 1))]
    for day in sorted(days):
        enterprise = rng.choice(list(place.enterprises))
        first = _accident(place, enterprise, day, span, lists)
        yield list(_restated(first, day, span)), enterprise


def _accident(place: Place, enterprise: Enterprise, day: date, span: Span, lists: Lists) -> Version:
    rng = span.rng
    since = max(day, span.start)
    fields: dict[str, Value] = {
        "county": place.unit.name,
        "occurred_on": day,
        "enterprise_name": enterprise.name,
        "address": f"{enterprise.town}{enterprise.address}",
        "sector": lists.any("sectors", rng),
        "accident_type": lists.any("accident_types", rng),
        "deaths": rng.choice((0, 0, 1, 1, 1, 2, 3)),
        "serious_injuries": rng.choice((0, 0, 0, 1, 2, 11)),
        "direct_loss_yuan": rng.choice((30, 85, 160, 1200)) * 10_000,
        "reported_on": min(day + timedelta(days=1), since),
    }
    return Version(since, fields)


def _restated(first: Version, day: date, span: Span) -> Iterator[Version]:
    """The first word, and for a third of them another number of deaths on a later night."""
    yield first
    later = [night for night in span.nights if night > first.since]
    if later and span.rng.random() < 0.4:
        deaths = int(str(first.fields["deaths"]))
        told = span.rng.choice([deaths + 1, max(0, deaths - 1)])
        if told != deaths:
            yield first.changed(span.rng.choice(later), deaths=told)


def _disasters(place: Place, span: Span, lists: Lists) -> Made:
    """Floods and storms of the last flood season (June to September), a few of other seasons."""
    rng = span.rng
    year = span.start.year if span.start.month > 9 else span.start.year - 1
    season = [date(year, rng.randint(6, 9), rng.randint(1, 30)) for _ in range(rng.randint(1, 3))]
    recent = [_day_before(span, 20)[0] for _ in range(rng.randint(0, 1))]
    for day in sorted({*season, *recent}):
        in_season = 6 <= day.month <= 9
        kinds = ("flood", "flood", "hail", "drought") if in_season else ("hail", "cold_and_snow")
        people = rng.randrange(20, 30_000)
        first = Version(
            max(day, span.start),
            {
                "county": place.unit.name,
                "town": rng.choice(list(place.unit.towns)) if place.unit.towns else "",
                "occurred_on": day,
                "disaster_type": rng.choice(kinds),
                "affected_people": people,
                "deaths": rng.choice((0, 0, 0, 0, 1)),
                "missing": 0,
                "direct_loss_yuan": rng.randrange(1, 900) * 10_000,
                "collapsed_rooms": rng.choice((0, 0, 3, 12)),
            },
        )
        later = [night for night in span.nights if night > first.since]
        grown = later and rng.random() < 0.3
        more = [first.changed(later[0], affected_people=people * 2)] if grown else []
        yield [first, *more], None


def _tasks(place: Place, span: Span, lists: Lists) -> Made:
    """Tasks of programmes; some become done while the nights pass."""
    rng = span.rng
    titles = list(lists.plain["tasks"])
    for title in rng.sample(titles, k=min(len(titles), rng.randint(3, 5))):
        target = rng.choice((None, 10, 40, 100))
        due = date(span.start.year, rng.choice((3, 6, 9, 12)), 28)
        first = Version(
            span.start,
            {
                "programme": lists.any("programmes", rng),
                "title": title,
                "owner_unit": lists.any("owners", rng),
                "owner_person": lists.any("people", rng),
                "county": place.unit.name,
                "due_on": due,
                "done_on": None,
                "status": rng.choice(("open", "in_progress", "in_progress", "cancelled")),
                "quantity_target": target,
                "quantity_done": rng.randrange(target) if target else None,
            },
        )
        night = span.any_night(1)
        is_done = night > span.start and rng.random() < 0.3
        done = first.changed(night, status="done", done_on=night, quantity_done=target)
        yield [first, *([done] if is_done else [])], None


def _day_before(span: Span, days: int) -> tuple[date, date]:
    """A day of the last ``days`` days or of the nights, and the night that first tells of it."""
    if span.rng.random() < 0.3:
        night = span.any_night()
        return night, night
    return span.start - timedelta(days=span.rng.randint(1, days)), span.start


_MAKERS: dict[str, Callable[[Place, Span, Lists], Made]] = {
    "inspection": _inspections,
    "accident": _accidents,
    "disaster": _disasters,
    "task": _tasks,
}
