"""From the journal's tail to the sockets of the screens."""
