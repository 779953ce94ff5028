"""Letters that are mailed to a letter box: each becomes a report and leaves the box."""
