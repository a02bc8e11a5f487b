"""Lines and probabilities from weighted sums of columns: linear, ridge and logistic regression."""
