"""A report arrives, is acknowledged, triaged, and opens or joins a matter."""
