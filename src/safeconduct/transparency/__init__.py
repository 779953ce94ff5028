"""Series compiled by named counting rules, and what was cleared of them."""
