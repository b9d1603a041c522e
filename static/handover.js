// @ts-check
// The handover page: j and k go from item to item, Space or Enter ticks, and the page follows what the other does.
// What is sent is a form, with or without this; here the answer is put into the page, and the focus stays.

const EVERY = 1500;
const body = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
const items = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".carry[tabindex]")]);
let sending = false;

/** @param {EventTarget | null} at */
const typing = (at) => at instanceof HTMLElement && Boolean(at.closest("input, textarea, select"));
const password = () => /** @type {HTMLInputElement | null} */ (document.getElementById("password"));

/** @param {Element} focused where in the page somebody is, so that it can be found again */
function place(focused) {
  const item = focused.closest(".carry");
  return { id: focused.id, item: item?.id, button: item !== focused && focused.matches("button, select") };
}

/** @param {{ id: string, item: string | undefined, button: boolean }} at */
function back(at) {
  const item = at.item ? document.getElementById(at.item) : null;
  const inside = at.button ? item?.querySelector("[data-tick], button") : null;
  const target = inside ?? item ?? (at.id ? document.getElementById(at.id) : null);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/** @param {string} html @param {boolean} always also if nothing changed: an answer may say what is wrong */
function put(html, always) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
  const old = body();
  if (!fresh || !old) return;
  if (!always && fresh.getAttribute("data-digest") === old.dataset.digest) return;
  const at = document.activeElement ? place(document.activeElement) : { id: "", item: undefined, button: false };
  const typed = always ? "" : (password()?.value ?? "");
  old.replaceWith(document.adoptNode(fresh));
  const field = password();
  if (field && typed) field.value = typed;
  back(at);
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} by */
async function send(form, by) {
  if (sending) return;
  sending = true;
  const data = new FormData(form);
  if (by instanceof HTMLButtonElement && by.name) data.set(by.name, by.value);
  try {
    const sent = new URLSearchParams(/** @type {any} */ (data));
    const answer = await fetch(form.action, { method: "POST", body: sent });
    if (answer.redirected && !new URL(answer.url).pathname.endsWith("/handover")) return void location.assign(answer.url);
    put(await answer.text(), true);
  } finally {
    sending = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-live] form")) return;
  event.preventDefault();
  void send(form, /** @type {SubmitEvent} */ (event).submitter);
});

/** @param {number} by */
function step(by) {
  const all = items();
  const here = all.findIndex((item) => item.contains(document.activeElement));
  const next = all[here < 0 ? 0 : Math.min(Math.max(here + by, 0), all.length - 1)];
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const item = event.target instanceof HTMLElement && event.target.matches(".carry[tabindex]") ? event.target : null;
  if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
  else if (item && (event.key === " " || event.key === "Enter")) {
    const button = /** @type {HTMLButtonElement | null} */ (item.querySelector("[data-tick]"));
    if (button?.form) void send(button.form, button);
  } else return;
  event.preventDefault();
});

setInterval(async () => {
  if (sending || document.hidden || !body()) return;
  try {
    const answer = await fetch("/handover/now");
    if (answer.redirected || !answer.ok) return;
    const html = await answer.text();
    if (!sending) put(html, false);
  } catch {
    /* The watch is away for a moment; the next look finds it. */
  }
}, EVERY);
