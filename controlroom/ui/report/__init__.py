"""The page of a company: a report in three steps, its reference, and what came of it."""
