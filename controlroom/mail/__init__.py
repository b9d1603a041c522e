"""Sector alerts to companies by mail: in four languages, with the message of CAP, again until it is taken.

    addresses.py   who is written to
    letter.py      from a message of an alert to a mail
    pickup.py      from the journal into the outbox
    outbox.py      what is to be sent, what was, and what was given up
    server.py      the mail server of the house
    post.py        one attempt
    build.py       all of it, from the settings

The loop, the line to the server and the patience with it are those of the webhooks.
"""
