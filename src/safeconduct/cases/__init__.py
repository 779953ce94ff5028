"""The trunk: matters, allegations, subjects, findings, measures, clocks."""
