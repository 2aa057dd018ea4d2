"""Sheets of profiles: what stands in the file, which column is which, and what each row says. Nothing here writes."""
