"""The exercises of the lesson Prompting."""

from firsthand.course.exercise import Exercise, Race
from firsthand.lessons.language.prompting import (
    cases,
    peers,
    right,
    wrong_entities,
    wrong_prompts,
    wrong_replies,
    wrong_votes,
)
from firsthand.llm.prompting import few_shot_prompt, majority_answer, parse_json_reply, validate_entities

few_shot_prompt_exercise = Exercise(
    reference=few_shot_prompt,
    task="Put an instruction, solved examples and an open question into one prompt, to the letter as the docstring says.",
    inputs=cases.PROMPTS,
    edges=cases.PROMPT_EDGES,
    mistakes=wrong_prompts.FEW_SHOT_PROMPT,
    also_right=[right.prompt_by_concatenation, right.prompt_by_lines, right.prompt_by_template],
    hints=[
        "Gather the blocks in a list, the instruction first. What joins them is always the same.",
        'One solved block is f"{names[0]}: {text}\\n{names[1]}: {answer}". The open one lacks the answer, and the space '
        "before it.",
        'blocks = [instruction], then one for each example, then the open one; return "\\n\\n".join(blocks).',
    ],
    out_of_bounds=["langchain_core.prompts.FewShotPromptTemplate", "langchain.prompts.FewShotPromptTemplate"],
    race=Race(peers.grown_prompt, {"Jinja": peers.jinja_prompt}, peers.SIZES, "examples"),
)

majority_answer_exercise = Exercise(
    reference=majority_answer,
    task="Of several answers to the same question, find the one that was given most often; spelling does not matter, and "
    "no answer is no vote.",
    inputs=cases.VOTES,
    edges=cases.VOTE_EDGES,
    mistakes=wrong_votes.MAJORITY_ANSWER,
    also_right=[
        right.majority_by_dictionary,
        right.majority_by_list,
        right.majority_by_sorting,
        right.majority_by_counter,
    ],
    hints=[
        "Three steps: leave out None, bring what is left into one form (and leave out what is then empty), count.",
        "A dict keeps the order in which its keys came. Take the first of those with the most votes: > keeps an earlier "
        "one, >= does not.",
        "votes = Counter(forms); return max(votes, key=lambda form: votes[form], default=None), where forms holds "
        'answer.strip().removesuffix(".").lower() of each answer that is not None, without empty ones.',
    ],
    agree=cases.agree_on_text,
    race=Race(peers.grown_votes, {"pandas": peers.pandas_majority}, peers.SIZES, "answers"),
)

parse_json_reply_exercise = Exercise(
    reference=parse_json_reply,
    task="Find the JSON object in a model's reply, whatever stands around it.",
    inputs=cases.REPLIES,
    edges=cases.REPLY_EDGES,
    mistakes=wrong_replies.PARSE_JSON_REPLY,
    also_right=[right.json_by_find, right.json_by_every_end, right.json_by_counting],
    scenario=cases.one_kind_of_error,
    hints=[
        "Where does an object begin? At some {. Not at every one: prose has braces too. Try them in turn.",
        "json.JSONDecoder().raw_decode(text, start) reads one value that begins at start, and does not mind what follows. "
        "It raises a ValueError where none begins.",
        "for each place of a {: try: return decoder.raw_decode(reply, place)[0], except ValueError: continue. Behind the "
        "loop: raise ValueError(...).",
    ],
    out_of_bounds=[
        *("json_repair.loads", "json_repair.repair_json", "langchain_core.utils.json.parse_json_markdown"),
        *("langchain_core.output_parsers.JsonOutputParser", "eval"),
    ],
)

validate_entities_exercise = Exercise(
    reference=validate_entities,
    task="Check the entities that a model says it found in a text: their form, and that each of them stands in the text.",
    inputs=cases.ENTITIES,
    edges=cases.ENTITY_EDGES,
    mistakes=wrong_entities.VALIDATE_ENTITIES,
    also_right=[right.faults_by_flat_conditions, right.faults_by_generator],
    hints=[
        "Go from the outside in: is it a dict, is the key there, is its value a list, is the item a string, does it stand "
        "in the text? Ask each question only where the one before was answered with yes.",
        'Go through kinds, not through the dict, and gather pairs in a list. "" in text is True for any text.',
        'For a list: for item in entities[kind]: if not isinstance(item, str) → "not a string"; elif not item or item not '
        'in text → "not in the text". At the end, one (key, "unknown") for each key that is not in kinds.',
    ],
    out_of_bounds=[
        *("jsonschema.validate", "jsonschema.Draft202012Validator", "jsonschema.Draft7Validator"),
        *("pydantic.BaseModel", "pydantic.create_model", "pydantic.TypeAdapter"),
    ],
    agree=cases.agree_on_faults,
    race=Race(
        peers.grown_entities,
        {"jsonschema": peers.jsonschema_faults, "pydantic": peers.pydantic_faults},
        peers.SIZES,
        "entities",
    ),
)
