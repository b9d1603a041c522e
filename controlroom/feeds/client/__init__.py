"""What a unit runs: each report goes to a queue on disk first, then to the server until it has answered.

outbox.py      the queue on disk, in order; what was refused is kept apart with the reason
answers.py     pure: what an answer means for the reports that were sent
sender.py      posts batches in order, waits and tries again
replay.py      a file at the pace at which it happened, or faster
cli.py         `controlroom feed ...`
"""

from controlroom.feeds.client.outbox import Outbox
from controlroom.feeds.client.sender import Sender, Stopped

__all__ = ["Outbox", "Sender", "Stopped"]
