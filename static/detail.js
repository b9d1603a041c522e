// @ts-check
// One alert beside the queue: opened by Enter or a click, drawn again whenever the queue is, closed by Escape.
import { send, tell } from "./acts.js";
import { current } from "./queue.js";

const htmx = /** @type {any} */ (window).htmx;
const beside = /** @type {HTMLElement} */ (document.getElementById("beside"));
const board = /** @type {HTMLElement} */ (document.querySelector(".board"));
const wide = matchMedia("(min-width: 60.01rem)");
const PAUSE = 1_000;
let soon = 0;
let asked = 0;
htmx.config.morphIgnore.push("data-beside"); // the mark of the row whose alert is open

export const detail = () => /** @type {HTMLElement | null} */ (document.getElementById("detail"));
/** The number of the alert that is open, or none. */
export const opened = () => detail()?.dataset.alert ?? "";

/** Where there is no room beside the queue, the alert has a page of its own. @param {string} number */
export async function open(number) {
  if (!wide.matches) return location.assign(`/alerts/${number}`);
  if (opened() === number) return;
  const html = await read(number);
  if (!html) return;
  beside.innerHTML = html;
  beside.hidden = false;
  board.dataset.beside = number;
  mark();
  document.dispatchEvent(new CustomEvent("controlroom:drawn", { detail: { panel: "detail" } }));
}

/** The newest that was asked for; an older answer that comes late is dropped. @param {string} number */
async function read(number) {
  const mine = ++asked;
  const answer = await fetch(`/alerts/${number}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.redirected || answer?.status === 401) location.reload();
  const html = (await answer?.text()) ?? "";
  if (mine !== asked) return "";
  if (answer?.ok) return html;
  tell(answer ? { ok: false, html } : null, "unshown");
  return "";
}

/** In the queue, the row whose alert is open. */
function mark() {
  for (const row of document.querySelectorAll("#panel-alerts .alert"))
    row.toggleAttribute("data-beside", row.id === `alert-${opened()}`);
}

export function close() {
  const inside = beside.contains(document.activeElement);
  const row = document.getElementById(`alert-${opened()}`);
  asked += 1;
  beside.hidden = true;
  beside.replaceChildren();
  delete board.dataset.beside;
  mark();
  if (inside) (row ?? document.getElementById("title-alerts"))?.focus();
}

/** Somebody is writing about what is shown: another version must not slip under the words. */
const writing = () =>
  [.../** @type {NodeListOf<HTMLInputElement>} */ (beside.querySelectorAll("textarea, input:not([type])"))].some(
    (field) => field.value !== field.defaultValue,
  );

async function refresh() {
  soon = 0;
  const number = opened();
  if (!number || writing()) return;
  const html = await read(number);
  const target = detail();
  if (!html || !target || opened() !== number || writing()) return;
  await htmx.swap({ sourceElement: target, target, swap: "outerMorph", text: html.trim() });
  document.dispatchEvent(new CustomEvent("controlroom:drawn", { detail: { panel: "detail" } }));
}

function refreshSoon(/** @type {number} */ after = PAUSE) {
  if (!soon) soon = setTimeout(refresh, after);
}

document.addEventListener("controlroom:drawn", (event) => {
  if (/** @type {CustomEvent} */ (event).detail.panel !== "alerts") return;
  mark();
  refreshSoon();
});
document.addEventListener("controlroom:done", () => {
  clearTimeout(soon);
  soon = 0;
  refreshSoon(0);
});
document.addEventListener("focusin", () => {
  const number = current()?.dataset.alert;
  if (number && opened() && number !== opened()) open(number);
});
document.addEventListener("click", (event) => {
  const at = /** @type {Element} */ (event.target);
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  const link = /** @type {HTMLAnchorElement | null} */ (at.closest("#panel-alerts a.alert__open, #detail a[href^='/alerts/']"));
  if (at.closest("[data-close]") && plain) {
    event.preventDefault();
    return close();
  }
  if (!link || !plain || !wide.matches || link.search) return;
  event.preventDefault();
  open(link.pathname.replace("/alerts/", ""));
});
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  const pressed = event.submitter;
  if (!(await send(form, pressed))) return;
  form.reset();
  const sheet = form.closest("details.act");
  if (sheet instanceof HTMLDetailsElement) {
    sheet.open = false;
    detail()?.focus();
  }
});
