// @ts-check
// What an officer does goes to the watch, and what it answers is said. Nothing is painted before it has answered.
import { word } from "./queue.js";

const htmx = /** @type {any} */ (window).htmx;
/** @type {Set<string>} the ids of rows from which something is on its way */
const sending = new Set();

/** @typedef {{ok: boolean, html: string}} Answer */

const stale = () =>
  getComputedStyle(/** @type {Element} */ (document.getElementById("cover"))).visibility === "visible";

/** Sends a form; whether the watch did it. @param {HTMLFormElement} form @param {HTMLElement | null} [pressed] */
export async function send(form, pressed = null) {
  const from = /** @type {HTMLElement} */ (form.closest(".alert, #detail") ?? form);
  const fields = new FormData(form, pressed instanceof HTMLButtonElement ? pressed : null);
  if (from.matches(".alert")) from.focus();
  const answer = await post(form.getAttribute("action") ?? "", fields, from);
  if (answer) complain(form, answer);
  return Boolean(answer?.ok);
}

/** @param {string} action @param {FormData} fields @param {HTMLElement} from the row or the detail that says "sending"
    @returns {Promise<Answer | null>} null if there was none, or nothing could be asked */
export async function post(action, fields, from) {
  if (sending.has(from.id) || stale()) return null;
  sending.add(from.id);
  from.setAttribute("data-sending", word("sending"));
  const body = new URLSearchParams(/** @type {any} */ (fields));
  const answer = await fetch(action, { method: "POST", body, headers: { "HX-Request": "true" } }).then(
    read,
    () => null,
  );
  sending.delete(from.id);
  document.getElementById(from.id)?.removeAttribute("data-sending");
  tell(answer ?? null);
  if (answer?.ok) document.dispatchEvent(new CustomEvent("controlroom:done"));
  return answer ?? null;
}

/** @param {Response} response @returns {Promise<Answer | void>} */
async function read(response) {
  if (response.redirected) return location.assign(response.url);
  return { ok: response.ok, html: await response.text() };
}

/** @param {Answer | null} answer @param {string} [nothing] what is said if there was none */
export function tell(answer, nothing = "unanswered") {
  const lost = document.createElement("p");
  lost.textContent = word(nothing);
  const where = answer?.ok ? "#said-status" : "#said-alert";
  for (const region of document.querySelectorAll(".said > div")) region.replaceChildren();
  htmx.swap({
    sourceElement: document.body,
    target: where,
    swap: "innerHTML",
    text: answer ? answer.html : lost.outerHTML,
  });
}

/** A refusal stands at the field that it is about, too. @param {HTMLFormElement} form @param {Answer} answer */
function complain(form, answer) {
  for (const amiss of form.querySelectorAll("[data-amiss]")) amiss.toggleAttribute("hidden", true);
  if (answer.ok) return;
  const said = document.createElement("template");
  said.innerHTML = answer.html;
  const reason = said.content.querySelector("p");
  const at = reason?.getAttribute("data-at") ?? "";
  const place = form.querySelector(`[data-amiss="${at}"]`) ?? form.querySelector('[data-amiss=""]');
  if (!place || !reason) return;
  place.textContent = (reason.querySelector("span") ?? reason).textContent;
  place.toggleAttribute("hidden", false);
}

document.addEventListener("controlroom:drawn", () => {
  for (const id of sending) document.getElementById(id)?.setAttribute("data-sending", word("sending"));
});
