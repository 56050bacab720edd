"""The staff console: server-rendered pages for the people of the clinic."""
