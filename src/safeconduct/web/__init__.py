"""Four thin faces over one house."""
