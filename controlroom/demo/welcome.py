"""What the demo says when it is ready: to a person as a page, to a script as one line of JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

EXAMPLE = (
    "  curl {base}/feeds/incidents -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json'"
    """ -d '{{"kind":"suspicious_vehicle","priority":2,"text":"White van at the gate",'"""
    """'"id":"'$(python3 -c 'import uuid; print(uuid.uuid4())')'","at":"'$(date -u +%FT%TZ)'"}}'"""
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
    unit_code: str
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
            "unit_code": self.unit_code,
            "units": [{"call_sign": unit, "token": token} for unit, token in self.units.items()],
            "ready_s": round(self.ready_s, 3),
        }
        return json.dumps(said, ensure_ascii=False)

    def show(self, console: Console) -> None:
        console.print()
        console.print(Text(f"The watch is open ({self.ready_s:.1f} s). Ctrl-C closes it.", style="bold"))
        for line in self._addresses():
            console.print(line, soft_wrap=True, highlight=False)
        console.print(self._sign_ins())
        console.print("Report something yourself, as one of the units, and see the wall change:")
        # soft_wrap, so that the command can be copied whole from any width of terminal
        console.print(self._example(), soft_wrap=True, highlight=False, markup=False)
        console.print()
        if self.note:
            console.print(Text(self.note, style="dim"))

    def _addresses(self) -> Iterator[Text]:
        """Never cut or folded, whatever the width of the terminal."""
        yield Text.assemble("Wall   ", (self.wall, "bold cyan"), "  opens without a sign-in")
        yield Text.assemble("Desk   ", (self.desk, "bold cyan"), "  acknowledge here")
        yield Text.assemble(
            "Code   ", (self.unit_code, "bold cyan"), "  of every unit: it resets a call for help"
        )
        yield Text.assemble("Feeds  ", (f"{self.base}/feeds/", "cyan"), f"  {len(self.units)} units report")

    def _sign_ins(self) -> Table:
        rows = Table("Sign in as", "Password", "Role", box=None, padding=(0, 2, 0, 0), header_style="dim")
        for user in self.users:
            rows.add_row(user.name, user.password, user.role)
        return rows

    def _example(self) -> str:
        return EXAMPLE.format(base=self.base, token=next(iter(self.units.values()), "TOKEN"))
