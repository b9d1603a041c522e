"""Replay: the wall of a past moment, and from there on as fast as somebody wants to see it."""
