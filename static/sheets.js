// @ts-check
// The acts of the alert that is shown: each has a key, in its markup.

/** Opens the form of a key, or sends it if it needs no words; whether there is one. @param {string} key */
export function act(key) {
  const found = document.querySelector(`#detail [data-key="${CSS.escape(key)}"]`);
  if (found instanceof HTMLFormElement) found.requestSubmit();
  if (!(found instanceof HTMLDetailsElement)) return Boolean(found);
  found.open = true;
  /** @type {HTMLElement | null} */ (found.querySelector("textarea, select, input:not([type=hidden])"))?.focus();
  return true;
}
