"""Photos and scans: re-encoded, without their place, outside the static folder."""
