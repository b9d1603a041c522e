"""The pages of described persons: which reports people linked, and what they decide."""
