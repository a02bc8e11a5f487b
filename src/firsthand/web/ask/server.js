// Talking with the server. Whatever goes wrong is an Error with a sentence to show.

export const call = async (address, options = {}) => {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The course does not answer. If it has ended, run firsthand start.", { cause: error });
  }
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || `The course said ${answer.status}.`);
  return answer;
};

export const json = async (address, options) => (await call(address, options)).json();

export const post = (body, more = {}) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
  ...more,
});

// One JSON object a line.
export const lines = async function* (answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
};
