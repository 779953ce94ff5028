"""The reporter face: anyone making or following up a report."""
