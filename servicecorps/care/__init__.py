"""The care plan: who is due, a day's round, what rests or has ended, and campaigns."""
