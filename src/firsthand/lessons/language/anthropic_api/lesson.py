# ---
# title: The Anthropic API
# minutes: 50
# needs: [openai_api]
# extras: [llm]
# goals:
#   - Talk to a chat model through Anthropic's messages, and know what differs from OpenAI's form
#   - Read an answer made of blocks, and a stream made of named events
#   - Keep a long conversation within the window of the model
#   - Follow a tool call from the request to the result
# ---

# %% [markdown]
# # The Anthropic API
#
# You know the chat completion. Anthropic's **messages** are the other form that you will meet: the same idea, and nearly every
# detail different. Code that was written for one and guesses at the other fails in the details. Here they are, one by one, with
# the toy of the last lesson: its server speaks both.

# %%
import json
import urllib.error
import urllib.request

from firsthand.course import whose, yours
from firsthand.llm.fake_server import ToyServer

server = ToyServer()
MODEL = "toy-ngram"


def post(path, body):
    """Send a request, and give back the open connection."""
    headers = {"x-api-key": "no-key-here", "anthropic-version": "2023-06-01"}
    request = urllib.request.Request(
        server.url + path,
        data=json.dumps({"model": MODEL, **body}).encode(),
        headers={**headers, "Content-Type": "application/json"},
    )
    return urllib.request.urlopen(request, timeout=10)


def ask(messages, max_tokens=60, **settings):
    """Send messages, and give back the reply as Python."""
    with post("/v1/messages", {"messages": messages, "max_tokens": max_tokens, **settings}) as response:
        return json.load(response)


question = [{"role": "user", "content": "What does the otter eat?"}]
reply = ask(question, system="Answer in one sentence.", temperature=0)
print(json.dumps(reply, indent=2))

# %% [markdown]
# Compare it with the reply of a chat completion, from the top:
#
# - The key goes into a header of its own, `x-api-key`, and each request names the version of the API that it was written for.
# - The system text is a parameter, not a message. (The newest SDKs also know system messages within the list. The parameter
#   works with all of them.)
# - There are no `choices`. The answer is `content`, and it is a **list of blocks**, not a text.
# - `stop_reason` is `end_turn` where OpenAI says `stop`.
# - `usage` counts `input_tokens` and `output_tokens`.
#
# And one parameter is required. Leave it out:

# %%
try:
    post("/v1/messages", {"messages": question})
except urllib.error.HTTPError as error:
    print(error.code, json.load(error))

# %% [markdown]
# `max_tokens` is a limit, not a wish: the model does not know it and does not plan for it. You pay for what was written, so it may
# be generous.
#
# ## Blocks
#
# Why a list? Because an answer may hold more than text: what the model thought, or a call of one of your tools. Therefore never
# write `content[0]["text"]`; the first block may be of another kind. Take the text blocks:

# %%


def text_of(reply):
    """The text of an answer: its text blocks, joined."""
    return "".join(block["text"] for block in reply["content"] if block["type"] == "text")


print(text_of(reply))

# %% [markdown]
# A message that you send may be made of blocks, too: text, images, documents, results of tools. A plain text stands for one text
# block.
#
# ## From one form to the other
#
# Say you have a list of messages in OpenAI's form, with a system message in it. The system text has to come out. And Anthropic's
# models were trained on user and assistant taking turns, so two messages of the user in a row should become one. (Anthropic's
# own server joins them if you do not. Not every server in this form does.)

# %% exercise="split_system"
split_system = yours("split_system")

# %%
chat_messages = yours("chat_messages")

openai_form = chat_messages(
    "And where does it sleep?",
    system="Answer in one sentence.",
    history=[*question, {"role": "assistant", "content": text_of(reply)}],
)
system, turns = split_system(openai_form)
print("system:", system)
for turn in turns:
    print(turn)

# %% [markdown]
# Does the model read the same thing? The server has both addresses. Send the one form here and the other there:

# %%
messages_reply = ask(turns, system=system)
with post("/v1/chat/completions", {"messages": openai_form}) as response:
    completion = json.load(response)

print("by /v1/messages:        ", messages_reply["usage"]["input_tokens"], "tokens read")
print("by /v1/chat/completions:", completion["usage"]["prompt_tokens"], "tokens read")

# %% [markdown]
# Two forms, one row of tokens. What differs is the envelope.
#
# ## The official SDK

# %%
from firsthand.optional import has_sdk

sdk = has_sdk("anthropic")
if sdk:
    from anthropic import Anthropic

    client = Anthropic(api_key="no-key-here", base_url=server.url)
    message = client.messages.create(
        model=MODEL, max_tokens=60, system=system, messages=turns, extra_body={"temperature": 0}
    )
    print("".join(block.text for block in message.content if block.type == "text"))
    print(message.usage.input_tokens, "read,", message.usage.output_tokens, "written,", message.stop_reason)

# %% [markdown]
# Without `base_url` it talks to Anthropic, with the key from `ANTHROPIC_API_KEY`. Here the base URL has no `/v1`, for this SDK adds
# it itself.
#
# Why `extra_body`? Not every model lets you set a temperature, and the parameter has gone from newer versions of the SDK. What
# stands in `extra_body` is sent as it is, whatever the SDK knows. Ask yours:

# %%
if sdk:
    import inspect

    import anthropic

    known = inspect.signature(client.messages.create).parameters
    print("anthropic", anthropic.__version__, "knows temperature:", "temperature" in known)

# %% [markdown]
# ## Why it stopped

# %%
fox = [{"role": "user", "content": "What does the fox eat?"}]
for settings in ({}, {"max_tokens": 4}, {"stop_sequences": [" and"]}):
    told = ask(fox, temperature=0, **settings)
    print(f"{told['stop_reason']:14} {told['stop_sequence']!s:6}", text_of(told))

# %% [markdown]
# It also says *which* stop sequence it met; a chat completion does not. Other reasons that a program must be ready for: `tool_use`
# (it wants one of your tools), `refusal` (it will not answer), `pause_turn` (it has not finished; send the answer back and it
# goes on).
#
# ## A stream of named events
#
# Server-sent events again, but each has a name, and they tell a story with a beginning and an end.

# %%
body = {"messages": question, "max_tokens": 60, "temperature": 0, "stream": True}
with post("/v1/messages", body) as response:
    lines = response.read().decode().splitlines()

for line in [*lines[:12], "…", *lines[-9:]]:
    print(line if len(line) < 99 else line[:30] + " … " + line[-60:])

# %% [markdown]
# A message starts, and says what it has read. A block starts, its pieces come, it stops; there may be more blocks. Then the message's
# own delta says why it stopped and what was written, and the message stops. `ping` only keeps the line open. New kinds of
# event may be added at any time, so pass over what you do not know.

# %%
events = [json.loads(line[5:]) for line in lines if line.startswith("data:")]
print([event["type"] for event in events])

# %% exercise="read_events"
read_events = yours("read_events")

# %%
print(read_events(events))
print(read_events(events[:6]), "after a cut")

# %% [markdown]
# The SDK does this in `client.messages.stream`. It gives the text as it comes and keeps the message as it grows:

# %%
if sdk:
    with client.messages.stream(
        model=MODEL, max_tokens=60, messages=question, extra_body={"temperature": 0}
    ) as stream:
        for piece in stream.text_stream:
            print(piece, end="|")
        final = stream.get_final_message()
    print()

    mine = read_events(events)
    print(f"same counts as {whose(read_events)}:", final.usage.output_tokens == mine["output_tokens"])

# %% [markdown]
# ## When the window is full
#
# A model can hold so many tokens at a time and no more, prompt and answer together: its **window**. That of the toy is 300. Real
# ones hold some hundred thousand or a million, and long conversations fill those too. How many tokens a request would have, the server
# tells without answering it:

# %%


