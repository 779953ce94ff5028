"""Backups: one encrypted archive a time, the shred keys beside it, and the proof that it opens.

An archive holds ciphertext and open codes. The half of every compartment's key that shredding
deletes is in no archive: it lies beside them in one file that each backup replaces (ADR 10).
"""


class Refused(Exception):
    """It cannot be done, and nothing was changed; the text is the one line that says why."""
