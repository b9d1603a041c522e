"""A whole watch room on one machine: own databases, a day in Brussels, and units that report."""
