"""The speed limits of the project as ratios, each taken in one run on one machine."""
