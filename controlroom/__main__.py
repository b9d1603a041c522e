"""`python -m controlroom` is the same as `controlroom`."""

from controlroom.cli import app

app()
