"""What the numbers of the campaign must be, worked out in plain Python from what is true.

Nothing here reads the warehouse, its SQL or ``include/campaign``: the rules of survivorship, the
meaning of each metric and of each word are written down a second time, from the issue and the
definitions in words, so that an error in one of the two is a difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.campaign.events import SECTORS as EVENT_SECTORS
from benchmarks.campaign.events import TITLES, UNDERTAKINGS, Told, class_of
from benchmarks.campaign.events import TOPICS as EVENT_TOPICS
from benchmarks.campaign.world import Said, World

DONE = ("rectified", "verified")
UNDONE = ("open", "in_progress")
SECTORS = {
    "工贸（轻工）": "industry_and_trade", "工贸": "industry_and_trade",
    "粮油加工": "industry_and_trade", "工贸（机械）": "industry_and_trade",
    "机械制造": "industry_and_trade",
    "工贸（纺织）": "industry_and_trade", "劳动密集型企业": "industry_and_trade",
    "木制品加工": "industry_and_trade", "粉尘涉爆": "industry_and_trade",
    "工贸（建材）": "industry_and_trade", "建材": "industry_and_trade",
    "危险化学品": "hazardous_chemicals", "化工": "chemicals",
    "危险化学品（加油站）": "hazardous_chemicals", "成品油零售": "hazardous_chemicals",
    "城镇燃气": "town_gas", "燃气": "town_gas", "餐饮": "crowded_places",
    "人员密集场所": "crowded_places", "九小场所": "crowded_places", "商贸": "industry_and_trade",
    "宾馆饭店": "crowded_places", "旅游": "culture_and_tourism", "教育": "education",
    "学校": "education", "卫生": "health", "医疗机构": "health", "建筑施工": "construction",
    "房屋市政": "construction", "道路运输": "transport", "交通运输": "transport", "农业": "farming",
    "农机": "farming", "畜牧养殖": "farming",
}  # fmt: skip
TOPICS = {
    "劳动密集型企业": "labour_intensive_fire", "危险化学品": "hazardous_chemicals",
    "化工": "hazardous_chemicals", "危险化学品（加油站）": "hazardous_chemicals",
    "成品油零售": "hazardous_chemicals", "城镇燃气": "town_gas", "燃气": "town_gas",
    "建筑施工": "construction", "房屋市政": "construction",
}  # fmt: skip
NAMED_SECTORS = {"“六查一打”（城镇燃气）": "town_gas"}
NAMED_TOPICS = NAMED_SECTORS
NAMED_ACTIONS = {
    "治本攻坚三年行动：重大事故隐患动态清零行动": "clear_major_hazards",
    "安全科技支撑和工程治理行动": "engineering",
    "治本攻坚行动九": "enforcement_and_help",
}
UNNAMED = "unnamed"


@dataclass(frozen=True)
class State:
    """An item as it stands on the night."""

    item_id: str
    enterprise_id: str
    county: str
    channel: str
    status: str
    is_major: bool
    is_open: bool
    is_recurrence: bool
    is_supervised: bool
    found_on: date
    due_on: date | None
    done_on: date | None
    closed_on: date | None
    first_told_on: date
    names_town: bool
    names_department: bool
    names_person: bool
    sector: str
    action: str
    topic: str
    came_back_on: date | None = None

    @property
    def is_done(self) -> bool:
        """Whether the enterprise or the supervising side says it is."""
        return self.status in DONE


@dataclass(frozen=True)
class _Moment:
    """What was held of an item since one business date."""

    day: date
    deciding: Said
    status: str
    is_open: bool
    rectified_on: date | None
    verified_on: date | None


def states(world: World, night: date) -> list[State]:
    """Every item that was known and found by ``night``, without those withdrawn."""
    told: dict[str, list[Said]] = defaultdict(list)
    for said in world.said:
        if said.business_date <= night:
            told[said.item_id].append(said)
    known = [_state(world, item_id, said) for item_id, said in told.items()]
    found = [one for one in known if one.found_on <= night]
    return _with_returns(world, [one for one in found if one.status != "withdrawn"])


def _with_returns(world: World, found: list[State]) -> list[State]:
    """Each item with the day on which the hazard it was about came back."""
    returns: dict[str, date] = {}
    for one in found:
        before = world.items[one.item_id]["recurrence_of"]
        if before:
            returns[before] = min(one.found_on, returns.get(before, date.max))
    return [replace(one, came_back_on=returns.get(one.item_id)) for one in found]


def _state(world: World, item_id: str, told: list[Said]) -> State:
    moments = [_moment(told, day) for day in sorted({said.business_date for said in told})]
    now = moments[-1]
    current = _current(told, now.day)
    finder = min(enumerate(current), key=lambda one: (one[1].day("found_on"), one[0]))[1]
    dues = [due for said in current if (due := said.day("due_on"))]
    enterprise = world.items[item_id]["enterprise_id"]
    industry = world.enterprises[enterprise]["industry"] if _any(current, "industry") else ""
    named = world.programme_named(item_id)
    return State(
        item_id=item_id,
        enterprise_id=enterprise,
        county=finder.county,
        channel=finder.fields["channel"],
        status=now.status,
        is_major=any(said.fields["level"] == "major" for said in current),
        is_open=now.is_open,
        is_recurrence=_is_recurrence(world, item_id),
        is_supervised=world.is_supervised(item_id),
        found_on=min(day for said in current if (day := said.day("found_on"))),
        due_on=min(dues, default=None),
        done_on=_done_on(moments),
        closed_on=_closed_on(moments),
        first_told_on=moments[0].day,
        names_town=_any(current, "town"),
        names_department=_any(current, "department"),
        names_person=_any(current, "responsible_person"),
        sector=NAMED_SECTORS.get(named) or SECTORS.get(industry, UNNAMED),
        action=NAMED_ACTIONS.get(named, UNNAMED),
        topic=NAMED_TOPICS.get(named) or TOPICS.get(industry, UNNAMED),
    )


def _is_recurrence(world: World, item_id: str) -> bool:
    before = world.items[item_id]["recurrence_of"]
    return bool(before) and any(said.item_id == before for said in world.said)


def _any(current: Iterable[Said], name: str) -> bool:
    return any(said.fields[name] for said in current)


def _current(told: Iterable[Said], day: date) -> list[Said]:
    """The newest version of each row by ``day``, the weightiest first."""
    newest: dict[tuple[str, str], Said] = {}
    for said in sorted(told, key=lambda one: one.business_date):
        if said.business_date <= day:
            newest[said.source, said.row_key] = said
    by_tie = sorted(newest.values(), key=lambda one: (-one.row_number, one.row_key))
    by_found = sorted(by_tie, key=lambda one: one.day("found_on") or date.min, reverse=True)
    by_source = sorted(by_found, key=lambda one: one.source)
    return sorted(by_source, key=lambda one: (one.authority, one.business_date), reverse=True)


def _moment(told: list[Said], day: date) -> _Moment:
    current = _current(told, day)
    ordered = [_deciding(current), *current]
    deciding = ordered[0]
    status = deciding.fields["status"]
    agreeing = [said for said in ordered if said.fields["status"] in DONE]
    verifying = [said for said in ordered if said.fields["status"] == "verified"]
    return _Moment(
        day,
        deciding,
        status,
        not _closes(deciding),
        _first(agreeing, "rectified_on") if status in DONE else None,
        _first(verifying, "verified_on") if status == "verified" else None,
    )


def _deciding(current: list[Said]) -> Said:
    """The weightiest word; one that found the hazard after an unverified claim opens it again."""
    first = current[0]
    if first.fields["status"] != "rectified" or _closes(first):
        return first
    claimed_on = first.day("rectified_on") or first.business_date
    later = (
        said
        for said in current
        if said.fields["status"] in UNDONE and (said.day("found_on") or date.min) > claimed_on
    )
    return next(later, first)


def _closes(said: Said) -> bool:
    status = said.fields["status"]
    return status in {"verified", "withdrawn"} or (status == "rectified" and not said.verifies)


def _first(said: Iterable[Said], name: str) -> date | None:
    return next((day for one in said if (day := one.day(name))), None)


def _since(moments: list[_Moment], holds: Callable[[_Moment], bool]) -> date:
    """Since when the last moment's state has held without a break."""
    since = moments[-1].day
    for moment in reversed(moments):
        if not holds(moment):
            break
        since = moment.day
    return since


