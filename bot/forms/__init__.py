"""What the dialogues that ask for something share (quote, dates, booking): messages in, turns out. Pure."""
