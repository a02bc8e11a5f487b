"""1 · First models

Models that learn from a table: a line, a probability, trees and the forests that they make, and how to judge them all.
"""
