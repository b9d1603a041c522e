// @ts-check
// What a screen that hangs on a wall for weeks needs: its letter size, its theme, its rest.
import { hour } from "./time.js";

const root = document.documentElement;
const PROFILES = /** @type {Record<string, number>} */ ({ "wall-5m": 1, "wall-3m": 0.6, desk: 0.45 });
const NIGHTLY = 4;
const jitter = Math.random() * 600_000;
const started = performance.now();

/** The address may override the screen's own setting: ?profile=wall-3m, ?k=0.8, ?theme=day. */
export function applyProfile() {
  const wish = new URLSearchParams(location.search);
  const k = Number(wish.get("k")) || PROFILES[wish.get("profile") ?? ""] || Number(root.dataset.k);
  if (root.dataset.board === "wall" && k > 0) {
    root.style.setProperty("--k", String(k));
    root.dataset.layout = k < 0.88 ? "three" : k < 1.15 ? "two" : "one";
  }
  applyTheme(wish.get("theme") ?? root.dataset.theme ?? "auto");
}

/** A wall that follows the day is light from 7 to 20 o'clock, whatever its machine prefers. @param {string} theme */
function applyTheme(theme) {
  const byHour = () => (hour() >= 7 && hour() < 20 ? "day" : "night");
  root.dataset.theme = theme === "auto" && root.dataset.board === "wall" ? byHour() : theme;
  if (theme === "auto") setTimeout(() => applyTheme(theme), 60_000);
}

/** Against burn-in: the picture wanders two pixels around its place. */
export function wander() {
  const wall = /** @type {HTMLElement | null} */ (document.querySelector(".wall"));
  const steps = [
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
    [-2, 2],
    [-2, 0],
    [-2, -2],
    [0, -2],
  ];
  let at = 0;
  if (wall)
    setInterval(
      () => (wall.style.translate = steps[(at = (at + 1) % 8)].map((n) => `${n}px`).join(" ")),
      180_000,
    );
}

/** The screen stays on. A browser that refuses is set up by its kiosk instead. */
export function stayAwake() {
  const ask = () =>
    document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** Reload for a new build, or once a night, but only while nothing urgent waits for an answer. @param {string} build */
export function restWhenQuiet(build) {
  const urgent = document.querySelector("#panel-header")?.getAttribute("data-unacked") !== "0";
  const busy = document.activeElement?.closest("[data-fit]") || document.querySelector("[data-sending]");
  const age = performance.now() - started;
  const renewed = build !== root.dataset.build && age > 10_000 + jitter / 40;
  const nightly = root.dataset.board === "wall" && hour() === NIGHTLY && age > 4_000_000 + jitter;
  if ((renewed || nightly) && !urgent && !busy) location.reload();
}
