"""The migrations are one line: two who take the same number at once are told so here."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parents[3] / "controlroom" / "store" / "migrations"


def test_each_migration_has_a_number_of_its_own_and_follows_the_one_before() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    line = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert line[::-1] == [path.name[:4] for path in sorted((MIGRATIONS / "versions").glob("0*.py"))]
