"""Forty short reviews, half of each kind, and six more to show as examples. All of them are made up."""

POSITIVE = (
    "The kettle boils in two minutes and looks great.",
    "I love it. My tea has never been better.",
    "Not bad at all, I would buy it again.",
    "Good sound, and the battery lasts a week.",
    "It does what it should, quietly.",
    "Best lamp we have had, and so light.",
    "My son has not put it down since Sunday.",
    "No noise, no smell, no trouble.",
    "Great value. The zip runs smoothly.",
    "It fits perfectly and is easy to clean.",
    "I was afraid it would be slow. It is not slow.",
    "Happy with it after a year of daily use.",
    "Sturdy, quiet and easy to carry.",
    "The old one broke, this one just works.",
    "Lovely colour, soft cloth.",
    "Arrived early, well packed, easy to set up.",
    "Cheaper than the others and no worse.",
    "I have recommended it to everyone at work.",
    "A good knife. It stays sharp.",
    "Could not be happier.",
)
NEGATIVE = (
    "Broke after a week.",
    "The handle gets hot and the lid leaks.",
    "Not good. The sound is thin.",
    "A great way to lose forty euros.",
    "Poor quality, and the seller does not answer.",
    "It leaks, it smells, I sent it back.",
    "The best thing about it is the box.",
    "Slow, loud and hard to clean.",
    "I wanted to love it. I do not love it.",
    "The battery was dead when it arrived.",
    "Terrible. The zip broke on the first day.",
    "It never worked. I want a refund.",
    "Looks good in the picture, and only there.",
    "Hard to set up, and the manual is no help.",
    "Worst lamp I have had.",
    "The colour faded and the cloth tore.",
    "Bad smell, even after washing.",
    "Too loud to sleep beside.",
    "I would not buy it again.",
    "Two stars for the nice box, none for the rest.",
)
# As pairs (review, sentiment).
REVIEWS = tuple(
    [(text, "positive") for text in POSITIVE] + [(text, "negative") for text in NEGATIVE],
)
SHOWN = (
    ("Easy to clean, and it stays sharp.", "positive"),
    ("It leaks and the lid is loose.", "negative"),
    ("Quiet, sturdy, light.", "positive"),
    ("Too loud, and hard to open.", "negative"),
    ("It works every day, no trouble.", "positive"),
    ("Dead after a month. Refund refused.", "negative"),
)
