"""Thanks: praise calls, letters, pennants, press and more."""
