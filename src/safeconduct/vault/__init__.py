"""Keys, compartments, sealed text and files: opening asks the gate itself."""
