// @ts-check
// The queue of a desk: nothing jumps under the pointer or the focus. Rows change in their places, what left stays
// until it is let go, what is new waits.

const htmx = /** @type {any} */ (window).htmx;
/** @type {string | null} the newest queue, while an older order is held */
let newest = null;
let pointed = false;
htmx.config.morphIgnore.push("open"); // what is drawn anew closes nothing that somebody opened

export const queue = () => /** @type {HTMLElement} */ (document.querySelector("#panel-alerts"));
const list = () => /** @type {HTMLElement} */ (queue().querySelector(".alert-rows"));
/** Those that can be seen, the members of an opened group among them. */
export const rows = () =>
  /** @type {HTMLElement[]} */ ([...queue().querySelectorAll(".alert")]).filter((row) => row.checkVisibility());
export const current = () =>
  /** @type {HTMLElement | null} */ (document.activeElement?.closest("#panel-alerts .alert") ?? null);
const frozen = () => pointed || list()?.contains(document.activeElement);
/** @param {string} name */
export const word = (name) =>
  /** @type {HTMLTemplateElement} */ (document.getElementById("words")).content.querySelector(
    `[data-word=${name}]`,
  )?.textContent ?? "";

/** @param {DocumentFragment} content the queue as it arrived, put into the order that is shown */
function hold(content) {
  const fresh = content.querySelector(".alert-rows");
  if (fresh) announce(keep(list(), fresh));
}

/** Puts a list that arrived into the order of the one that is shown. @param {Element} shown @param {Element} fresh
    @returns {Element[]} the alerts that have to wait */
function keep(shown, fresh) {
  const there = new Map([...fresh.querySelectorAll(".alert")].map((row) => [row.id, row]));
  const kept = new Set(
    [...shown.children].filter((row) => row.matches(".alert")).flatMap((row) => again(row, there)),
  );
  const waiting = [...fresh.children].filter((row) => row.matches(".alert") && !kept.has(row));
  fresh.replaceChildren(...kept);
  const inside = [...kept].flatMap((row) => {
    const [before, after] = [document.getElementById(row.id)?.querySelector(".rows"), row.querySelector(".rows")];
    return before && after ? keep(before, after) : [];
  });
  return [...waiting, ...inside];
}

/** What stands now where a row stood: itself, or what a group that was dissolved held. @param {Element} row @param {Map<string, Element>} there */
function again(row, there) {
  const same = there.get(row.id);
  if (same) return [same];
  const members = [...row.querySelectorAll(".alert")].flatMap((one) => there.get(one.id) ?? []);
  return members.length ? members : [left(row)];
}

/** @param {Element} row */
function left(row) {
  const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
  copy.setAttribute("data-left", word("left"));
  for (const part of copy.querySelectorAll("form, .alert__tick, details")) part.remove();
  return copy;
}

/** @param {Element[]} waiting */
function announce(waiting) {
  const alerts = waiting.flatMap((row) => (row.matches(".alert--group") ? [...row.querySelectorAll(".alert")] : row));
  const bar = /** @type {HTMLElement} */ (document.getElementById("held"));
  const urgent = alerts.map((row) => Number(row.getAttribute("data-priority"))).sort()[0];
  bar.hidden = alerts.length === 0;
  const count = bar.querySelector("[data-held]");
  if (count) count.textContent = alerts.length ? `${alerts.length} (P${urgent})` : "";
}

/** Shows the newest order. */
export async function release() {
  if (!newest) return;
  const text = newest;
  newest = null;
  announce([]);
  await htmx.swap({ sourceElement: queue(), target: queue(), swap: "outerMorph", text });
  document.dispatchEvent(new CustomEvent("controlroom:drawn", { detail: { panel: "alerts" } }));
}

/** @param {number} by */
export function move(by) {
  const all = rows();
  const at = all.indexOf(/** @type {HTMLElement} */ (current()));
  const row = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("controlroom:arrived", (event) => {
  const { panel, content } = /** @type {CustomEvent} */ (event).detail;
  if (panel !== "alerts") return;
  newest = null;
  if (!frozen()) return announce([]);
  newest = /** @type {Element} */ (content.firstElementChild).outerHTML;
  hold(content);
});
document.addEventListener("pointerover", (event) => {
  pointed =
    event.pointerType === "mouse" &&
    Boolean(/** @type {Element} */ (event.target).closest("#panel-alerts .rows"));
  if (!frozen()) release();
});
document.addEventListener("focusout", () => setTimeout(() => frozen() || release()));
document.getElementById("held")?.addEventListener("click", release);
