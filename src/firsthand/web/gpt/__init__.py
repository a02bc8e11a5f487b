"""Train a GPT of one's own and watch it write."""
