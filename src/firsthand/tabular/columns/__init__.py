"""What the columns hold, the target among them, and the numbers that models get to see."""
