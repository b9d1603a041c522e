"""Photos that companies send: decoded in a process of its own, encoded anew, kept beside the journal.

what was sent ─▶ darkroom ─▶ cleaning (a process with limits) ─▶ album (a table outside the fold)
"""
