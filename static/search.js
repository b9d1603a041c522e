// @ts-check
// Looking for anything: "/" opens the palette, each letter asks anew, the arrows walk through what was found, Enter
// goes there. Nothing moves while somebody walks: an answer that comes late is dropped.

const PAUSE = 120;
const palette = /** @type {HTMLDialogElement | null} */ (document.getElementById("palette"));

/** @param {HTMLFormElement} form */
function heed(form) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[name=q]"));
  const found = /** @type {HTMLElement} */ (form.querySelector("[data-found]"));
  const links = () => /** @type {HTMLAnchorElement[]} */ ([...found.querySelectorAll("a")]);
  let soon = 0;
  let asking = new AbortController();

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const typed = input.value;
    const answer = await fetch(`/search?q=${encodeURIComponent(typed)}`, {
      headers: { "HX-Request": "true" },
      signal,
    }).catch(() => null);
    if (answer?.status === 401) return location.reload();
    const html = answer?.ok ? await answer.text() : null;
    if (html === null || signal.aborted || input.value !== typed) return;
    found.innerHTML = html;
    found.dataset.for = typed;
  }

  /** @param {KeyboardEvent} event @param {number} by */
  function walk(event, by) {
    const stops = [input, ...links()];
    const at = stops.indexOf(/** @type {any} */ (document.activeElement));
    const next = stops[Math.min(stops.length - 1, Math.max(0, at + by))];
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(ask, PAUSE);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") walk(event, 1);
    if (event.key === "ArrowUp") walk(event, -1);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(soon);
    if (found.dataset.for !== input.value) await ask();
    links()[0]?.click();
  });
}

for (const form of document.querySelectorAll("form[data-search]")) heed(/** @type {HTMLFormElement} */ (form));

export function search() {
  if (!palette) return;
  palette.showModal();
  const input = /** @type {HTMLInputElement | null} */ (palette.querySelector("input[name=q]"));
  input?.select();
}
palette?.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
for (const link of document.querySelectorAll("a[data-search]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    search();
  });
