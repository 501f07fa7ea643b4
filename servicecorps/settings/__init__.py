"""What an administrator may change on the screen while the house is in use."""
