"""The consultation pack: one page that a person at the clinic, and the visitor, can read before they meet."""
