"""What begins with these words: one statement over all that can be looked for, each part of it bounded.

Files (persons, sites, visits) and gatherings are found by an index over their words, in any language and
however old they are. Other things that stand (posts, units, who is on duty) are few. Of what else grows
without end only the open alerts, the newest incidents, the newest reports of companies and the measures that
are not over are looked through, so that a key pressed at the desk costs the same after years; an alert or an
incident is found by its number and a report by its reference however old it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from controlroom.store.panels.snapshot import Snapshot
from controlroom.store.tables import GATHERING_WORDS, OPEN_MEASURE, PERSON_WORDS, SITE_WORDS, VISIT_WORDS
from controlroom.watch.refs import Noun

AT_MOST: Final = 8
"""Of each kind; whoever types one more letter sees the others."""
LINES_LOOKED_THROUGH: Final = 500
"""Of the watch log, from the newest: some days."""
LOOKED_THROUGH: Final = 2_000
"""Incidents, from the newest: a week and more."""
REPORTS_LOOKED_THROUGH: Final = 500
"""Of companies, from the newest: their words stand in the journal."""


@dataclass(frozen=True, slots=True)
class Found:
    """`name` is what people call it, `beside` what tells two of one name apart; both may be keys of words."""

    kind: str
    key: str
    name: str
    beside: str
    at: datetime | None
    priority: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """`patterns`: regular expressions that must all match; `asked`: the same words, for the files, as a
    tsquery. `report`: the reference, if it is one. `rules`, `kinds` of incidents, `measures`, `gatherings`,
    `behaviours`: as they are called here.
    """

    patterns: Sequence[str]
    asked: str
    number: int | None
    report: str
    rules: Mapping[str, str]
    kinds: Mapping[str, str]
    measures: Mapping[str, str]
    gatherings: Mapping[str, str]
    behaviours: Mapping[str, str]


async def search(snapshot: Snapshot, words: Words, who: str, *, named: bool = False) -> list[Found]:
    """What is hidden from whoever looks is found by its code or code name only, as it stands on a wall.

    So is every protected person, unless they may be `named`: whoever looks has said why. The words of a
    report of a company are looked through and not told; one of a hidden site is found if it was shared.
    """
    veil = snapshot.veil
    rows = await snapshot.connection.execute(
        text(SEARCH),
        {
            "patterns": list(words.patterns),
            "asked": words.asked,
            "number": words.number if words.number is not None else -1,
            "rules": list(words.rules),
            "titles": list(words.rules.values()),
            "kinds": list(words.kinds),
            "kind_titles": list(words.kinds.values()),
            "measures": list(words.measures),
            "measure_titles": list(words.measures.values()),
            "gatherings": list(words.gatherings),
            "gathering_titles": list(words.gatherings.values()),
            "report": words.report,
            "behaviours": list(words.behaviours),
            "behaviour_titles": list(words.behaviours.values()),
            "seat": json.dumps([{"name": who}]),
            "reports": REPORTS_LOOKED_THROUGH,
            "hidden_files": sorted(veil.files),
            "hidden_sites": veil.hidden(Noun.SITE),
            "hidden_visits": veil.hidden(Noun.VISIT),
            "hidden_persons": veil.hidden(Noun.PERSON),
            "hidden_objects": veil.of_no_place(),
            "open": not veil.files,
            "named": named,
            "most": AT_MOST,
            "lines": LINES_LOOKED_THROUGH,
            "through": LOOKED_THROUGH,
        },
    )
    return [Found(*row) for row in rows]


SEARCH: Final = f"""
WITH title AS (
    SELECT * FROM unnest(CAST(:rules AS text[]), CAST(:titles AS text[])) AS t(rule, said)
), kind AS (
    SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:kind_titles AS text[])) AS k(kind, said)
), sort AS (
    SELECT * FROM unnest(CAST(:measures AS text[]), CAST(:measure_titles AS text[])) AS m(kind, said)
), gathering_title AS (
    SELECT * FROM unnest(CAST(:gatherings AS text[]), CAST(:gathering_titles AS text[])) AS g(kind, said)
), behaviour AS (
    SELECT * FROM unnest(CAST(:behaviours AS text[]), CAST(:behaviour_titles AS text[])) AS b(kind, said)
), place AS (
    SELECT code, name, short, municipality, address FROM site
    WHERE code <> ALL (CAST(:hidden_sites AS text[]))
    UNION ALL SELECT code, code, '', '', '' FROM site WHERE code = ANY (CAST(:hidden_sites AS text[]))
)
(SELECT 'alert', a.id::text, coalesce(t.said, a.rule),
    concat_ws(', ', coalesce(v.code_name, regexp_replace(a.object, '^([a-z_]+:)+', '')), s.name),
    a.raised_at, a.priority
 FROM alert a LEFT JOIN title t ON t.rule = a.rule
    LEFT JOIN place s ON s.code = a.site
        AND split_part(a.object, '/', 1) <> ALL (CAST(:hidden_objects AS text[]))
        AND NOT (a.object LIKE 'vehicle:%' AND a.site = ANY (CAST(:hidden_sites AS text[])))
    LEFT JOIN visit v ON (a.object ~ '^(leg|visit):'
            AND v.code = split_part(split_part(a.object, ':', 2), '/', 1))
        OR (a.object LIKE 'threat:visit:%' AND v.code = split_part(a.object, ':', 3))
 WHERE a.ended_at IS NULL AND (a.id = :number OR
    concat_ws(' ', t.said, a.object, v.code_name, s.code, s.name, 'P' || a.priority)
        ~ ALL (CAST(:patterns AS text[])))
 ORDER BY a.suppression <> 'none', a.priority, a.id LIMIT :most)
