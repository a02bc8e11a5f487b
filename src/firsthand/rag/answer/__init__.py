"""From a question and passages to an answer whose sentences are cited, or a refusal."""
