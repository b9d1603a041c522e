"""What the demo says when it is ready: to a person as a page, to a script as one line of JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

EXAMPLE = (
    "  curl {base}/feeds/incidents -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json'"
    """ -d '{{"kind":"suspicious_vehicle","priority":2,"text":"White van at the gate",'"""
    """'"id":"'$(python3 -c 'import uuid; print(uuid.uuid4())')'","at":"'$(date -u +%FT%TZ)'"}}'  # as {unit}"""
)


@dataclass(frozen=True, slots=True)
class SignIn:
    name: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """Every address, sign-in and token that this demo made."""

    base: str
    wall_token: str
    users: Sequence[SignIn]
    units: Mapping[str, str]
    ready_s: float
    note: str = ""

    @property
    def wall(self) -> str:
        return f"{self.base}/screen/{self.wall_token}"

    @property
    def desk(self) -> str:
        return f"{self.base}/desk"

    def as_json(self) -> str:
        """One line, for `controlroom demo --json`."""
        said = {
            "wall": self.wall,
            "desk": self.desk,
            "base": self.base,
            "wall_token": self.wall_token,
            "users": [asdict(user) for user in self.users],
            "units": [{"call_sign": unit, "token": token} for unit, token in self.units.items()],
            "ready_s": round(self.ready_s, 3),
        }
        return json.dumps(said, ensure_ascii=False)

    def show(self, console: Console) -> None:
        console.print()
        console.print(Text(f"The watch is open ({self.ready_s:.1f} s). Ctrl-C closes it.", style="bold"))
        console.print(self._addresses())
        console.print(self._sign_ins())
        console.print("Report something yourself, and see the wall change:")
        # soft_wrap, so that the command can be copied whole from any width of terminal
        console.print(self._example(), soft_wrap=True, highlight=False, markup=False)
        console.print()
        if self.note:
            console.print(Text(self.note, style="dim"))

    def _addresses(self) -> Table:
        rows = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        rows.add_row("Wall", self.wall, "the big screen; opens without a sign-in")
        rows.add_row("Desk", self.desk, "for the duty officer: acknowledge here")
        rows.add_row("Feeds", f"{self.base}/feeds/...", f"{len(self.units)} units are reporting")
        return rows

    def _sign_ins(self) -> Table:
        rows = Table("Sign in as", "Password", "Role", box=None, padding=(0, 2, 0, 0), header_style="dim")
        for user in self.users:
            rows.add_row(user.name, user.password, user.role)
        return rows

    def _example(self) -> str:
        unit, token = next(iter(self.units.items()), ("", "TOKEN"))
        return EXAMPLE.format(base=self.base, token=token, unit=unit)
