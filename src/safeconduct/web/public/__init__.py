"""The public face: published figures and standards; no login, no cases, no keys."""
