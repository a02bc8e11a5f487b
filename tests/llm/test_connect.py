"""From a name to a model: addresses, keys, and what is wrong with them."""

import builtins
import math
import subprocess
import sys

import pytest

from firsthand.errors import FirsthandError
from firsthand.llm import HOW_TO_GET_ONE, LLMError, configured, connect
from firsthand.llm.connect import ollama_url

KEY = "sk-secret-0123456789"


def said(*args, **options):
    with pytest.raises(FirsthandError) as caught:
        connect(*args, **options)
    return str(caught.value)


def url(name):
    with connect(name) as model:
        return model._provider.service.url


def test_nothing_set_says_how_to_get_one():
    assert configured() is None
    assert said() == HOW_TO_GET_ONE
    assert "ollama pull" in HOW_TO_GET_ONE
    assert "OPENAI_API_KEY" in HOW_TO_GET_ONE
    assert "\n" not in HOW_TO_GET_ONE


def test_the_name_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("FIRSTHAND_LLM", " ollama:llama3.2 ")
    assert configured() == "ollama:llama3.2"
    with connect() as model:
        assert model.name == "ollama:llama3.2"
        assert repr(model) == "<ChatModel ollama:llama3.2>"


@pytest.mark.parametrize(
    "name", ["gpt-4o", "openai", "openai:", "openai: ", "OpenAI:gpt-4o", "azure:x", ":x", "http://a"]
)
def test_a_name_that_names_nothing(name):
    assert said(name) == (
        f"{name.strip()!r} names no chat model. It must be openai:MODEL, anthropic:MODEL, ollama:MODEL, "
        "openai-compatible:MODEL@URL or local:FOLDER_OR_HUB_NAME."
    )


@pytest.mark.parametrize(
    ("name", "variable"), [("openai:a", "OPENAI_API_KEY"), ("anthropic:a", "ANTHROPIC_API_KEY")]
)
def test_a_missing_key_names_its_variable(name, variable, monkeypatch):
    assert f"set {variable} in the environment." in said(name)
    monkeypatch.setenv(variable, "  ")
    assert f"set {variable} in the environment." in said(name)


