"""The pages of an administrator: people, units, screens, and what of them needs care.

    overview.py   /admin
    units.py      /admin/units
    companies.py  /admin/companies
    screens.py    /admin/screens
    sending.py    what a form sends, and how a refusal is shown at its field
    qr.py         a link as a square that a phone reads

Each act is also a command of the same name: the names of the routes are those of the commands, and a test
holds the two lists against each other.
"""
