// @ts-check
// One line into the log, from any page: l goes to it, Enter writes it, Escape goes back to where one was.
// Nothing that was typed is lost: it stays until the watch has said that it is written.

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("logline"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("logline-text"));
const about = /** @type {HTMLInputElement | null} */ (form?.querySelector("[name=about]") ?? null);
/** @type {Element | null} */
let before = null;
let sending = false;
let sent = "";

/** @param {EventTarget | null} at */
const typing = (at) =>
  at instanceof HTMLElement && Boolean(at.closest("input, textarea, select, [contenteditable]"));

/** The alert that is open beside the queue, which may be another one by now. */
function follow() {
  const open = /** @type {HTMLElement | null} */ (document.querySelector("#beside:not([hidden]) [data-alert]"));
  if (!about || !document.getElementById("beside")) return;
  const ref = open ? `alert:${open.dataset.alert}` : "";
  if (about.value === ref) return;
  about.value = ref;
  about.checked = ref !== "";
  about.closest("label")?.toggleAttribute("hidden", ref === "");
}

function enter() {
  before = document.activeElement;
  follow();
  field.focus();
  field.select();
}

function leave() {
  field.blur();
  if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
  before = null;
}

/** A version 4 UUID; randomUUID is not there without TLS. */
function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** @param {string} said @param {boolean} well */
function say(said, well) {
  /** @type {HTMLElement} */ (document.getElementById("logline-status")).textContent = well ? said : "";
  /** @type {HTMLElement} */ (document.getElementById("logline-alert")).textContent = well ? "" : said;
  field.toggleAttribute("aria-invalid", !well);
}

/** @param {HTMLFormElement} line */
async function write(line) {
  if (sending || !field.value.trim()) return;
  const mine = /** @type {HTMLInputElement} */ (line.querySelector("[name=key]"));
  if (sent && sent !== field.value) mine.value = key();
  sent = field.value;
  sending = true;
  line.toggleAttribute("data-waiting", true);
  const body = new URLSearchParams(/** @type {any} */ (new FormData(line)));
  const options = { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(10_000) };
  const answer = await fetch(line.getAttribute("action") ?? "/log", options).then(read, () => null);
  sending = false;
  line.toggleAttribute("data-waiting", false);
  if (!answer) return say(line.dataset.unanswered ?? "", false);
  say(answer.said, answer.ok);
  if (!answer.ok) return;
  mine.value = key();
  if (field.value === sent) field.value = "";
  sent = "";
  document.dispatchEvent(new CustomEvent("controlroom:written"));
}

/** @param {Response} response */
async function read(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const said = (page.querySelector("p") ?? page.body).textContent ?? "";
  return { ok: response.ok && !response.redirected, said: said.trim() };
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(form);
  });
  field.addEventListener("focus", follow);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "l" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    enter();
  });
}
