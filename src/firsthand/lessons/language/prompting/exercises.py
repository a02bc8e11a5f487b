"""The exercises of the lesson Prompting."""

from firsthand.course.grading.exercise import Exercise, Race
from firsthand.lessons import ready_made
from firsthand.lessons.language.prompting import (
    clauses,
    correct,
    inputs,
    mistakes_entities,
    mistakes_items,
    mistakes_objects,
    mistakes_prompts,
    mistakes_replies,
    mistakes_votes,
    race_partners,
)
from firsthand.llm.basics.prompting import (
    few_shot_prompt,
    majority_answer,
    parse_json_reply,
    validate_entities,
)

few_shot_prompt_exercise = Exercise(
    reference=few_shot_prompt,
    task="Put an instruction, solved examples and an open question into one prompt, to the letter as the docstring says.",
    inputs=inputs.PROMPTS,
    edges=inputs.PROMPT_EDGES,
    mistakes=mistakes_prompts.FEW_SHOT_PROMPT,
    also_right=[correct.prompt_by_concatenation, correct.prompt_by_lines, correct.prompt_by_template],
    hints=[
        "Gather the blocks in a list, the instruction first. What joins them is always the same.",
        'One solved block is f"{names[0]}: {text}\\n{names[1]}: {answer}". The open one lacks the answer, and the space '
        "before it.",
        'blocks = [instruction], then one for each example, then the open one; return "\\n\\n".join(blocks).',
    ],
    out_of_bounds=ready_made.FEW_SHOT_PROMPTS,
    race=Race(
        race_partners.grown_prompt, {"Jinja": race_partners.jinja_prompt}, race_partners.SIZES, "examples"
    ),
)

majority_answer_exercise = Exercise(
    reference=majority_answer,
    task="Of several answers to the same question, find the one that was given most often; spelling does not matter, and "
    "no answer is no vote.",
    inputs=inputs.VOTES,
    edges=inputs.VOTE_EDGES,
    mistakes=mistakes_votes.MAJORITY_ANSWER,
    clauses=clauses.MAJORITY_ANSWER,
    also_right=[
        correct.majority_by_dictionary,
        correct.majority_by_list,
        correct.majority_by_sorting,
        correct.majority_by_counter,
    ],
    hints=[
        "Three steps: leave out None, bring what is left into one form (and leave out what is then empty), count.",
        "A dict keeps the order in which its keys came. Take the first of those with the most votes: > keeps an earlier "
        "one, >= does not.",
        "votes = Counter(forms); return max(votes, key=lambda form: votes[form], default=None), where forms holds "
        'answer.strip().removesuffix(".").lower() of each answer that is not None, without empty ones.',
    ],
    agree=inputs.agree_on_text,
    race=Race(
        race_partners.grown_votes, {"pandas": race_partners.pandas_majority}, race_partners.SIZES, "answers"
    ),
)

parse_json_reply_exercise = Exercise(
    reference=parse_json_reply,
    task="Find the JSON object in a model's reply, whatever stands around it.",
    inputs=inputs.REPLIES,
    edges=inputs.REPLY_EDGES,
    mistakes=[*mistakes_replies.PARSE_JSON_REPLY, *mistakes_objects.OBJECTS],
    clauses=clauses.PARSE_JSON_REPLY,
    also_right=[correct.json_by_find, correct.json_by_every_end, correct.json_by_counting],
    scenario=inputs.one_kind_of_error,
    hints=[
        "Where does an object begin? At some {. Not at every one: prose has braces too. Try them in turn.",
        "json.JSONDecoder().raw_decode(text, start) reads one value that begins at start, and does not mind what follows. "
        "It raises a ValueError where none begins.",
        "for each place of a {: try: return decoder.raw_decode(reply, place)[0], except ValueError: continue. Behind the "
        "loop: raise ValueError(...).",
    ],
    out_of_bounds=ready_made.JSON_REPAIR,
)

validate_entities_exercise = Exercise(
    reference=validate_entities,
    task="Check the entities that a model says it found in a text: their form, and that each of them stands in the text.",
    inputs=inputs.ENTITIES,
    edges=inputs.ENTITY_EDGES,
    mistakes=[*mistakes_entities.VALIDATE_ENTITIES, *mistakes_items.ITEMS],
    also_right=[correct.faults_by_flat_conditions, correct.faults_by_generator],
    hints=[
        "Go from the outside in: is it a dict, is the key there, is its value a list, is the item a string, does it stand "
        "in the text? Ask each question only where the one before was answered with yes.",
        'Go through kinds, not through the dict, and gather pairs in a list. "" in text is True for any text.',
        'For a list: for item in entities[kind]: if not isinstance(item, str) → "not a string"; elif not item or item not '
        'in text → "not in the text". At the end, one (key, "unknown") for each key that is not in kinds.',
    ],
    out_of_bounds=ready_made.SCHEMAS,
    agree=inputs.agree_on_faults,
    race=Race(
        race_partners.grown_entities,
        {"jsonschema": race_partners.jsonschema_faults, "pydantic": race_partners.pydantic_faults},
        race_partners.SIZES,
        "entities",
    ),
)
