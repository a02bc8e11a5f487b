// What every page has: theme, dialogs, search, keys. None of it needs the server's line.
import "./dialogs.js";
import "./keys.js";
import "./search.js";
import "./theme.js";
