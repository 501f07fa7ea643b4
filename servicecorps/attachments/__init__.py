"""Photos and scans: re-encoded, without the place where they were taken, outside the static folder."""
