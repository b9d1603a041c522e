"""The screen and the memory of a watch room: one pen writes one journal, every screen is a fold of it.

A report travels like this, top to bottom:

    feeds/http.py        a unit's POST becomes commands of the watch
    desk/pen.py          what waits is one batch: lock the head, load, decide, write, commit, answer
    watch/               pure: decide(command) -> events, apply(state, event) -> state, rules(state) -> alerts
    store/journal.py     one dense, hash-chained row an event; store/state.py keeps the folded nouns beside it
    bus.py               a wake-up says "there is more"; the 500 ms poll says so too
    ws/tail.py           reads the journal after the last seq, names the panels that changed
    ws/hub.py            draws each changed panel once an audience; the newest wins
    ws/endpoint.py       one socket a screen; static/live.js puts the panel in its place
"""

__version__ = "0.1.0"
