// @ts-check
// The queue by keyboard: j and k move, a acknowledges, n shows what is new. Nothing jumps under the pointer or the focus.

const htmx = /** @type {any} */ (window).htmx;
/** @type {Set<string>} rows whose acknowledgement is on its way */
const sending = new Set();
/** @type {string | null} the newest queue, while an older order is held */
let newest = null;
let pointed = false;

const queue = () => /** @type {HTMLElement} */ (document.querySelector("#panel-alerts"));
const rows = () => /** @type {HTMLElement[]} */ ([...queue().querySelectorAll(".alert")]);
const current = () => /** @type {HTMLElement | null} */ (document.activeElement?.closest(".alert") ?? null);
const stale = () =>
  getComputedStyle(/** @type {Element} */ (document.getElementById("cover"))).visibility === "visible";
const frozen = () => pointed || queue().querySelector(".rows")?.contains(document.activeElement);
/** @param {string} name */
const word = (name) =>
  /** @type {HTMLTemplateElement} */ (document.getElementById("words")).content.querySelector(
    `[data-word=${name}]`,
  )?.textContent ?? "";

/** While the list is held: rows keep their places and change in them, rows that left stay until it is let go, new ones wait. @param {DocumentFragment} content */
function hold(content) {
  const list = content.querySelector(".rows");
  if (!list) return;
  const fresh = new Map([...list.querySelectorAll(".alert")].map((row) => [row.id, row]));
  const kept = rows().map((row) => fresh.get(row.id) ?? left(row));
  const unseen = [...fresh.values()].filter((row) => !kept.includes(row));
  list.replaceChildren(...kept);
  announce(unseen);
}

/** @param {HTMLElement} row */
function left(row) {
  const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
  copy.setAttribute("data-left", word("left"));
  copy.querySelector("form")?.remove();
  return copy;
}

/** @param {Element[]} unseen */
function announce(unseen) {
  const bar = /** @type {HTMLElement} */ (document.getElementById("held"));
  const urgent = unseen.map((row) => Number(row.getAttribute("data-priority"))).sort()[0];
  bar.hidden = unseen.length === 0;
  const count = bar.querySelector("[data-held]");
  if (count) count.textContent = unseen.length ? `${unseen.length} (P${urgent})` : "";
}

async function release() {
  if (!newest) return;
  const text = newest;
  newest = null;
  announce([]);
  await htmx.swap({ sourceElement: queue(), target: queue(), swap: "outerMorph", text });
  document.dispatchEvent(new CustomEvent("controlroom:drawn", { detail: { panel: "alerts" } }));
}

document.addEventListener("controlroom:arrived", (event) => {
  const { panel, content } = /** @type {CustomEvent} */ (event).detail;
  if (panel !== "alerts") return;
  newest = null;
  if (!frozen()) return announce([]);
  newest = /** @type {Element} */ (content.firstElementChild).outerHTML;
  hold(content);
});

document.addEventListener("controlroom:drawn", () => {
  for (const id of sending) document.getElementById(id)?.setAttribute("data-sending", word("sending"));
});

/** No optimistic paint: the row says "sending" until the watch has answered. @param {HTMLFormElement} form */
async function acknowledge(form) {
  const row = /** @type {HTMLElement} */ (form.closest(".alert"));
  if (sending.has(row.id) || stale()) return;
  row.focus();
  sending.add(row.id);
  row.setAttribute("data-sending", word("sending"));
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).then(
    read,
    () => null,
  );
  sending.delete(row.id);
  document.getElementById(row.id)?.removeAttribute("data-sending");
  tell(answer);
}

/** @param {Response} response */
async function read(response) {
  if (response.redirected) return location.assign(response.url);
  return { ok: response.ok, html: await response.text() };
}

/** @param {{ok: boolean, html: string} | null | void} answer */
function tell(answer) {
  const lost = document.createElement("p");
  lost.textContent = word("unanswered");
  const where = answer?.ok ? "#said-status" : "#said-alert";
  for (const region of document.querySelectorAll(".said > div")) region.replaceChildren();
  htmx.swap({
    sourceElement: document.body,
    target: where,
    swap: "innerHTML",
    text: answer ? answer.html : lost.outerHTML,
  });
}

/** @param {number} by */
function move(by) {
  const all = rows();
  const at = all.indexOf(/** @type {HTMLElement} */ (current()));
  const row = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/** With no row in hand the first press takes the most urgent one in hand, the second acknowledges it. */
function press() {
  const row = current();
  const form = row?.querySelector("form");
  if (form) return void acknowledge(form);
  rows()
    .find((other) => other.hasAttribute("data-unacked"))
    ?.focus();
}

/** @type {Record<string, () => unknown>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: press,
  n: release,
  Escape: () => /** @type {HTMLElement} */ (document.activeElement).blur(),
};

document.addEventListener("keydown", (event) => {
  const typing = /** @type {Element} */ (event.target).closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-acknowledge]")) return;
  event.preventDefault();
  acknowledge(form);
});

document.addEventListener("pointerover", (event) => {
  pointed =
    event.pointerType === "mouse" &&
    Boolean(/** @type {Element} */ (event.target).closest("#panel-alerts .rows"));
  if (!frozen()) release();
});
document.addEventListener("focusout", () => setTimeout(() => frozen() || release()));
document.getElementById("held")?.addEventListener("click", release);
