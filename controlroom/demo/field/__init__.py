"""What the units in the field will report, worked out before any of it is sent."""
