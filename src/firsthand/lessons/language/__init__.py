"""3 · Working with language models

Chat models by their own SDKs, prompts that are measured instead of believed, and answers from your own documents.
"""
