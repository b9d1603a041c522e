"""Several processes on one port: a team of workers, and what holds them together.

    team.py      the process that was started: opens the port, heeds signals, serves nobody
    slot.py      one place in the team, and whoever fills it: started, replaced, started again after a fall
    worker.py    one process as the team sees it
    lifeline.py  the same line as the worker sees it

The port stays open in the team's hands, so a worker that dies takes no waiting connection with it.
"""
