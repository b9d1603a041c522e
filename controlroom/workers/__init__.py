"""Several processes on one port: a team of workers, and what holds them together.

    team.py      the process that was started: opens the port, heeds signals, serves nobody
    slot.py      one place in the team, and whoever fills it: started, replaced, started again after a fall
    worker.py    one process as the team sees it
    lifeline.py  the same line as the worker sees it
    reception.py takes connections from the port, in fair shares

There is one listening socket, and the team holds it: a worker that dies takes no waiting connection with it,
and one that stands still keeps none waiting.
"""
