// @ts-check
// Several alerts ticked in the queue, acknowledged at once.

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("bulk"));
const ticks = () =>
  /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("#panel-alerts .alert__tick input")]);

function count() {
  if (!form) return;
  const chosen = ticks().filter((tick) => tick.checked).length;
  form.hidden = chosen === 0;
  const shown = form.querySelector("[data-count]");
  if (shown) shown.textContent = String(chosen);
}

/** @param {HTMLElement | null} row */
export function tick(row) {
  const box = /** @type {HTMLInputElement | null} */ (row?.querySelector(":scope > .alert__tick input"));
  if (box) box.checked = !box.checked;
  count();
}

document.addEventListener("change", count);
document.addEventListener("controlroom:drawn", count);
document.addEventListener("controlroom:done", () => {
  for (const tick of ticks()) tick.checked = false;
  count();
});
count();
