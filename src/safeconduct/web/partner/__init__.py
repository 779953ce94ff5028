"""The partner face: one corridor for each Member State."""
