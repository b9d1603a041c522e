"""The text that Prometheus gets of several workers."""

from prometheus_client.parser import text_string_to_metric_families

from controlroom.workers.exposition import together

ONE = """# HELP screens Connected screens
# TYPE screens gauge
screens 3.0
# HELP reports_total Reports by answer
# TYPE reports_total counter
reports_total{answer="accepted"} 7.0
reports_total{answer="a {b"} 1.0
"""
TWO = ONE.replace("3.0", "4.0").replace("7.0", "9.0")


def test_each_metric_stands_once_with_a_sample_of_every_worker() -> None:
    families = {one.name: one.samples for one in text_string_to_metric_families(together({2: TWO, 1: ONE}))}
    assert [(s.labels, s.value) for s in families["screens"]] == [({"worker": "1"}, 3), ({"worker": "2"}, 4)]
    assert [(s.labels["worker"], s.labels["answer"], s.value) for s in families["reports"]] == [
        ("1", "accepted", 7),
        ("1", "a {b", 1),
        ("2", "accepted", 9),
        ("2", "a {b", 1),
    ]


def test_a_heading_is_not_repeated() -> None:
    lines = together({1: ONE, 2: TWO}).splitlines()
    assert len(lines) == len(set(lines))
    assert sum(line.startswith("#") for line in lines) == ONE.count("#")
