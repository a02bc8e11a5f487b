// The page of a lesson.
import "./editors.js";
import "./exercise_keys.js";
import "./figure_keys.js";
import "./outline.js";
