// @ts-check
// The server's time, and every age, countdown and clock that is read off it.

const ZONE = "Europe/Brussels";
/** @param {Intl.DateTimeFormatOptions} parts */
const format = (parts, zone = ZONE, language = "en-GB") =>
  new Intl.DateTimeFormat(language, { timeZone: zone, ...parts });
const clock = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minute = format({ hour: "2-digit", minute: "2-digit" });
const utc = format({ hour: "2-digit", minute: "2-digit" }, "UTC");
const day = format({ day: "2-digit", month: "2-digit" });
const date = format(
  { weekday: "short", day: "numeric", month: "short" },
  ZONE,
  { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang,
);

// Two steady clocks drift apart, by less than half a millisecond in a second; so much the least may rise.
const DRIFT = 0.0005;
const GREETED_WITHIN = 3_000;

let base = Date.now() - performance.now();
let least = Infinity; // of what this clock was ahead of the server's when a frame came: that one was not late
let leastAt = 0;

/**
 * Sets the time by a frame that was so long on its way; a jump of this machine's own clock then changes nothing.
 * @param {string} iso @param {number} late milliseconds
 */
export function setNow(iso, late) {
  base = Date.parse(iso) + late - performance.now();
}

/**
 * Another socket may lead to another server, of which nothing is known yet. What greets it was said after it was asked
 * for, so it is no older than that. @param {number} steady seconds @param {number} asked by performance.now()
 */
export function meet(steady, asked) {
  leastAt = performance.now();
  least = Math.min(leastAt, asked + GREETED_WITHIN) - steady * 1_000;
}

/** Milliseconds that a frame was longer on its way than the quickest of this socket. @param {number} steady seconds */
export function late(steady) {
  const here = performance.now();
  const ahead = here - steady * 1_000;
  least = Math.min(ahead, least + (here - leastAt) * DRIFT);
  leastAt = here;
  return ahead - least;
}

export const now = () => base + performance.now();
export const clockText = () => clock.format(now());
export const hour = () => Number(clockText().slice(0, 2));

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/** 0:42, then 2 h 05, then 3 d. @param {number} s */
function span(s) {
  if (s < 3600) return `${Math.floor(s / 60)}:${two(Math.floor(s % 60))}`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))}`;
  return `${Math.floor(s / 86400)} d`;
}

/** 40 s, 8 min, 2 h 05, 3 d. @param {number} s */
function rough(s) {
  if (s < 60) return `${Math.floor(s)} s`;
  return s < 3600 ? `${Math.floor(s / 60)} min` : span(s);
}

/** @type {Record<string, (at: number, t: number) => string>} */
const words = {
  age: (at, t) => span(Math.max(0, (t - at) / 1000)),
  ago: (at, t) => rough(Math.max(0, (t - at) / 1000)),
  countdown: (at, t) =>
    t - at > 1_000
      ? `+${rough((t - at) / 1000)}`
      : at - t < 600_000
        ? span(Math.max(0, (at - t) / 1000))
        : rough((at - t) / 1000),
  late: (at, t) => (t < at ? `−${rough((at - t) / 1000)}` : `+${rough((t - at) / 1000)}`),
  second: (at, t) =>
    day.format(at) === day.format(t) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`,
  clock: (at, t) =>
    day.format(at) === day.format(t) ? minute.format(at) : `${day.format(at)} ${minute.format(at)}`,
};

/** Fills every time and moves every "now" mark: once a second, and after each swap before it is painted. */
export function drawTimes(/** @type {ParentNode} */ root = document) {
  const t = now();
  for (const element of root.querySelectorAll("time[data-ticks]")) {
    const text = words[element.getAttribute("data-ticks") ?? "clock"](
      Date.parse(element.getAttribute("datetime") ?? ""),
      t,
    );
    if (element.textContent !== text) element.textContent = text;
  }
  for (const mark of root.querySelectorAll("[data-now]")) {
    const [from, to] = [
      Date.parse(mark.getAttribute("data-from") ?? ""),
      Date.parse(mark.getAttribute("data-to") ?? ""),
    ];
    mark.setAttribute("d", `M${Math.round(((t - from) / (to - from)) * 1000)} 0V12`);
  }
}

/** The clock of the room. Without a tick its seconds become "--": a frozen wall cannot look alive. */
export function drawClock(/** @type {boolean} */ live) {
  const text = clockText();
  put("time", live ? text : `${text.slice(0, 6)}--`);
  put("date", date.format(now()).replace(/[.,]/g, ""));
  put("utc", `${utc.format(now())} UTC`);
  document
    .querySelector("[data-hand]")
    ?.setAttribute("transform", `rotate(${Number(text.slice(6)) * 6} 12 12)`);
}

/** @param {string} name @param {string} text */
function put(name, text) {
  const element = document.querySelector(`[data-clock="${name}"]`);
  if (element) element.textContent = text;
}
