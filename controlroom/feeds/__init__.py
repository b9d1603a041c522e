"""Outside -> command: what field units push over HTTP, and what connectors collect.

items.py, mapping/       bytes (JSON, NDJSON, CSV with a mapping) become reports; pure
client/                  what a unit runs: queue on disk, then POST until the answer came
connectors/              what the server runs: a watched folder, a polled address
supervisor.py            keeps each connector running and says how it is
"""
