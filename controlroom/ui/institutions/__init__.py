"""The pages of the institutions (requirement R8)."""
