"""What is the learner's: answers, notebooks, progress, and how it is kept and carried."""
