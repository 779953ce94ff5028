"""What was done, by whom, to what: rows are added, never changed."""
