"""Every scenario by its name."""

from typing import Final

from controlroom.demo.scenarios import day, dead_feed, flood, missed_night, quiet, summit
from controlroom.demo.scenarios.names import ScenarioName
from controlroom.demo.scenarios.scenario import Scenario

SCENARIOS: Final[dict[ScenarioName, Scenario]] = {
    ScenarioName.DAY: day.SCENARIO,
    ScenarioName.QUIET: quiet.SCENARIO,
    ScenarioName.SUMMIT: summit.SCENARIO,
    ScenarioName.FLOOD: flood.SCENARIO,
    ScenarioName.DEAD_FEED: dead_feed.SCENARIO,
    ScenarioName.MISSED_NIGHT: missed_night.SCENARIO,
}