def _done_on(moments: list[_Moment]) -> date | None:
    now = moments[-1]
    if now.status not in DONE:
        return None
    since = _since(moments, lambda one: one.status in DONE)
    return now.rectified_on or min(now.verified_on or since, since)


def _closed_on(moments: list[_Moment]) -> date | None:
    now = moments[-1]
    if now.is_open:
        return None
    since = _since(moments, lambda one: not one.is_open)
    if now.status == "verified":
        return now.verified_on or now.rectified_on or since
    if now.status == "rectified":
        return now.rectified_on or since
    return now.deciding.day("verified_on") or now.deciding.day("rectified_on") or since


Test = Callable[[State], bool]
Value = tuple[float | None, float | None, float | None]  # value, numerator, denominator


@dataclass(frozen=True)
class Truth:
    """The metrics of items, in plain words of Python, for one programme's period."""

    night: date
    starts_on: date
    ends_on: date

    def tests(self) -> dict[str, Test]:
        """Metrics in 项: which items each counts."""
        night, year = self.night, date(self.night.year, 1, 1)
        ended = min(self.ends_on, night)
        fortnight, week = timedelta(days=15), timedelta(days=7)

        def came_due(i: State) -> bool:
            return i.due_on is not None and (i.due_on < night or i.is_done)

        def on_time(i: State) -> bool:
            return bool(came_due(i) and i.done_on and i.due_on and i.done_on <= i.due_on)

        def overdue(i: State) -> bool:
            return bool(i.due_on and i.due_on < night and i.status in UNDONE)

        def stock(i: State) -> bool:
            return i.is_major and i.found_on < self.starts_on

        def closed_lately(i: State) -> bool:
            return bool(i.closed_on and not i.is_open and (night - i.closed_on).days < 365)

        def in_period(i: State) -> bool:
            return self.starts_on <= i.found_on <= self.ends_on

        def left_open(i: State) -> bool:
            return in_period(i) and (i.is_open or bool(i.closed_on and i.closed_on > ended))

        def to_verify(i: State) -> bool:
            late = bool(i.done_on and i.done_on + fortnight < night)
            return i.is_done and (i.status == "verified" or late)

        def verified_soon(i: State) -> bool:
            dates = i.status == "verified" and i.closed_on and i.done_on
            return bool(dates and i.closed_on <= i.done_on + fortnight)  # type: ignore[operator]

        return {
            "found": lambda i: True,
            "rectified": lambda i: i.is_done,
            "verified": lambda i: i.status == "verified",
            "come_due": came_due,
            "on_time": on_time,
            "major_found": lambda i: i.is_major,
            "major_rectified": lambda i: i.is_major and i.is_done,
            "major_verified": lambda i: i.is_major and i.status == "verified",
            "major_come_due": lambda i: i.is_major and came_due(i),
            "major_on_time": lambda i: i.is_major and on_time(i),
            "major_open": lambda i: i.is_major and i.is_open,
            "major_overdue": lambda i: i.is_major and i.is_open and overdue(i),
            "stock_found": stock,
            "stock_closed": lambda i: stock(i) and not i.is_open,
            "stock_open": lambda i: stock(i) and i.is_open,
            "major_found_this_year": lambda i: i.is_major and i.found_on >= year,
            "major_closed_this_year": lambda i: bool(
                i.is_major and not i.is_open and i.closed_on and i.closed_on >= year
            ),
            "overdue": overdue,
            "supervised_found": lambda i: i.is_supervised,
            "supervised_rectified": lambda i: i.is_supervised and i.is_done,
            "recurred": lambda i: i.is_recurrence,
            "closed_in_a_year": closed_lately,
            "stayed_cured": lambda i: closed_lately(i) and i.came_back_on is None,
            "found_in_period": in_period,
            "open_at_the_end": left_open,
            "closed_since_the_end": lambda i: left_open(i) and not i.is_open,
            "left_from_the_end": lambda i: left_open(i) and i.is_open,
            "names_town": lambda i: i.names_town,
            "names_department": lambda i: i.names_department,
            "names_person": lambda i: i.names_person,
            "reported_in_time": lambda i: i.first_told_on - i.found_on <= week,
            "to_verify": to_verify,
            "verified_in_time": verified_soon,
            "found_this_year": lambda i: i.found_on >= year,
            "department_major_found": lambda i: (
                i.is_major and i.channel != "self_check" and in_period(i)
            ),
        }


