"""What was cleared for publication: the only part of the house the public face may read."""
