"""Where pieces are kept and found again."""