UNION ALL
(SELECT 'alert', a.id::text, coalesce(t.said, a.rule), regexp_replace(a.object, '^([a-z_]+:)+', ''),
    a.raised_at, a.priority
 FROM alert a LEFT JOIN title t ON t.rule = a.rule WHERE a.id = :number AND a.ended_at IS NOT NULL)
UNION ALL
(SELECT 'visit', code, code_name, state, known_at, NULL FROM (
    SELECT code, code_name, state,
        CASE WHEN code <> ALL (CAST(:hidden_visits AS text[])) THEN starts_at END AS known_at FROM visit
    WHERE CASE WHEN code = ANY (CAST(:hidden_visits AS text[]))
            THEN concat_ws(' ', code, code_name) ~ ALL (CAST(:patterns AS text[])) ELSE true END
        AND {VISIT_WORDS} @@ CAST(:asked AS tsquery)) v
 ORDER BY state IN ('closed', 'cancelled'),
    CASE WHEN state IN ('closed', 'cancelled') THEN -extract(epoch FROM known_at)
    ELSE extract(epoch FROM known_at) END, code_name LIMIT :most)
UNION ALL
(SELECT 'protected', code, code_name,
    CASE WHEN :named AND code <> ALL (CAST(:hidden_persons AS text[]))
        THEN concat_ws(', ', name, function) ELSE '' END,
    closed_at, NULL FROM person
 WHERE (CASE WHEN :named AND code <> ALL (CAST(:hidden_persons AS text[])) THEN true
        ELSE concat_ws(' ', code, code_name) ~ ALL (CAST(:patterns AS text[])) END)
    AND {PERSON_WORDS} @@ CAST(:asked AS tsquery)
 ORDER BY closed_at IS NOT NULL, code_name LIMIT :most)
UNION ALL
(SELECT 'site', code, name, concat_ws(', ', code, nullif(municipality, '')), NULL, NULL FROM (
    SELECT code, name, municipality FROM site
    WHERE code <> ALL (CAST(:hidden_sites AS text[])) AND {SITE_WORDS} @@ CAST(:asked AS tsquery)
    UNION ALL SELECT code, code, '' FROM site
    WHERE code = ANY (CAST(:hidden_sites AS text[])) AND code ~ ALL (CAST(:patterns AS text[]))) s
 ORDER BY name LIMIT :most)
UNION ALL
(SELECT 'gathering', g.id, g.title, concat_ws(', ', t.said, nullif(g.place, '')), g.starts_at, NULL
 FROM (SELECT * FROM gathering WHERE {GATHERING_WORDS} @@ CAST(:asked AS tsquery)) g
    LEFT JOIN gathering_title t ON t.kind = g.kind
 ORDER BY g.starts_at DESC LIMIT :most)
UNION ALL
(SELECT 'post', p.code, p.name, concat_ws(', ', p.code, s.name), NULL, NULL
 FROM (SELECT code, site,
        CASE WHEN site = ANY (CAST(:hidden_sites AS text[])) THEN code ELSE name END AS name FROM post) p
    LEFT JOIN place s ON s.code = p.site
 WHERE concat_ws(' ', p.code, p.name, s.code, s.name) ~ ALL (CAST(:patterns AS text[]))
 ORDER BY p.code LIMIT :most)
