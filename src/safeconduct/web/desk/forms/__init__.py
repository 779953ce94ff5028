"""What officers are asked; every code offered is one that is in force."""
