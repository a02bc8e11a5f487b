"""0 · Foundations

The four ideas that everything later is made of: comparing vectors, multiplying matrices, walking downhill, and
turning scores into probabilities.
"""
