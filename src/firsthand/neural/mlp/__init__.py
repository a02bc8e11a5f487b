"""Multilayer perceptrons behind scikit-learn's fit and predict, over memory that is used again and again."""
