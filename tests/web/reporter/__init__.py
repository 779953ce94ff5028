"""The reporter face."""
