"""One adapter per channel, all of one shape: verify, read, render, send."""
