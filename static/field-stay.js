// What stays on the telephone: the page and what it is made of, for when there is no line, and its colours.

export async function stay() {
  navigator.storage?.persist?.().catch(() => false);
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/static/field-worker.js", { scope: "/field" });
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const files = loaded.filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
  active?.postMessage({ keep: files.map((one) => one.pathname + one.search) });
}

/** @param {string} theme */
function paint(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("field-theme", theme);
}

export function paintAsChosen() {
  const choice = document.getElementById("theme");
  paint(localStorage.getItem("field-theme") ?? "night");
  choice?.addEventListener("click", () => paint(document.documentElement.dataset.theme === "day" ? "night" : "day"));
  choice?.toggleAttribute("hidden", false);
}
