"""Text messages and messaging applications: a gateway passes on what people write, signed."""
