"""The days that the demo can show: for each what is planned, and how the field keeps to it."""