@pytest.mark.parametrize(
    "key", ["sk-se\ncret", "sk-secret…", "sk-secret sk-secret", "sk-\x07secret", "schlüssel-secret"]
)
def test_a_key_that_is_none_is_told_without_it(key, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", key)
    message = said("openai:gpt-4o")
    assert message == "OPENAI_API_KEY holds a character that no key has. Copy the key again."


def test_a_key_with_space_around_it_is_taken(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    with connect("openai:gpt-4o") as model:
        assert model._provider._client.api_key == KEY


def test_addresses(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    assert url("openai:gpt-4o") == "https://api.openai.com/v1"
    assert url("anthropic:claude-sonnet-4-6") == "https://api.anthropic.com"
    assert url("openai-compatible:a/b@http://127.0.0.1:8080/v1/") == "http://127.0.0.1:8080/v1"
    assert url("openai-compatible:@cf/meta/llama@https://x.example/v1") == "https://x.example/v1"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1234/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1235")
    assert url("openai:gpt-4o") == "http://127.0.0.1:1234/v1"
    assert url("anthropic:claude-sonnet-4-6") == "http://127.0.0.1:1235"


def test_openais_key_stays_with_openai(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for name in ("openai-compatible:m@http://127.0.0.1:8080/v1", "ollama:m"):
        with connect(name) as model:
            assert KEY not in str(model._provider._client.auth_headers)
    monkeypatch.setenv("FIRSTHAND_LLM_KEY", "another")
    with connect("openai-compatible:m@http://127.0.0.1:8080/v1") as model:
        assert model._provider._client.api_key == "another"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("", "http://127.0.0.1:11434/v1"),
        ("127.0.0.1:5000", "http://127.0.0.1:5000/v1"),
        ("box.lan", "http://box.lan:11434/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:80", "http://127.0.0.1:80/v1"),
        (":5000", "http://127.0.0.1:5000/v1"),
        ("http://box.lan", "http://box.lan:80/v1"),
        ("https://box.lan", "https://box.lan:443/v1"),
        ("https://box.lan:1/ollama/", "https://box.lan:1/ollama/v1"),
        ("[::1]:5000", "http://[::1]:5000/v1"),
    ],
)
def test_ollamas_host_in_every_form(host, expected, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert ollama_url() == expected
    assert url("ollama:llama3.2") == expected


def test_a_host_that_is_none(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "box:port")
    assert (
        said("ollama:llama3.2") == "OLLAMA_HOST is 'box:port', which is no address. Example: 127.0.0.1:11434"
    )


def test_ollama_not_running_says_how_to_start_it(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with pytest.raises(
        LLMError, match=r"^Nothing answers at http://127\.0\.0\.1:9/v1\. Start it with `ollama serve`\.$"
    ):
        connect("ollama:llama3.2", max_retries=0).reply("Hello")


def test_a_model_ollama_lacks_says_how_to_get_it(scripted, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", scripted.url)
    scripted.script((404, {}, [b'{"error": {"message": "model not found"}}']))
    with pytest.raises(LLMError, match=r"Ollama has no model 'qwen' at .* Get it with `ollama pull qwen`\."):
        connect("ollama:qwen").reply("Hello")


@pytest.mark.parametrize(
    "rest", ["llama", "llama@", "llama@ftp://a", "llama@127.0.0.1:8080", "@http://a/v1", "a@http://a b"]
)
def test_a_compatible_server_without_an_address(rest):
    assert said(f"openai-compatible:{rest}").endswith(
        "Example: openai-compatible:llama3@http://127.0.0.1:8080/v1"
    )


def test_a_password_in_an_address_is_refused_and_not_shown():
    message = said("openai-compatible:llama@http://me:hunter2@127.0.0.1/v1")
    assert "hunter2" not in message
    assert "FIRSTHAND_LLM_KEY" in message


def test_a_password_in_a_base_url_is_not_shown(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://me:hunter2@127.0.0.1:9/v1?token=hunter3")
    with pytest.raises(LLMError, match=r"Nothing answers at http://127\.0\.0\.1:9/v1\.") as caught:
        connect("openai:gpt-4o", max_retries=0).reply("Hello")
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"timeout": 0}, "timeout must be a number of seconds above 0, got 0."),
        ({"timeout": math.nan}, "timeout must be a number of seconds above 0, got nan."),
        ({"timeout": None}, "timeout must be a number of seconds above 0, got None."),
        ({"max_retries": -1}, "max_retries must be a whole number of at least 0, got -1."),
        ({"max_retries": 1.5}, "max_retries must be a whole number of at least 0, got 1.5."),
        ({"budget": -1}, "budget must be US dollars of at least 0, got -1."),
        ({"budget": "1"}, "budget must be US dollars of at least 0, got '1'."),
        ({"budget": math.inf}, "budget must be US dollars of at least 0, got inf."),
    ],
)
def test_dials_out_of_range(options, expected):
    assert said("ollama:llama3.2", **options) == expected


def test_a_local_model_that_is_nowhere():
    message = said("local:nobody/such-a-model-in-any-place")
    assert "neither a model folder nor on this machine" in message
    assert "Check the name and the network, or give a folder." in message


def test_a_folder_that_holds_no_model(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    assert said(f"local:{tmp_path}").startswith(
        f"The folder {tmp_path} holds no model that Transformers can read: "
    )


def test_a_model_without_a_chat_template(tiny_model, tmp_path):
    import shutil

    folder = tmp_path / "plain"
    shutil.copytree(tiny_model, folder)
    (folder / "chat_template.jinja").unlink()
    assert said(f"local:{folder}").endswith(
        "is no chat model: its tokenizer has no chat template. Take the -Instruct version of it."
    )


@pytest.mark.parametrize(
    ("name", "package", "extra"),
    [
        ("openai:a", "openai", "llm"),
        ("anthropic:a", "anthropic", "llm"),
        ("ollama:a", "openai", "llm"),
        ("local:a", "torch", "rag"),
    ],
)
def test_a_missing_package_names_its_extra(name, package, extra, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    real = builtins.__import__

    def without(wanted, *args, **kwargs):
        if wanted.partition(".")[0] == package:
            raise ImportError(f"No module named {wanted!r}")
        return real(wanted, *args, **kwargs)

    for module in ("openai_chat", "anthropic_chat", "local_chat"):
        monkeypatch.delitem(sys.modules, f"firsthand.llm.providers.{module}", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    assert said(name).endswith(f"pip install -c constraints.txt -e '.[{extra}]'")


def test_importing_the_room_loads_nothing_heavy():
    heavy = "{'openai', 'anthropic', 'genai_prices', 'httpx2', 'torch', 'transformers'}"
    code = f"import sys, firsthand.llm; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "[]"
