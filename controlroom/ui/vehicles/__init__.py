"""The pages of the vehicles that were sighted."""
