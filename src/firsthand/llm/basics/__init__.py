"""What a lesson asks a learner to write: one small function each, in the plainest form."""
