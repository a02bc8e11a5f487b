"""A handbook to search, and questions about it with the sections that answer them. Both made up for this lesson."""

FACTS = (
    "Python is a programming language that Guido van Rossum created; it first appeared in 1991.",
    "PyTorch is a framework for deep learning that was developed by Meta AI.",
    "NumPy is the library for numerical computing with arrays in Python.",
    "scikit-learn is a library for classical machine learning: regression, classification, clustering.",
    "Jupyter notebooks hold code, text and figures in one document for interactive work.",
    "FastAPI is a web framework for building APIs quickly, with types and documentation.",
    "Docker packages an application in a container, so that its deployment is the same everywhere.",
    "Git is a version control system that Linus Torvalds wrote for the Linux kernel.",
)
QUESTIONS = (
    "best framework for deep learning?",
    "who created Python?",
    "how do I deploy consistently?",
    "capital of France?",
)

HANDBOOK = """\
# The Larkmoor telescope: a handbook for night assistants

## Before sunset

### Opening the dome
Walk round the dome and make sure that no ladder leans against the rails. Press the
green button marked SHUTTER and hold it until the slit is fully open. It takes about
four minutes. In winter the seal may be frozen: never force it, but run the warm air
for a quarter of an hour and try again.

### Cooling the mirror
A mirror that is warmer than the air makes the stars boil. Switch on the three fans
behind the mirror two hours before the first picture. When the difference is below
one degree, stop the fans, because they shake the tube.

### Filling the camera
The detector works at minus 110 degrees. Fill the flask with liquid nitrogen until
it spits. One filling lasts for eleven hours. Wear the face shield and the thick
gloves; open the door, since the gas takes the place of the air you breathe.

## During the night

### Focus
Take five short pictures of a bright star at focus settings 20 steps apart, and
choose the one with the smallest stars. Repeat it whenever the air has cooled by
three degrees: the steel tube shrinks, and the focus goes with it.

### Guiding
A second small camera watches one star and corrects the motors. If the guide star is
lost, clouds are the usual cause. Wait two minutes before you look for another star,
or you will chase every cloud.

### Flat pictures
Dust on the window throws rings of shadow. To divide them out, take ten pictures of
the evening sky, in each filter, while it is still too bright for stars.

### Choosing the next target
The queue program offers the target that stands highest. You may overrule it for a
guest who sits in the control room, and for a supernova that is less than a day old.
Write the reason into the log.

## When something goes wrong

### Error E-17
The motor of the slit draws too much current. Most often ice or a bird's nest blocks
the rail. Press RESET once. If E-17 comes back, close by hand with the crank behind
the panel.

### Error E-18
The motor of the slit draws no current at all: a fuse has gone. The fuses lie in
drawer D-2, rated at 16 ampere. Replace it once, not twice.

### Error E-21
The encoder of the dome has lost its place, so the slit and the tube no longer point
the same way. Turn the dome to the north mark and press HOME.

### Error E-42
The camera is warming up. The flask is empty or its vacuum has gone. Save the
picture, switch the detector off, and call the engineer before it passes minus 80
degrees.

### Error E-24
The encoder of the tube disagrees with the star charts by more than a degree. Point
at a bright star by eye and press SYNC.

### Error E-43
The camera is too cold: somebody has filled it twice. Switch the heater to setting
H-2 and wait for an hour.

### Power failure
The batteries keep the control room alive for forty minutes, and they do not move
the dome. Start the diesel in the shed: key P-3, choke out, turn. Close the slit
first, then think about the pictures.

### Lightning
When the field mill reads above 2 kilovolts per metre, or when thunder follows a
flash within thirty seconds, stop. Close, park the telescope pointing north, pull
the plug of the antenna, and stay away from the metal stairs.

### Somebody is hurt
The nearest hospital is in Cairnmouth, fifty minutes by car. The box with bandages
hangs beside the sink. Call 112 and give the number on the gate, LM-4, because the
helicopter crew knows it.

## Weather

### Wind
Above 15 metres per second observe only with the wind at your back. Above 20 close
at once: the dome was built to be closed in a gale, not open in one.

### Humidity
Water condenses on the mirror when the humidity passes 92 percent, and each drop
leaves a stain that costs a new coating. Close at 90. Open again only after it has
stayed below 85 for half an hour.

### Dust
The desert sends its sand in March. If you can see the beam of a torch from the
side, there is too much of it in the air for the coating.

## Keys and drawers

### Keys
P-1 opens the gate, P-2 the control room, P-4 the library, P-5 the cupboard with the
eyepieces. Whoever loses P-1 pays for the new lock.

### Drawers
D-1 holds lamps and batteries, D-3 the filters in their boxes, D-4 the tools, which
are to be wiped before they go back.

### Filters
U-360 lets ultraviolet through, B-440 blue light, R-640 red. H-656 is for glowing
hydrogen. Hold a filter by its rim.

## The archive

### Names of files
A picture is called LM, the date of the evening, and a running number, as in
LM-20260314-0042. The date does not change at midnight.

### Copies
Every picture is written to two disks here and sent to the university in the
morning. The line carries about 40 gigabytes an hour. Do not delete anything before
the mail with the checksums has arrived.

### Who may see the pictures
For a year they belong to whoever asked for them. Then they are open to everybody.
Pictures of asteroids that may hit the earth are open at once.

## The house

### Meals
The kitchen is shared. Soup stands on the stove from eleven at night. Whoever
empties the pot washes it.

### Sleep
The blinds in the rooms above the library are black for a reason. Do not vacuum,
hammer or sing before two in the afternoon.

### Visitors
School classes come on the first Tuesday of a month. Let them turn the dome by hand;
let nobody touch the mirror.

### Heating
The boiler is in the cellar behind the wine. If the rooms stay cold, press the red
knob under the gauge for ten seconds. It wants pressure between 1 and 2 bar.
"""

