// @ts-check
// How many rows fit each list of this screen. A wall never scrolls: it tells the server, which sends no more.

const rowOf = (/** @type {HTMLElement} */ list) => parseFloat(getComputedStyle(list).gridAutoRows);

/** How many rows it has room for as high as it is now. @param {HTMLElement} list */
const capacity = (list) => Math.floor((list.clientHeight + 1) / rowOf(list));

/** How many it can come to: the alerts may take from the panel below all but what that one keeps. wall.css
   divides the column by the number of alerts alone, so this does not depend on how it is divided now.
   @param {HTMLElement} list */
function most(list) {
  const style = getComputedStyle(list);
  const below = document.querySelector(`[data-fit="${style.getPropertyValue("--yields").trim()}"]`);
  if (!below) return capacity(list);
  const kept = rowOf(/** @type {HTMLElement} */ (below)) * Number(style.getPropertyValue("--kept-rows"));
  return Math.floor((list.clientHeight + below.clientHeight - kept + 1) / rowOf(list));
}

/** @returns {HTMLElement[]} the lists that are on screen */
function lists() {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-fit]"))].filter(
    (l) => l.clientHeight > 0,
  );
}

/** @returns {Record<string, number>} */
export function fit() {
  return Object.fromEntries(lists().map((list) => [list.dataset.fit ?? "", most(list)]));
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
