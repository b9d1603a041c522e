"""Use cases: what a unit, an officer or a passed deadline asks for, written in one transaction."""
