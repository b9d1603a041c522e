"""Paper: what the watch prints, as PDF."""
