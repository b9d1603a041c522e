// @ts-check
// The page of one alert: the keys of its acts. Its forms send themselves.
import "./ticking.js";
import { act } from "./sheets.js";

document.addEventListener("keydown", (event) => {
  const typing = /** @type {Element} */ (event.target).closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  if (act(event.key)) event.preventDefault();
});
