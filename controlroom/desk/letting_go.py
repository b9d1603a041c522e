"""What a pen does not hold from one batch to the next: it is looked up when it is asked for."""

from controlroom.watch.alerts import Alert
from controlroom.watch.bulletins import Bulletin
from controlroom.watch.described import DescribedPerson
from controlroom.watch.early_warnings import EarlyWarning
from controlroom.watch.incidents import Incident
from controlroom.watch.log import Entry
from controlroom.watch.sector_alerts import Notice, SectorAlert
from controlroom.watch.vehicles import SightedVehicle
from controlroom.watch.world import World


def settle_down(world: World) -> None:
    """After a commit. What was erased of a draft meanwhile must not be released from memory."""
    for ref in world.dirty:
        match world.things[ref]:
            case Incident() | Entry() | SightedVehicle() | DescribedPerson() | SectorAlert():
                del world.things[ref]
            case Alert(open=False) | Bulletin(over=True) | EarlyWarning(closed=True) | Notice(over=True):
                del world.things[ref]
            case _:
                pass
    world.dirty.clear()
    world.written.clear()
