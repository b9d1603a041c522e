// @ts-check
// A wall of the past: one socket brings whole panels and the moment that they show; this page never makes a sound.
import { fit, trim } from "./fit.js";
import { drop, forget, show } from "./picture.js";
import { applyProfile } from "./screen.js";
import { drawClock, drawTimes, now, setNow } from "./time.js";

const SILENT = 6_000;
const root = document.documentElement;
const day = new Intl.DateTimeFormat(root.lang === "en" ? "en-GB" : root.lang, {
  timeZone: "Europe/Brussels",
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const local = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Brussels",
  dateStyle: "short",
  timeStyle: "medium",
});

/** @type {WebSocket | null} */
let socket = null;
let moment = root.dataset.at ?? "";
let playing = false;
let speed = 1;
let heard = performance.now();
let ended = false; // by the server, in words: nothing is tried again before somebody presses play
let fitted = "";
let retry = 0;

function connect() {
  clearTimeout(retry);
  ended = false;
  fitted = "";
  heard = performance.now();
  const address = `${location.origin.replace("http", "ws")}/ws/replay?at=${encodeURIComponent(moment)}`;
  const fresh = (socket = new WebSocket(address));
  fresh.onmessage = (event) => fresh === socket && receive(JSON.parse(event.data));
  fresh.onclose = () => fresh === socket && lose();
}

/** The picture stays, and the page says that it no longer moves. */
function lose() {
  const old = socket;
  socket = null;
  if (old) old.onmessage = old.onclose = null;
  old?.close();
  drop();
  if (ended) return;
  drawClock(false);
  tell(word("lost"));
  clearTimeout(retry);
  retry = setTimeout(connect, 2_000);
}

/** @param {any} message */
function receive(message) {
  heard = performance.now();
  switch (message.t) {
    case "hello":
      tell("");
      reportFit();
      if (speed !== 1) say({ t: "speed", x: speed });
      return playing && say({ t: "play" });
    case "reset":
      drop();
      return forget();
    case "panels":
      return arrive(message.panels);
    case "time":
      return stand(message);
    case "nothing":
      return write("[data-heard]", word("nothing"));
    case "refused":
      return write("[data-heard]", message.why);
    case "over":
      return end(message.why === "left_alone" ? word("left_alone") : message.why);
    case "gone":
      return end(word("gone"));
  }
}

/** @param {string} why */
function end(why) {
  ended = true;
  playing = false;
  drawPace("");
  tell(why);
}

/** @param {import("./picture.js").Picture[]} panels */
async function arrive(panels) {
  await show(panels);
  trim();
  reportFit();
}

/** The clock of the replay moves with its frames alone. @param {{at: string, seq: number, playing: boolean, speed: number, present: boolean}} time */
function stand(time) {
  moment = time.at;
  playing = time.playing;
  speed = time.speed;
  setNow(time.at, 0);
  drawTimes();
  drawClock(true);
  write("[data-day]", day.format(now()).replace(/[.,]/g, ""));
  write("[data-seq]", `${time.seq}`.replace(/\B(?=(\d{3})+$)/g, " "));
  drawPace(time.present ? word("present") : "");
  const input = field();
  if (input !== document.activeElement) input.value = local.format(now()).replace(" ", "T");
}

/** @param {string} instead */
function drawPace(instead) {
  write("[data-pace]", instead || (playing ? `${speed}×` : word("still")));
  document.querySelector("[data-play]")?.setAttribute("aria-pressed", String(playing));
  for (const key of document.querySelectorAll("[data-speed]"))
    key.setAttribute("aria-pressed", String(Number(key.getAttribute("data-speed")) === speed));
}

/** What fits, when it has changed. */
function reportFit() {
  if (document.fonts.status !== "loaded") return;
  const report = JSON.stringify(fit());
  if (report !== fitted && say({ t: "fit", rows: JSON.parse(report) })) fitted = report;
}

/** @param {object} message */
function say(message) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

/** What somebody asks for; an ended replay begins again where it stood. @param {object} message */
function ask(message) {
  write("[data-heard]", "");
  if (say(message) || !ended) return;
  tell("");
  connect();
}

function togglePlay() {
  playing = ended || !playing;
  ask({ t: playing ? "play" : "pause" });
}

/** @param {string} to @param {string} what */
const step = (to, what) => ask({ t: "step", to, what });

const field = () => /** @type {HTMLInputElement} */ (document.querySelector("[name=at]"));
/** @param {string} name */
const word = (name) =>
  /** @type {HTMLTemplateElement} */ (document.getElementById("words")).content.querySelector(
    `[data-word="${name}"]`,
  )?.textContent ?? "";

/** @param {string} selector @param {string} text */
function write(selector, text) {
  for (const element of document.querySelectorAll(selector)) element.textContent = text;
}

/** @param {string} text */
function tell(text) {
  write("[data-lost]", text);
  document.querySelector("[data-lost]")?.toggleAttribute("hidden", !text);
}

document.querySelector(".controls")?.addEventListener("click", (event) => {
  const key = /** @type {HTMLElement} */ (event.target).closest("button");
  if (!key) return;
  const { play, speed: x, to, what } = key.dataset;
  if (play !== undefined) togglePlay();
  if (x) ask({ t: "speed", x: (speed = Number(x)) });
  if (to && what) step(to, what);
});
document.querySelector(".controls")?.addEventListener("submit", (event) => {
  event.preventDefault();
  field().blur();
  if (ended) moment = field().value;
  ask({ t: "go", at: field().value });
});
document.addEventListener("keydown", (event) => {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey || at.closest("input")) return;
  if (event.key === " " && at.closest("button, a")) return;
  if (event.key === " ") togglePlay();
  else if (event.key === "ArrowLeft") step("previous", event.shiftKey ? "alert" : "event");
  else if (event.key === "ArrowRight") step("next", event.shiftKey ? "alert" : "event");
  else return;
  event.preventDefault();
});
addEventListener("resize", () => {
  trim();
  reportFit();
});
document.fonts.ready.then(() => {
  trim();
  reportFit();
});
setInterval(() => socket && performance.now() - heard > SILENT && lose(), 1_000);

applyProfile();
setNow(moment, 0);
drawTimes();
drawClock(true);
trim();
connect();
