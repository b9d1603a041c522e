"""What the times of patrols are drawn from, so that no observer can tell the next one (requirement R18).

Each number is an HMAC-SHA256 under a secret of the installation, over the site, the begin and end of the
window (which say the day, and which window of the day) and how often the site's times were drawn anew.

- Whoever lacks the secret can do no better than guess, whatever was seen on the days before.
- Whoever looks at the same plan is shown the same times: two officers do not plan past each other, and nobody
  loads a page until the times suit him. To draw anew is an event, with a name to it.
- So the secret cannot be made by `secrets` when it is needed: it was, once, by the migration that made the
  table planner_secret, where all servers of a watch and a restored database find it. It is in no event, for a
  journal is read by more people, and in no setting, for two servers might be given two.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Window:
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Chance:
    """The draws for one window of one site."""

    secret: bytes
    site: str
    window: Window
    draws: int = 0

    def number(self, what: str) -> int:
        """Of 256 bits; what is left of it after a division is as good as uniform."""
        begin, end = (at.astimezone(UTC).isoformat() for at in (self.window.start, self.window.end))
        said = f"{self.draws}/{begin}/{end}/{what}/{self.site}"
        return int.from_bytes(hmac.digest(self.secret, said.encode(), "sha256"))

    def in_any_order(self, minutes: list[datetime]) -> Iterator[datetime]:
        """Drawn without putting back: a minute that is barred costs one more draw and favours no other."""
        for left in range(len(minutes), 0, -1):
            drawn = self.number(str(left)) % left
            minutes[drawn], minutes[left - 1] = minutes[left - 1], minutes[drawn]
            yield minutes[left - 1]
