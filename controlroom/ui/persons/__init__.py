"""The pages of the protected persons."""
