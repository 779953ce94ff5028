"""How long records are kept, who holds them back, and how they are disposed of: rules as data."""
