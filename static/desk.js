// @ts-check
// The desk by keyboard. Letters are letters while somebody types; keys.js has those of every page.
import "./sound.js";
import { post } from "./acts.js";
import { tick } from "./bulk.js";
import { close, detail, open, opened } from "./detail.js";
import { current, move, release, rows } from "./queue.js";
import { act } from "./sheets.js";

/** The alert that is meant: the row in hand, else the one that is open. */
const meant = () => current()?.dataset.alert || (detail()?.contains(document.activeElement) || !current() ? opened() : "");

/** With no row in hand the first press takes the most urgent one in hand, the second acknowledges it. */
function acknowledge() {
  const form = current()?.querySelector("form[data-key=a]");
  if (form instanceof HTMLFormElement) return form.requestSubmit();
  if (!current() && opened()) return act("a");
  rows()
    .find((row) => row.hasAttribute("data-unacked"))
    ?.focus();
}

/** The newest version of an alert that is shown, in the queue or beside it: they are not drawn at the same moment.
    @param {string} number @param {HTMLElement} row */
function seen(number, row) {
  const beside = opened() === number ? detail()?.dataset.version : undefined;
  return String(Math.max(Number(row.dataset.version ?? 0), Number(beside ?? 0)));
}

/** What needs no word. @param {string} path @param {string} to */
function press(path, to = "") {
  const number = meant();
  const row = document.getElementById(`alert-${number}`) ?? detail();
  if (!number || !row) return;
  const fields = new FormData();
  fields.set("seen", seen(number, row));
  fields.set("to", to);
  post(`/alerts/${number}/${path}`, fields, row);
}

/** Takes back what was acknowledged just now, or in the alert that is open; after ten seconds there is nothing to press. */
function undo() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#said-status form[data-key=u]"));
  if (form?.checkVisibility({ visibilityProperty: true })) form.requestSubmit();
  else act("u");
}

/** What needs words: its form, in the detail. @param {string} key */
async function write(key) {
  const number = meant();
  if (!number) return;
  await open(number);
  act(key);
}

/** One step back: out of a field, out of the alert, out of the queue. */
function leave() {
  const field = document.activeElement?.closest("#detail :is(input, textarea, select)");
  if (field) return detail()?.focus();
  if (current()) return opened() ? close() : /** @type {HTMLElement} */ (document.activeElement).blur();
  if (opened()) return close();
  /** @type {HTMLElement | null} */ (document.activeElement)?.blur();
}

function enter() {
  const row = current();
  const members = row?.querySelector("details");
  if (members instanceof HTMLDetailsElement) members.open = !members.open;
  else if (row?.dataset.alert) open(row.dataset.alert);
}

/** @type {Record<string, () => unknown>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: acknowledge,
  u: undo,
  s: () => press("assignment"),
  i: () => press("investigation"),
  n: release,
  x: () => tick(current()),
  Enter: enter,
  Escape: leave,
  ...Object.fromEntries(["e", "h", "c", "m", "r", "t"].map((key) => [key, () => write(key)])),
};

document.addEventListener("keydown", (event) => {
  const at = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key !== "Escape" && at.closest("input, textarea, select")) return;
  if (event.key === "Enter" && !at.matches(".alert")) return;
  event.preventDefault();
  keys[event.key]();
});
