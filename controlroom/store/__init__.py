"""PostgreSQL: the journal, the state folded from it, and what is not history. Returns watch types, never rows."""
