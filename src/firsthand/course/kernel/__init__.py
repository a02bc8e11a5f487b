"""What runs in a lesson's kernel, and running a lesson from top to bottom."""
