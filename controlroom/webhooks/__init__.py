"""Receivers outside that are told of alerts: signed, in order, again and again until they have it.

    receivers.py   who is told of what, at which address, under which secret
    address.py     which addresses may be told
    message.py     from an event of the journal to what is said of it
    to_companies.py  what the receiver of a company is told
    pickup.py      from the journal into the outbox
    outbox.py      what is to be delivered, what was, and what was given up
    patience.py    when an attempt that failed is made again
    signature.py   the Standard Webhooks layout
    post.py        one attempt
    line.py        how many messages may set out to one receiver
    courier.py     the loop, in one process of all
    cli.py         `controlroom webhook`

Nothing of it is written by the pen: the courier reads the journal as screens do, after a cursor of its own.
"""
