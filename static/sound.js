// @ts-check
// The sound of a desk: one short tone for each reason to look, by its priority, never again for a redraw. A browser
// lets no page sound before somebody pressed something; until then, and whenever it stops, the desk says SOUND OFF.

/** @typedef {{key: string, priority: number}} Call */

/** Hertz and seconds, one after the other. @type {Record<number, [number, number][]>} */
const TONES = {
  1: [[880, 0.16], [660, 0.16], [880, 0.16], [660, 0.16]],
  2: [[740, 0.22], [740, 0.22]],
  3: [[523, 0.25]],
};
const IN_A_FLOOD = 2; // the lowest priority that sounds then
const LOUD = 0.25;
const REMEMBERED = 5_000;

/** @type {AudioContext | null} */
let context = null;
/** @type {Set<string>} */
const heard = new Set();
/** @type {Call[]} what called while no sound could be made */
let missed = [];
const on = () => context?.state === "running";

/** @param {ParentNode} content @returns {Call[]} */
function calls(content) {
  const flood = content.querySelector("#panel-alerts")?.hasAttribute("data-flood");
  return [...content.querySelectorAll("#panel-alerts [data-sound]")]
    .map((row) => ({
      key: row.getAttribute("data-sound") ?? "",
      priority: Number(row.getAttribute("data-priority")),
    }))
    .filter((call) => !flood || call.priority <= IN_A_FLOOD || remember(call.key));
}

/** What is silent now is not news later. @param {string} key */
function remember(key) {
  heard.add(key);
  if (heard.size > REMEMBERED) heard.delete(/** @type {string} */ (heard.values().next().value));
  return false;
}

/** One tone for all that is new, by the worst of them. @param {ParentNode} content */
function listen(content) {
  const fresh = calls(content).filter((call) => !heard.has(call.key));
  if (!on()) {
    missed = fresh;
    return;
  }
  fresh.forEach((call) => remember(call.key));
  if (fresh.length) play(Math.min(...fresh.map((call) => call.priority)));
}

/** @param {number} priority @param {number} [wait] seconds */
function play(priority, wait = 0) {
  if (!context) return;
  let at = context.currentTime + wait;
  for (const [hertz, seconds] of TONES[priority] ?? []) {
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUD, at + 0.01);
    gain.gain.setValueAtTime(LOUD, at + seconds - 0.03);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
    at += seconds + 0.04;
  }
}

/** The press that starts a shift: a test tone, then what had called meanwhile. */
async function arm() {
  context ??= new AudioContext();
  context.onstatechange = show;
  await context.resume();
  show();
  if (!on()) return;
  play(3);
  const waiting = missed.filter((call) => !heard.has(call.key));
  missed = [];
  waiting.forEach((call) => remember(call.key));
  if (waiting.length) play(Math.min(...waiting.map((call) => call.priority)), 0.6);
}

function show() {
  document.documentElement.dataset.sound = on() ? "on" : "off";
}

document.addEventListener(
  "controlroom:arrived", // before the queue holds back what is new
  (event) => {
    const { panel, content } = /** @type {CustomEvent} */ (event).detail;
    if (panel === "alerts") listen(content);
  },
  true,
);
for (const button of document.querySelectorAll("[data-sound-test]")) button.addEventListener("click", arm);
show();
listen(document);
