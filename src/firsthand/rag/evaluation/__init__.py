"""How good finding and refusing are, on judged questions."""