# A question, and the sections that answer it. These name things as the handbook does: by code, or by its own word for them.
BY_NAME = (
    ("What does E-17 mean?", ("Error E-17",)),
    ("E-18", ("Error E-18",)),
    ("E-21 on the screen", ("Error E-21",)),
    ("What shall I do about E-24?", ("Error E-24",)),
    ("What do I do about E-42?", ("Error E-42",)),
    ("E-43", ("Error E-43",)),
    ("What is key P-3 for?", ("Power failure",)),
    ("P-5", ("Keys",)),
    ("What is in D-2?", ("Error E-18",)),
    ("D-3", ("Drawers",)),
    ("What is setting H-2?", ("Error E-43",)),
    ("H-656", ("Filters",)),
    ("What is R-640 good for?", ("Filters",)),
    ("What is LM-4?", ("Somebody is hurt",)),
    ("What does LM-20260314-0042 stand for?", ("Names of files",)),
    ("What pressure does the boiler want?", ("Heating",)),
)
# And these say it in words of their own.
BY_MEANING = (
    ("The roof is stuck because of ice, what now?", ("Opening the dome", "Error E-17")),
    ("Why do stars look as if they were boiling?", ("Cooling the mirror",)),
    ("What protective clothing do I need for the coolant?", ("Filling the camera",)),
    ("How do I make the images sharp?", ("Focus",)),
    ("The star that we follow has vanished", ("Guiding",)),
    ("May I change the order of the observations?", ("Choosing the next target",)),
    ("There is no electricity, how do I start the generator?", ("Power failure",)),
    ("A thunderstorm is coming", ("Lightning",)),
    ("Where is the first aid kit?", ("Somebody is hurt",)),
    ("Where is the closest doctor?", ("Somebody is hurt",)),
    ("Up to which storm may we stay open?", ("Wind",)),
    ("When are the data made public?", ("Who may see the pictures",)),
    ("Is there something to eat at night?", ("Meals",)),
    ("When may I make noise?", ("Sleep",)),
    ("When do children visit?", ("Visitors",)),
    ("My bedroom is freezing", ("Heating",)),
)
# What the handbook does not hold.
UNANSWERABLE = (
    "What is the capital of France?",
    "How do I bake bread?",
    "Who won the world cup in 1998?",
    "How far away is the Andromeda galaxy?",
    "What does the director earn?",
    "Which train goes to Cairnmouth?",
    "How do I train a neural network?",
    "What is the diameter of the telescope?",
)
