// Which collection is looked at, and what the server says of all of them. Only the functions here change that.
import { json } from "./server.js";

export const COURSE = "course";
const KEPT = "firsthand-ask"; // the collection looked at last, for the next visit

export let name = "";
export let state = null;

export const isCourse = () => name === COURSE;
export const api = (path) => `/ask/api/collections/${path}`;

export const refresh = async () => { state = await json("/ask/state"); };

export const lookAt = (wanted) => {
  name = wanted;
  localStorage.setItem(KEPT, name);
};

// The collection to begin with: the one that is looked at, or was last, should it still be there.
export const toBeginWith = () => {
  const wanted = name || localStorage.getItem(KEPT);
  return state.collections.some((one) => one.name === wanted) ? wanted : COURSE;
};
