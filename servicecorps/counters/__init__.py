"""Month totals and other roll-ups: plain deltas in, figures out."""
