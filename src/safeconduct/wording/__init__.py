"""How this installation words what people read: its languages, catalogues and own texts."""