def count(messages):
    """How many tokens these messages are to the model."""
    with post("/v1/messages/count_tokens", {"messages": messages}) as response:
        return json.load(response)["input_tokens"]


print(count(question), "tokens, and nothing to pay")

# %%
animals = ["heron", "bee", "owl", "fox", "otter", "frog", "mole", "stork"]


def talk(turns, shorten=lambda history: history):
    """Ask about one animal after another, and give back the tokens read in each turn and what was said."""
    history, read = [], []
    for turn in range(turns):
        text = f"Now tell me about the {animals[turn % 8]}, please."
        history = shorten([*history, {"role": "user", "content": text}])
        try:
            told = ask(history, max_tokens=30)
        except urllib.error.HTTPError as error:
            print(f"turn {turn + 1}: {error.code}", json.load(error)["error"]["message"])
            break
        read.append(told["usage"]["input_tokens"])
        history.append({"role": "assistant", "content": text_of(told)})
    return read, history


everything, _ = talk(30)

# %% [markdown]
# That is how such programs fail: after weeks in which all was well, with the user who talks longest. Shorten the history **before** it
# is too long, and mind what the rest looks like: the newest messages, no gap, and not an answer at the beginning whose
# question is gone.

# %% exercise="trim_history"
trim_history = yours("trim_history")

# %%
from firsthand.figures.chat import tokens_by_turn


def within(budget):
    """A way to shorten a history to so many tokens."""
    # Counted alone, each message brings the mark that opens the answer: one too many.
    return lambda history: trim_history(history, [count([one]) - 1 for one in history], budget)


trimmed, history = talk(20, within(150))
print("the history begins with:", history[0])
tokens_by_turn({"everything": everything, "trimmed to 150": trimmed}, limit=server.model.window)

# %% [markdown]
# The line of the trimmed one is level, and so is what a turn costs: the square is gone from the bill. The price is that the model has
# forgotten the beginning. Where that matters, have the model sum up what you cut, and keep the summary; or find what
# matters for this question, which is the lesson on retrieval. The system text is apart and is never cut.

# %% [markdown] explorable="history_window"
# Lower the budget and watch the messages go, the oldest first, and sometimes two at once. (The page shows this as a figure with
# sliders; in a notebook, change the 150 above.)

# %% [markdown]
# ## Tools
#
# A model only writes text. But you may tell it of functions that it can ask for, and then an answer may hold a block in which it does. The
# toy cannot, so **the reply below is written by hand**, in the form of a real one.
#
# First the request: a name, what it is good for, and its parameters as JSON Schema.

# %%
tools = [
    {
        "name": "count_letter",
        "description": "Count how often a letter occurs in a word.",
        "input_schema": {
            "type": "object",
            "properties": {"word": {"type": "string"}, "letter": {"type": "string"}},
            "required": ["word", "letter"],
        },
    }
]
conversation = [{"role": "user", "content": "How many r are in strawberry?"}]

by_hand = {
    "role": "assistant",
    "stop_reason": "tool_use",
    "content": [
        {"type": "text", "text": "Let me count."},
        {
            "type": "tool_use",
            "id": "toolu_1",
            "name": "count_letter",
            "input": {"word": "strawberry", "letter": "r"},
        },
    ],
}

# %% [markdown]
# The model has not called anything: it *asks*. Your program decides, runs the function, and sends the result back as a message of
# the user, under the same id. Then the model goes on.

# %%


def count_letter(word, letter):
    return word.count(letter)


functions = {"count_letter": count_letter}


def run(block):
    """Do what a block asks for, if it is one of our functions; an error is a result as well."""
    try:
        content, failed = str(functions[block["name"]](**block["input"])), False
    except (KeyError, TypeError) as error:
        content, failed = f"{type(error).__name__}: {error}", True
    return {"type": "tool_result", "tool_use_id": block["id"], "content": content, "is_error": failed}


