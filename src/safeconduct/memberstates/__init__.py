"""What is formally sent to a Member State, and what it answers."""
