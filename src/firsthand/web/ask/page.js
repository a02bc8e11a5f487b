// The page's own parts, and its line for messages.
import { announce } from "../static/announce.js";

export const root = document.querySelector(".ask-desk");
export const find = (selector) => root.querySelector(selector);

export const say = (text) => { find(".ask-status").textContent = text; };

// The same, for ears as well.
export const tell = (text) => {
  say(text);
  announce(text);
};

// What goes wrong is said on the page.
export const attempt = (act) => async (...args) => {
  try {
    await act(...args);
  } catch (error) {
    say(error.message);
  }
};
