// @ts-check
// How many rows fit each list of this screen. A wall never scrolls: it tells the server, which sends no more.

/** @param {HTMLElement} list */
function capacity(list) {
  const row = parseFloat(getComputedStyle(list).gridAutoRows);
  return Math.floor((list.clientHeight + 1) / row);
}

/** @returns {HTMLElement[]} the lists that are on screen */
function lists() {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-fit]"))].filter(
    (l) => l.clientHeight > 0,
  );
}

/** @returns {Record<string, number>} */
export function fit() {
  return Object.fromEntries(lists().map((list) => [list.dataset.fit ?? "", capacity(list)]));
}

/** Hides what does not fit until the server's answer is here: half a row is never shown. */
export function trim() {
  for (const list of lists()) {
    const rows = capacity(list);
    [...list.children].forEach((row, at) =>
      /** @type {HTMLElement} */ (row).toggleAttribute("hidden", at >= rows),
    );
  }
}
