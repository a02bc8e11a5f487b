"""4 · Implement a paper: the Transformer

From text to tokens, from tokens to a model, and from the model to text again: a GPT of your own, as in the paper.
"""
