"""What each panel reads: one snapshot, watch types out; the cost follows what is open, not what has been."""
