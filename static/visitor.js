// @ts-check
// A visitor in the room: Shift+V at a desk masks every wall. The lamp comes from the watch, like all else.
import { tell } from "./acts.js";

const form = () => /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-visitor]"));
let asking = false;

/** @param {HTMLFormElement} sent */
async function ask(sent) {
  if (asking) return;
  asking = true;
  const action = sent.getAttribute("action") ?? "";
  const answer = await fetch(action, { method: "POST", headers: { "HX-Request": "true" } }).then(
    async (said) => ({ ok: said.ok, html: await said.text() }),
    () => null,
  );
  asking = false;
  tell(answer);
}

document.addEventListener("submit", (event) => {
  const sent = /** @type {HTMLFormElement} */ (event.target);
  if (!sent.matches("form[data-visitor]")) return;
  event.preventDefault();
  ask(sent);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "V" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const at = /** @type {Element} */ (event.target);
  if (document.querySelector("dialog[open]") || at.closest("input, textarea, select")) return;
  event.preventDefault();
  form()?.requestSubmit();
});
