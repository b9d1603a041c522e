// @ts-check
// Panels on the screen: the newest of each is drawn, one at a time, and nothing ever goes back.
import { drawTimes } from "./time.js";

/** @typedef {{panel: string, v: number, html: string}} Picture */

const htmx = /** @type {any} */ (window).htmx;
/** @type {Map<string, Picture>} */
const waiting = new Map();
/** @type {Map<string, number>} the rows that have a bar, each with the timer that takes it away */
const pointed = new Map();
let drawing = false;
htmx.config.morphIgnore.push("data-changed"); // what is drawn for another row takes no bar away

/** @param {Picture[]} panels */
export async function show(panels) {
  for (const picture of panels) waiting.set(picture.panel, picture);
  if (drawing) return;
  drawing = true;
  try {
    for (const [name, picture] of waiting) {
      waiting.delete(name);
      await draw(picture);
    }
  } finally {
    drawing = false;
  }
}

/** What waits is of a socket that is gone, or of a picture that starts afresh. */
export const drop = () => waiting.clear();

/** Another journal: nothing that is shown is newer than what comes. */
export function forget() {
  for (const panel of document.querySelectorAll("[id^=panel-]")) panel.setAttribute("data-v", "-1");
}

/** Whether the screen shows less than it was sent. @param {Record<string, number>} sent */
export function behind(sent) {
  if (drawing || waiting.size) return false;
  return Object.entries(sent).some(([name, v]) => version(document.getElementById(`panel-${name}`)) < v);
}

/** @param {HTMLElement | null} panel */
const version = (panel) => Number(panel?.dataset.v ?? -1);

/** desk.js may hold the order of a list: it changes what arrived before it is drawn. @param {Picture} picture */
async function draw(picture) {
  const target = document.getElementById(`panel-${picture.panel}`);
  const shown = version(target);
  if (!target || picture.v < shown) return;
  const template = document.createElement("template");
  template.innerHTML = picture.html;
  const detail = { panel: picture.panel, content: template.content };
  document.dispatchEvent(new CustomEvent("controlroom:arrived", { detail }));
  const changed = picture.v > shown && shown >= 0 ? difference(target, template.content) : [];
  await htmx.swap({ sourceElement: target, target, swap: "outerMorph", text: template.innerHTML });
  changed.forEach(point);
  drawTimes();
  document.dispatchEvent(new CustomEvent("controlroom:drawn", { detail }));
}

/** The ids of rows that are new or say something else. @param {ParentNode} before @param {ParentNode} after */
function difference(before, after) {
  const old = rows(before);
  return [...rows(after)].filter(([id, said]) => old.get(id) !== said).map(([id]) => id);
}

/** @param {ParentNode} panel */
function rows(panel) {
  return new Map([...panel.querySelectorAll("[data-fit] > li[id]")].map((row) => [row.id, words(row)]));
}

/** What a row says, times apart. @param {Element} row */
function words(row) {
  const copy = /** @type {Element} */ (row.cloneNode(true));
  for (const part of copy.querySelectorAll("time, form")) part.remove();
  return copy.textContent?.replace(/\s+/g, " ");
}

/** A still bar at the edge of a row, until three seconds after its last change. @param {string} id */
function point(id) {
  clearTimeout(pointed.get(id));
  pointed.set(id, setTimeout(leave, 3_000, id));
  document.getElementById(id)?.setAttribute("data-changed", "");
}

/** @param {string} id */
function leave(id) {
  pointed.delete(id);
  document.getElementById(id)?.removeAttribute("data-changed");
}
