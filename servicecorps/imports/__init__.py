"""What the team already has, brought in from files."""
