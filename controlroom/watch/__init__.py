"""The rules of the watch, pure: no await, no clock, no SQL, no log. One noun, one file."""
