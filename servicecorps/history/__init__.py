"""What was changed, by whom and when; who looked at what."""
