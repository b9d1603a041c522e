"""From what the store read at one moment to what the page of alarm health shows: pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from controlroom.clock import BRUSSELS
from controlroom.store.panels.alarm_load import Aside, Asked, Load
from controlroom.store.panels.alerts import OpenAlerts
from controlroom.store.panels.resting import Resting
from controlroom.ui.alarm_health import (
    AnswerRow,
    Floods,
    Health,
    HeldBack,
    Lasting,
    Listed,
    MixRow,
    Peak,
    Rates,
    RuleRow,
    Shelved,
    Slice,
)
from controlroom.ui.alarm_period import Choice, days, hours
from controlroom.ui.alarm_plots import SHORT, plot
from controlroom.ui.panels import AlertRow
from controlroom.ui.views import alert_row
from controlroom.watch import alarm_limits as limits
from controlroom.watch.alarm_limits import Bars, Verdict
from controlroom.watch.alarm_load import (
    HOUR,
    TEN_MINUTES,
    Span,
    Worst,
    answered,
    filled,
    floods,
    length,
    part,
    share,
    step_of,
    steps,
    worst,
)
from controlroom.watch.alerts import Alert, Disposition
from controlroom.watch.refs import Ref
from controlroom.watch.rules.units import DURESS

TOP: Final = 10
LISTED_AT_MOST: Final = 20
MINUTE: Final = timedelta(minutes=1)


def to_be_named(read: Load) -> list[int]:
    """The alerts that are listed one by one: those that still hold first, those that chattered most first."""
    stale = sorted(read.stale, key=_still_first)[:LISTED_AT_MOST]
    chattering = sorted(read.chattered, key=lambda alert: -read.chattered[alert])[:LISTED_AT_MOST]
    return [*(one.id for one in stale), *chattering]


def _still_first(one: Asked) -> tuple[bool, datetime]:
    return one.over_at is not None, one.asked_at


def health(
    choice: Choice,
    read: Load,
    aside: Aside,
    named: OpenAlerts,
    resting: Sequence[Resting],
    now: datetime,
) -> Health:
    period, moments = choice.period, [one.asked_at for one in read.asked]
    flooded = floods(read.floods, period)
    rows = {alert.id: alert_row(alert, named) for alert in named.alerts}
    rules = Counter(one.rule for one in read.asked).most_common(TOP)
    by_day = period.length > SHORT
    spans = days(period) if by_day else list(steps(period, HOUR))
    mix = Counter(one.priority for one in read.asked)
    dispositions = Counter(one.disposition for one in read.asked if one.disposition)
    return Health(
        choice=choice,
        rates=_rates(choice, moments, flooded),
        slices=tuple(_slice(span, moments, flooded, choice.operators) for span in spans),
        by_day=by_day,
        floods=_floods(period, flooded),
        stale=_stale(read.stale, period, rows),
        chattering=_chattering(read.chattered, rows),
        mix=tuple(
            MixRow(priority, mix[priority], share(mix[priority], len(moments)), target)
            for priority, target in sorted(limits.MIX.items(), reverse=True)
        ),
        of_mix=limits.of_mix(mix),
        rules=tuple(_rule(name, count, read.asked) for name, count in rules),
        top_share=share(sum(count for _, count in rules), len(moments)),
        answers=tuple(_answers(read.asked, now)),
        dispositions={each.value: dispositions[each.value] for each in Disposition},
        not_closed=len(moments) - dispositions.total(),
        exercises=read.exercises,
        never_shown=read.held,
        shelved=tuple(_shelved(alert, rows[alert.id], named) for alert in aside.shelved),
        held=tuple(_held(aside.held, rows)),
        resting=tuple(one for one in resting if one.until),
    )


def _rates(choice: Choice, moments: Sequence[datetime], flooded: Sequence[Span]) -> Rates:
    period, operators = choice.period, choice.operators
    ten, hour = worst(moments, TEN_MINUTES), worst(moments, HOUR)
    coarse = period.length > SHORT
    of_hours, of_ten = (filled(moments, period, width) for width in (HOUR, TEN_MINUTES))
    average = len(moments) / hours(period) / operators
    return Rates(
        alerts=len(moments),
        average=average,
        hour=_peak(hour, operators),
        ten=_peak(ten, 1),
        of_hours=limits.of_hours(average, hour.count / operators),
        of_ten=limits.of_ten_minutes(ten.count),
        by_ten=plot(period, _worst_of_each_hour(period, of_ten) if coarse else of_ten, TEN_LINES, flooded),
        by_hour=plot(period, [(span, count / operators) for span, count in of_hours], HOUR_LINES),
        coarse=coarse,
    )


TEN_LINES: Final = (limits.IN_TEN_MINUTES,)
HOUR_LINES: Final = (limits.ACCEPTABLE_AN_HOUR, limits.MOST_AN_HOUR)


def _peak(found: Worst, operators: int) -> Peak:
    return Peak(found.count / operators, found.begins)


def _worst_of_each_hour(period: Span, of_ten: Sequence[tuple[Span, int]]) -> list[tuple[Span, int]]:
    found: list[tuple[Span, int]] = []
    for hour, tens in groupby(of_ten, lambda ten: step_of(ten[0].begins, HOUR)):
        if span := Span(hour, hour + HOUR).of(period):
            found.append((span, max(count for _, count in tens)))
    return found


def _slice(span: Span, moments: Sequence[datetime], flooded: Sequence[Span], operators: int) -> Slice:
    inside = part(moments, span)
    return Slice(
        begins=span.begins,
        alerts=len(inside),
        an_hour=len(inside) / hours(span) / operators,
        ten=worst(inside, TEN_MINUTES).count,
        flooded_min=round(length(both for one in flooded if (both := one.of(span))) / MINUTE),
    )


def _floods(period: Span, flooded: Sequence[Span]) -> Floods:
    time = length(flooded)
    flooded_share = time / period.length if period.length else 0.0
    verdict = limits.of_floods(flooded_share)
    return Floods(tuple(flooded), round(time / MINUTE), flooded_share, verdict)


def _stale(read: Sequence[Asked], period: Span, rows: Mapping[int, AlertRow]) -> Listed:
    most = max((sum(_stale_on(one, day) for one in read) for day in days(period)), default=0)
    ordered = sorted(read, key=_still_first)
    listed = [Lasting(rows[one.id], one.asked_at, one.over_at) for one in ordered if one.id in rows]
    return Listed(tuple(listed), len(read), limits.of_stale(most), most)


def _stale_on(one: Asked, day: Span) -> bool:
    return one.asked_at + limits.STALE_AFTER < day.ends and (one.over_at is None or one.over_at >= day.begins)


def _chattering(times: Mapping[int, int], rows: Mapping[int, AlertRow]) -> Listed:
    found = [
        Lasting(rows[alert], rows[alert].raised_at, times=count)
        for alert, count in sorted(times.items(), key=lambda item: -item[1])
        if alert in rows
    ]
    return Listed(tuple(found), len(times), limits.of_chattering(len(times)))


def _rule(name: str, count: int, asked: Sequence[Asked]) -> RuleRow:
    said = [one.disposition for one in asked if one.rule == name and one.disposition]
    return RuleRow(name, count, share(count, len(asked)), len(said), said.count(Disposition.FALSE.value))


def _answers(asked: Sequence[Asked], now: datetime) -> Iterator[AnswerRow]:
    duress = [one for one in asked if one.rule == DURESS.name]
    yield _answer(None, duress, limits.DURESS_BARS, now)
    others = [one for one in asked if one.rule != DURESS.name]
    for priority in sorted(limits.MIX):
        bars = limits.HIGH_BARS if priority <= limits.HIGH else None
        yield _answer(priority, [one for one in others if one.priority == priority], bars, now)


def _answer(priority: int | None, alerts: Sequence[Asked], bars: Bars | None, now: datetime) -> AnswerRow:
    """What nobody has acknowledged yet counts with the time for which it has waited so far."""
    seen = [one for one in alerts if one.first_acked_at or one.over_at is None]
    waited = [max((one.first_acked_at or now) - one.asked_at, timedelta()) for one in seen]
    took = answered([time.total_seconds() for time in waited])
    verdict = limits.of_answers(took, bars) if bars else Verdict.OPEN
    return AnswerRow(priority, took, len(alerts) - len(seen), bars, verdict)


def _shelved(alert: Alert, row: AlertRow, named: OpenAlerts) -> Shelved:
    by = named.people.get(alert.shelved_by or "", alert.shelved_by or "")
    return Shelved(row, by, alert.shelved_until, alert.shelf_reason or "")


def _held(alerts: Sequence[Alert], rows: Mapping[int, AlertRow]) -> Iterator[HeldBack]:
    by_cause: dict[str, list[AlertRow]] = {}
    for alert in alerts:
        by_cause.setdefault(alert.cause or "", []).append(rows[alert.id])
    for cause, held in sorted(by_cause.items(), key=lambda item: (-len(item[1]), item[0])):
        yield HeldBack(Ref.parse(cause).key if cause else "", tuple(held))


def local(at: datetime) -> str:
    """By the clocks of the room; the night in which they go back says which of the two hours it is."""
    there = at.astimezone(BRUSSELS)
    twice = there.replace(fold=1 - there.fold).utcoffset() != there.utcoffset()
    return f"{there:%d/%m %H:%M %Z}" if twice else f"{there:%d/%m %H:%M}"
