"""Who is this, what may they see, and what may they do."""
