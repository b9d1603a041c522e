// @ts-check
// The keys of every page: g and a letter go to another page, "/" looks for anything, "?" says what the keys do, Escape goes one step back.
// Letters are letters while somebody types, and belong to the browser with Control, Alt or Meta.

import { search } from "./search.js";

const PATIENCE = 400;
const pages = /** @type {HTMLDetailsElement | null} */ (document.getElementById("pages"));
const help = /** @type {HTMLDialogElement | null} */ (document.getElementById("help"));
let going = false;
let showing = 0;

/** @param {EventTarget | null} at */
const typing = (at) =>
  at instanceof HTMLElement && Boolean(at.closest("input, textarea, select, [contenteditable]"));

/** The letter decides; who hesitates is shown the letters. */
function begin() {
  going = true;
  showing = setTimeout(() => pages && (pages.open = true), PATIENCE);
}

/** @param {string} key */
function go(key) {
  going = false;
  clearTimeout(showing);
  if (pages) pages.open = false;
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (link instanceof HTMLAnchorElement) link.click();
}

/** Closes what was dropped down, and gives the focus back; whether there was anything. */
function fold() {
  const open = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.drop[open]"));
  if (!open) return false;
  const inside = open.contains(document.activeElement);
  open.open = false;
  if (inside) open.querySelector("summary")?.focus();
  return true;
}

/** @param {string} key @returns {boolean} whether it was one of these keys */
function heed(key) {
  if (going) return go(key), true;
  if (key === "Escape") return fold();
  if (key === "g") return begin(), true;
  if (key === "?") return help?.showModal(), true;
  if (key === "/") return search(), true;
  return false;
}

window.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (going && event.key.length > 1 && event.key !== "Escape") return;
    if (!heed(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.drop[open]"))
    if (!open.contains(/** @type {Node} */ (event.target))) open.removeAttribute("open");
});
for (const button of document.querySelectorAll("[data-help]")) {
  button.toggleAttribute("hidden", false);
  button.addEventListener("click", () => help?.showModal());
}
