"""The desk: conduct officers, investigators, headquarters."""
