"""The messaging channels at work: what comes in by them, what goes out, and everything in between."""
