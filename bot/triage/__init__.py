"""What the facts that somebody states mean for a session: disposition, reasons, dates, open questions."""
