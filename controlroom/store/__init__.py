"""PostgreSQL: the journal, what it folds into, and what is not history. Returns watch types, never rows."""