UNION ALL
(SELECT 'measure', m.id, coalesce(o.said, m.kind), concat_ws(', ', m.id, m.called), m.valid_to, NULL
 FROM (SELECT id, measure.kind, file, service, valid_to,
        coalesce(s.name, v.code_name, p.code_name, file) AS called
    FROM measure
        LEFT JOIN site s ON s.code = CASE WHEN file LIKE 'site:%' THEN substr(file, 6) END
        LEFT JOIN visit v ON v.code = CASE WHEN file LIKE 'visit:%' THEN substr(file, 7) END
        LEFT JOIN person p ON p.code = CASE WHEN file LIKE 'person:%' THEN substr(file, 8) END
    WHERE measure.{OPEN_MEASURE} AND file <> ALL (CAST(:hidden_files AS text[]))) m
    LEFT JOIN sort o ON o.kind = m.kind
 WHERE concat_ws(' ', m.id, o.said, m.file, m.called, m.service) ~ ALL (CAST(:patterns AS text[]))
 ORDER BY m.id LIMIT :most)
UNION ALL
(SELECT 'unit', call_sign, call_sign, name, NULL, NULL FROM unit
 WHERE in_service AND concat_ws(' ', call_sign, name) ~ ALL (CAST(:patterns AS text[]))
 ORDER BY call_sign LIMIT :most)
UNION ALL
(SELECT 'incident', i.id::text, coalesce(k.said, i.kind), concat_ws(', ', i.unit, s.name, left(i.text, 80)),
    i.at, i.priority
 FROM (SELECT * FROM incident ORDER BY id DESC LIMIT :through) i LEFT JOIN kind k ON k.kind = i.kind
    LEFT JOIN place s ON s.code = i.site
 WHERE (i.site = ANY (CAST(:hidden_sites AS text[]))) IS NOT TRUE
    AND (i.visit = ANY (CAST(:hidden_visits AS text[]))) IS NOT TRUE
    AND concat_ws(' ', k.said, i.unit, s.code, s.name, i.text) ~ ALL (CAST(:patterns AS text[]))
 ORDER BY i.id DESC LIMIT :most)
UNION ALL
(SELECT 'incident', i.id::text, coalesce(k.said, i.kind), concat_ws(', ', i.unit, i.site), i.at, i.priority
 FROM incident i LEFT JOIN kind k ON k.kind = i.kind WHERE i.id = :number
    AND (i.site = ANY (CAST(:hidden_sites AS text[]))) IS NOT TRUE
    AND (i.visit = ANY (CAST(:hidden_visits AS text[]))) IS NOT TRUE)
UNION ALL
(SELECT 'early_warning', w.ref, coalesce(b.said, w.behaviour), concat_ws(', ', w.ref, c.name, s.name),
    w.received_at, NULL
 FROM ((SELECT ref, company, site, behaviour, received_at, number FROM early_warning
        WHERE site <> ALL (CAST(:hidden_sites AS text[])) OR shared @> CAST(:seat AS jsonb)
        ORDER BY number DESC LIMIT :reports)
    UNION SELECT ref, company, site, behaviour, received_at, number FROM early_warning
        WHERE ref = :report
            AND (site <> ALL (CAST(:hidden_sites AS text[])) OR shared @> CAST(:seat AS jsonb))) w
    JOIN journal j ON j.seq = w.number LEFT JOIN behaviour b ON b.kind = w.behaviour
    LEFT JOIN company c ON c.code = w.company LEFT JOIN place s ON s.code = w.site
 WHERE concat_ws(' ', w.ref, b.said, c.code, c.name, s.code, s.name,
    j.private::jsonb #>> '{{account,facts}}', j.private::jsonb #>> '{{account,vehicle,plate}}',
    regexp_replace(j.private::jsonb #>> '{{account,vehicle,plate}}', '[^[:alnum:]]', '', 'g'))
        ~ ALL (CAST(:patterns AS text[]))
 ORDER BY w.number DESC LIMIT :most)
UNION ALL
(SELECT 'log', e.id::text, left(j.private::json->>'text', 80), coalesce(p.display_name, e.by),
    e.written_at, NULL
 FROM (SELECT * FROM log_entry WHERE corrected_as IS NULL ORDER BY id DESC LIMIT :lines) e
    JOIN journal j ON j.seq = e.id LEFT JOIN account p ON p.name = e.by
 WHERE (:open OR cardinality(e.about) = 0) AND j.private IS NOT NULL
    AND concat_ws(' ', j.private::json->>'text', p.display_name) ~ ALL (CAST(:patterns AS text[]))
 ORDER BY e.id DESC LIMIT :most)
UNION ALL
(SELECT 'person', a.name, a.display_name, p.place, NULL, NULL
 FROM duty d CROSS JOIN LATERAL
    (VALUES ('officer', d.officer), ('deputy', d.deputy), ('leader', d.leader)) AS p(place, name)
    JOIN account a ON a.name = p.name
 WHERE concat_ws(' ', a.name, a.display_name) ~ ALL (CAST(:patterns AS text[])))
"""  # noqa: S608 - names of our own columns