ENTERPRISES: dict[str, Test] = {
    "found_enterprises": lambda i: True,
    "open_enterprises": lambda i: i.status in UNDONE,
    "rectified_enterprises": lambda i: i.is_done,
    "verified_enterprises": lambda i: i.status == "verified",
    "major_found_enterprises": lambda i: i.is_major,
    "major_rectified_enterprises": lambda i: i.is_major and i.is_done,
    "repeating_enterprises": lambda i: i.is_recurrence,
}
RATES = {
    "rectification_rate": ("rectified", "found"),
    "due_rectification_rate": ("on_time", "come_due"),
    "major_rectification_rate": ("major_rectified", "major_found"),
    "major_due_rectification_rate": ("major_on_time", "major_come_due"),
    "stock_clearance_rate": ("stock_closed", "stock_found"),
    "supervised_rectification_rate": ("supervised_rectified", "supervised_found"),
    "cure_rate": ("stayed_cured", "closed_in_a_year"),
    "repeat_rate": ("repeating_enterprises", "found_enterprises"),
    "standardisation_rate": ("standardised_enterprises", "graded_enterprises"),
    "carried_over_rate": ("closed_since_the_end", "open_at_the_end"),
    "territory_named_rate": ("names_town", "found"),
    "territory_punctual_rate": ("reported_in_time", "found"),
    "department_named_rate": ("names_department", "found"),
    "department_punctual_rate": ("verified_in_time", "to_verify"),
    "enterprise_named_rate": ("names_person", "found"),
    "finding_rate": ("inspections_with_findings", "inspections"),
    "task_completion_rate": ("tasks_done", "tasks"),
    "task_punctuality_rate": ("tasks_on_time", "tasks_come_due"),
    "accidents_share_of_last_year": ("accidents", "accidents_last_year"),
    "deaths_share_of_last_year": ("deaths", "deaths_last_year"),
}
PER_THOUSAND = {
    "major_per_thousand_inspections": ("department_major_found", "department_inspections")
}
DIFFERENCES = {
    "major_increment": ("major_found_this_year", "major_closed_this_year"),
    "accidents_change": ("accidents", "accidents_last_year"),
    "deaths_change": ("deaths", "deaths_last_year"),
    "disaster_loss_change": ("disaster_loss", "disaster_loss_last_year"),
}
WATCHED = {
    "hazardous_chemicals", "industry_and_trade", "other_mine", "tailings_pond", "fireworks",
}  # fmt: skip
SCOPES: dict[str, Test] = {
    "liuchayida": lambda i: i.topic != UNNAMED,
    "benzhianquan": lambda i: i.sector in WATCHED,
}
PERIODS = {"liuchayida": (date(2023, 12, 1), date(2024, 3, 31))}
PERIOD = (date(2024, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Known:
    """Items and events as they are known on the night: of a unit, a member, or the whole city."""

    items: tuple[State, ...]
    events: tuple[Event, ...]

    def where(self, name: str, value: str) -> Known:
        """Those of which ``name`` is ``value``."""
        return Known(
            tuple(one for one in self.items if getattr(one, name, UNNAMED) == value),
            tuple(one for one in self.events if getattr(one, name, UNNAMED) == value),
        )

    def members(self, dimension: str) -> set[str]:
        """What they are split into by ``dimension``."""
        return {getattr(one, dimension, UNNAMED) for one in (*self.items, *self.events)}


def known(world: World, night: date) -> Known:
    """All that is known of the city on the night."""
    return Known(tuple(states(world, night)), tuple(events(world, night)))


def value(programme: str, metric: str, mine: Known, night: date) -> Value:
    """A metric of what is known of one unit, or of the whole city."""
    counts = _counts(programme, mine, Truth(night, *PERIODS.get(programme, PERIOD)))
    if metric in RATES or metric in PER_THOUSAND:
        times, parts = (100, RATES) if metric in RATES else (1000, PER_THOUSAND)
        part, whole = (counts[name] or 0 for name in parts[metric])
        return (times * part / whole if whole else None), part, whole
    if metric in DIFFERENCES:
        of, less = (counts[name] or 0 for name in DIFFERENCES[metric])
        return of - less, of - less, None
    return counts[metric], counts[metric], None


def _counts(programme: str, mine: Known, truth: Truth) -> dict[str, float | None]:
    scope = SCOPES.get(programme, lambda i: True)
    items = [one for one in mine.items if scope(one)]
    by_item = {name: sum(map(test, items)) for name, test in truth.tests().items()}
    by_enterprise = {
        name: len({(one.county, one.enterprise_id) for one in items if test(one)})
        for name, test in ENTERPRISES.items()
    }
    return {**by_item, **by_enterprise, **event_counts(programme, mine.events, truth)}


@dataclass(frozen=True)
class Event:
    """An inspection, accident, disaster or task as it is known on the night."""

    kind: str
    county: str
    told: Told
    day: date | None
    sector: str = UNNAMED
    topic: str = UNNAMED
    action: str = UNNAMED
    pillar: str = UNNAMED

    def number(self, name: str) -> int:
        """A number it states; what is not stated counts as none."""
        return self.told.fields[name] or 0


def events(world: World, night: date) -> Iterator[Event]:
    """Every event that was told and happened by the night, by the weightiest source's last word."""
    newest: dict[tuple[str, str], Told] = {}
    for told in sorted(world.events, key=lambda one: one.business_date):
        if told.business_date <= night:
            newest[told.event_id, told.source] = told
    weightiest: dict[str, Told] = {}
    for told in sorted(newest.values(), key=lambda one: one.authority):
        weightiest[told.event_id] = told
    for told in weightiest.values():
        day = told.fields.get("inspected_on") or told.fields.get("occurred_on")
        if day is None or day <= night:
            yield _event(told, day)


def _event(told: Told, day: date | None) -> Event:
    pillar, action, _ = TITLES.get(told.fields.get("title", ""), (UNNAMED, UNNAMED, ""))
    return Event(
        told.kind,
        told.county,
        told,
        day,
        sector=EVENT_SECTORS.get(told.fields.get("sector", ""), UNNAMED),
        topic=EVENT_TOPICS.get(told.fields.get("check_topic") or "", UNNAMED),
        action=action,
        pillar=pillar,
    )


def event_counts(
    programme: str, known_events: Iterable[Event], truth: Truth
) -> dict[str, float | None]:
    """Metrics of events."""
    all_events = list(known_events)
    night, year = truth.night, date(truth.night.year, 1, 1)
    year_ago = _a_year_before(night)
    last_year = date(night.year - 1, 1, 1)

    def this(kind: str) -> list[Event]:
        return [one for one in all_events if one.kind == kind and one.day and one.day >= year]

    def last(kind: str) -> list[Event]:
        return [
            one
            for one in all_events
            if one.kind == kind and one.day and last_year <= one.day <= year_ago
        ]

    accidents, disasters = this("accident"), this("disaster")
    flooded = [one for one in disasters if one.day and 6 <= one.day.month <= 9]
    ever = [(night - one.day).days for one in all_events if one.kind == "accident" and one.day]
    return {
        "accidents": len(accidents),
        "accidents_last_year": len(last("accident")),
        "deaths": sum(one.number("deaths") for one in accidents),
        "deaths_last_year": sum(one.number("deaths") for one in last("accident")),
        "serious_accidents": sum(map(_is_serious, accidents)),
        "accident_free_days": min(ever, default=None),
        "disasters": len(disasters),
        "disasters_last_year": len(last("disaster")),
        "flood_season_disasters": len(flooded),
        "flood_season_casualties": sum(map(_lost, flooded)),
        "disaster_casualties": sum(map(_lost, disasters)),
        "disaster_affected": sum(one.number("affected_people") for one in disasters),
        "disaster_loss": sum(one.number("direct_loss_yuan") for one in disasters),
        "disaster_loss_last_year": sum(one.number("direct_loss_yuan") for one in last("disaster")),
        "mass_casualty_disasters": sum(_lost(one) >= 10 for one in disasters),
        **_inspection_counts(programme, all_events, truth),
        **_task_counts(programme, all_events, night),
    }


def _a_year_before(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, 2, 28) if is_leap_day else day.replace(year=day.year - 1)


def _is_serious(accident: Event) -> bool:
    stated = accident.told.fields
    return class_of(stated["deaths"], stated["direct_loss_yuan"]) in {"serious", "extra_serious"}


def _lost(disaster: Event) -> int:
    return disaster.number("deaths") + disaster.number("missing")


def _inspection_counts(
    programme: str, all_events: list[Event], truth: Truth
) -> dict[str, float | None]:
    inspections = [
        one
        for one in all_events
        if one.kind == "inspection"
        and one.day
        and truth.starts_on <= one.day <= truth.ends_on
        and (programme != "liuchayida" or one.topic != UNNAMED)
    ]
    enterprises = {(one.county, one.told.fields["enterprise_id"]) for one in inspections}
    return {
        **_levels(inspections, all_events),
        "inspections": len(inspections),
        "inspected_enterprises": len({one for one in enterprises if one[1]}),
        "inspections_with_findings": sum(
            one.told.fields["result"] != "none_found" for one in inspections
        ),
        "department_inspections": sum(
            one.told.fields["channel"] != "self_check" for one in inspections
        ),
    }


def _levels(inspections: list[Event], all_events: list[Event]) -> dict[str, float | None]:
    """Enterprises by the level that the newest visit states, of those that state any."""
    newest: dict[str, Event] = {}
    stating = [
        one
        for one in all_events
        if one.kind == "inspection"
        and one.told.fields["standardisation"]
        and one.told.fields["enterprise_id"]
    ]
    for one in sorted(stating, key=lambda one: one.told.event_id, reverse=True):
        enterprise = one.told.fields["enterprise_id"]
        if enterprise not in newest or one.day >= newest[enterprise].day:
            newest[enterprise] = one
    known = [one for one in newest.values() if one in inspections]
    levels = Counter(one.told.fields["standardisation"] for one in known)
    return {
        "graded_enterprises": len(known),
        "standardised_enterprises": len(known) - levels["none"],
        "first_level_enterprises": levels["first"],
        "second_level_enterprises": levels["second"],
        "third_level_enterprises": levels["third"],
    }


def _task_counts(programme: str, all_events: list[Event], night: date) -> dict[str, float | None]:
    tasks = [
        one
        for one in all_events
        if one.kind == "task"
        and UNDERTAKINGS[one.told.fields["programme"]] == programme
        and one.told.fields["status"] != "cancelled"
    ]
    done = [one for one in tasks if one.told.fields["status"] == "done"]
    due = [one for one in tasks if one.told.fields["due_on"]]
    late = [one for one in due if one.told.fields["due_on"] < night and one not in done]
    on_time = [
        one
        for one in due
        if one in done and one.told.fields["done_on"] <= one.told.fields["due_on"]
    ]
    return {
        "tasks": len(tasks),
        "tasks_done": len(done),
        "tasks_come_due": len(late) + sum(one in done for one in due),
        "tasks_on_time": len(on_time),
        "tasks_overdue": len(late),
        **{
            what: sum(
                one.number("quantity_done")
                for one in tasks
                if TITLES[one.told.fields["title"]][2] == what
            )
            for what in ("drills", "plans", "trainings")
        },
    }
