"""Chat models (OpenAI, Anthropic, any server that speaks their language, a local one), prompting, the prompt lab."""
