"""What the watch must know before the units report: who there is, where, and what is planned."""
