// @ts-check
// What is new in the log waits behind a button as long as somebody reads; nothing moves by itself below the eyes.

const EVERY = 5000;
const lines = /** @type {HTMLElement} */ (document.getElementById("lines"));
const button = /** @type {HTMLButtonElement} */ (document.getElementById("new"));
const said = /** @type {HTMLElement} */ (document.getElementById("new-said"));
let newest = lines.dataset.newest ?? "0";
let waiting = 0;

/** Somebody reads further down, or has something in hand in the list. */
const reading = () => scrollY > 40 || (lines.contains(document.activeElement) && document.activeElement !== lines);

const address = (/** @type {string} */ path, /** @type {Record<string, string>} */ more = {}) => {
  const query = new URLSearchParams(lines.dataset.query ?? "");
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `${path}?${query}`;
};

async function ask() {
  if (document.hidden) return;
  const answer = await fetch(address("/log/new", { after: newest })).then(
    (response) => (response.ok && !response.redirected ? response.json() : null),
    () => null,
  );
  if (!answer?.new) return;
  if (reading()) tell(answer.new);
  else await show();
}

/** @param {number} count */
function tell(count) {
  if (count === waiting) return;
  waiting = count;
  const number = count > 99 ? "99+" : String(count);
  /** @type {HTMLElement} */ (button.querySelector("[data-count]")).textContent = number;
  button.hidden = false;
  said.textContent = `${number} ${said.dataset.words}`;
}

/** The page as it is now takes the place of the list; the line in hand stays in hand. */
async function show() {
  const response = await fetch(address("/log")).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("lines");
  if (!fresh) return;
  for (const old of lines.querySelectorAll(":scope > :not(#new, #new-said)")) old.remove();
  for (const part of [...fresh.querySelectorAll(":scope > :not(#new, #new-said)")]) lines.append(document.adoptNode(part));
  for (const row of lines.querySelectorAll("[data-seq]"))
    row.toggleAttribute("data-fresh", Number(row.getAttribute("data-seq")) > Number(newest));
  newest = fresh.dataset.newest ?? newest;
  waiting = 0;
  button.hidden = true;
  said.textContent = "";
}

async function release() {
  await show();
  scrollTo({ top: 0 });
  lines.focus();
}

if (!("past" in lines.dataset)) {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  document.addEventListener("controlroom:written", ask);
  button.addEventListener("click", release);
  document.addEventListener("keydown", (event) => {
    const typing = /** @type {Element} */ (event.target).closest("input, textarea, select");
    if (event.key !== "n" || typing || event.ctrlKey || event.metaKey || event.altKey || button.hidden) return;
    event.preventDefault();
    release();
  });
}
