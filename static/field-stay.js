// The page and what it is made of stay on the telephone, for when there is no line.

export async function stay() {
  navigator.storage?.persist?.().catch(() => false);
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/static/field-worker.js", { scope: "/field" });
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((one) => new URL(one.name));
  const files = loaded.filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/"));
  active?.postMessage({ keep: files.map((one) => one.pathname + one.search) });
}
