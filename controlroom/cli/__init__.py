"""The command line: one command, one thing; what can go wrong is said in a sentence, not in a traceback.

Commands about one noun have a file of that noun; here they only get their names.
"""

import typer

from controlroom.cli.checkpoint import checkpoint_app
from controlroom.cli.company import company_app
from controlroom.cli.demo import demo
from controlroom.cli.institution import institution_app
from controlroom.cli.journal import migrate, rebuild, verify
from controlroom.cli.screen import screen_app
from controlroom.cli.serving import serve, worker
from controlroom.cli.unit import unit_app
from controlroom.cli.ways_in import user_app
from controlroom.feeds.client.cli import feed_app
from controlroom.webhooks.cli import webhook_app

app = typer.Typer(help="The screen and the memory of a watch room.", no_args_is_help=True)

app.command()(serve)
app.command(hidden=True)(worker)
app.command()(migrate)
app.command()(demo)
app.command()(verify)
app.command()(rebuild)
app.add_typer(checkpoint_app, name="checkpoint")
app.add_typer(unit_app, name="unit")
app.add_typer(screen_app, name="screen")
app.add_typer(user_app, name="user")
app.add_typer(company_app, name="company")
app.add_typer(institution_app, name="institution")
app.add_typer(feed_app, name="feed")
app.add_typer(webhook_app, name="webhook")