results = [run(block) for block in by_hand["content"] if block["type"] == "tool_use"]
conversation += [
    {"role": "assistant", "content": by_hand["content"]},
    {"role": "user", "content": results},
]
print(json.dumps(conversation[-1], indent=2))

# %% [markdown]
# An **agent** is this in a loop: ask, run what it asks for, send the results, until `stop_reason` is no longer `tool_use`. What the
# model asks for comes from text that somebody else may have written. So check it like any input from outside: allow few functions, let none
# of them do harm, and limit the rounds.
#
# ## Side by side
#
# | | chat completion | messages |
# | --- | --- | --- |
# | key | `Authorization` | `x-api-key` |
# | system text | a message with the role `system` | the parameter `system` |
# | limit | may be left out | `max_tokens`, required |
# | answer | a text, in `choices[0]` | `content`, a list of blocks |
# | why it stopped | `finish_reason` | `stop_reason` |
# | … it had finished | `stop` | `end_turn` |
# | … cut off by the limit | `length` | `max_tokens` |
# | … cut off, the window is full | `length` | `model_context_window_exceeded` |
# | … wants a tool | `tool_calls` | `tool_use` |
# | stop texts | `stop` | `stop_sequences`; it says which |
# | `usage` | prompt and completion tokens | input and output tokens |
# | stream | deltas, then `[DONE]` | named events, then `message_stop` |
# | result of a tool | a message with the role `tool` | a block `tool_result` of the user |
# | too many at once | 429, 503 | 429, 529 |
#
# ## One door
#
# A program should not care. The library's `connect` hides all of this: a name in, one kind of `Reply` out, with text, usage, cost, model,
# seconds and the reason to stop; retries, time-outs and a limit on what you spend are built in. Here it opens the door to the toy, by
# its address:

# %%
from firsthand.errors import FirsthandError
from firsthand.llm import HOW_TO_GET_ONE, configured, connect

if has_sdk("openai"):
    toy = connect(f"openai-compatible:{MODEL}@{server.base_url}")
    answer = toy.reply("What does the stork eat?", system="Be brief.", temperature=0)
    print(answer.text)
    print(answer.usage, "stopped:", answer.stop_reason, "cost:", answer.cost)

    stream = toy.stream("Where does the beaver live?", temperature=0)
    print(*stream, sep="|")
    print(stream.reply.usage)

# %% [markdown]
# The cost is None: nobody knows what a toy costs, and *unknown* is not *nothing*. With `anthropic:` and a model's name it takes the
# way of this lesson, with `openai:` that of the last one. And if a real model is set in `FIRSTHAND_LLM`, this asks it:

# %%
if configured():
    try:
        answer = connect().reply("What does the penguin eat? One sentence.", max_tokens=200)
        print(answer.text)
        print(answer.usage, "stopped:", answer.stop_reason, "dollars:", answer.cost)
    except FirsthandError as error:
        print(error)
else:
    print(HOW_TO_GET_ONE)

# %% [markdown]
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *You move a program from OpenAI to Anthropic. What breaks?* The system message has to come out of the list, `max_tokens` has to
#    be there, the answer is a list of blocks, and the names of usage, stop reasons and stream events differ. Prompts need
#    measuring again.
# 2. *Why is the answer a list of blocks?* It can hold text, thought and calls of tools, in order. Code that takes the first block's text
#    works until the first block is something else.
# 3. *In a stream, how do you count the tokens?* Input from `message_start`; output from the last `message_delta`, which counts from
#    the beginning. Adding them up counts twice.
# 4. *A conversation no longer fits. What do you do?* Drop the oldest turns whole, sum them up, or retrieve what matters. Keep the system text,
#    begin with a user's message, and leave room for the answer.
# 5. *Who runs a tool?* Your program. The model writes a name and arguments; treat both as input that nobody has checked.
# 6. *How do you write a program that works with both?* One small interface of your own (messages in; text, usage and reason out) and one
#    adapter for each provider, tested against the same cases.
