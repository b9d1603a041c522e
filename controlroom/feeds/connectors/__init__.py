"""What the server itself collects: from a folder where files are dropped, from an address that it polls.

    config.py      the connectors' file, checked at the start
    core.py        all that a connector knows of the rest of the server
    delivery.py    a batch of items to the core, until it has answered
    folder.py      a watched folder
    poll.py        a polled HTTP(S) address
    build.py       from the file to connectors
    intake.py      the core's side: the same door that units come through
    logbook.py     positions and states in PostgreSQL
    duty.py        one process of all collects

Ids decide that nothing is doubled. A position only saves work, so it is saved after the core has answered.
"""
