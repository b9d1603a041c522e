"""The watch log and the situation report: what is written, what is told, how it is shown."""
