"""Files of other programs, read and written: tables (CSV), calendars (iCalendar), warnings (CAP). Pure.

`calendar.py` reads a calendar that any program made into entries (`entry.py`), `table.py` a table that any
spreadsheet made into rows. What cannot be read is a `Fault`: its line, and why. How the nouns of the watch
stand in a file is said by `visit_file.py`, `gathering_file.py` and `institutions.py`; what a file would
change, by the preview of each on the ground of `preview.py`. What the companies of a sector are told
(`sector_alert.py`) leaves as CAP.
"""
