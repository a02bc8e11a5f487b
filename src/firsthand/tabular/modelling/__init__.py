"""Models, judged on rows that they had not seen: compared, tuned, blended and explained."""
