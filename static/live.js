// @ts-check
// The live picture: one socket, whole panels, a tick a second. Whatever goes wrong, the screen says so and goes on trying.
import { fit, trim } from "./fit.js";
import { behind, drop, forget, show } from "./picture.js";
import { applyProfile, restWhenQuiet, stayAwake, wander } from "./screen.js";
import { clockText, drawClock, drawTimes, late, meet, now, setNow } from "./time.js";

const LATE = 3_000;
const STALE = 6_000;
const QUEUED = 15_000;
const root = document.documentElement;

/** @type {WebSocket | null} */
let socket = null;
let heard = performance.now(); // when this socket last said something, or was opened
let asked = heard; // when this socket was asked for
let prompt = heard; // when the last tick came that was not long on its way, or this socket was opened
let good = -Infinity; // when the last tick came that had travelled the whole way
let build = root.dataset.build ?? "";
let epoch = "";
let greeted = false;
let refusals = 0;
let seq = 0;
let spoken = false; // whether this socket has said what it shows
let doubts = 0;
let retry = 0;
let fitted = "";
let fittedAt = -Infinity;

function connect() {
  clearTimeout(retry);
  const fresh = (socket = new WebSocket(
    `${location.origin.replace("http", "ws")}/ws?board=${root.dataset.board}${
      root.dataset.event ? `&event=${encodeURIComponent(root.dataset.event)}` : ""
    }`,
  ));
  heard = asked = prompt = performance.now();
  greeted = spoken = false;
  fitted = "";
  fittedAt = -Infinity;
  fresh.onmessage = (event) => fresh === socket && receive(JSON.parse(event.data));
  fresh.onclose = () => fresh === socket && again();
}

/** Leaves the socket without waiting for its close event, which a dead line can hold back for minutes. */
function again(/** @type {number} */ after = 250 + Math.random() * 4_750) {
  const old = socket;
  socket = null;
  if (old) {
    old.onmessage = old.onclose = null;
    old.close();
    if (!greeted) askWhy();
  }
  drop();
  clearTimeout(retry);
  retry = setTimeout(connect, after);
}

/** Refused twice although the watch is ready: then it is this screen that may not come in. */
async function askWhy() {
  refusals += 1;
  const ready = await fetch("/health/ready", { cache: "no-store" }).then(
    (r) => r.ok,
    () => false,
  );
  if (refusals > 1 && ready) cover("expired");
}

/** @param {any} message */
function receive(message) {
  heard = performance.now();
  switch (message.t) {
    case "hello":
      return hello(message);
    case "panels":
      return arrive(message.panels);
    case "tick":
      return tick(message);
    case "reset":
      return drop();
    case "bye":
      return again(message.after);
    case "gone":
      if (message.why === "changed") return location.reload();
      cover(message.why);
      return again(5_000);
  }
}

/** @param {{epoch: string, seq: number, build: string, now: string, steady: number}} message */
function hello(message) {
  greeted = true;
  refusals = doubts = 0;
  if (epoch && epoch !== message.epoch) forget();
  epoch = message.epoch;
  build = message.build;
  meet(message.steady, asked);
  setNow(message.now, late(message.steady));
  reportFit();
}

/** @param {import("./picture.js").Picture[]} panels */
async function arrive(panels) {
  await show(panels);
  trimWall();
  reportFit();
}

/** @param {{now: string, seq: number, age: number, steady: number, v: Record<string, number>}} message */
function tick(message) {
  const delay = late(message.steady);
  const age = message.age * 1_000 + delay;
  setNow(message.now, delay);
  seq = message.seq;
  if (!spoken) speak();
  root.dataset.why = age < LATE ? "silent" : "held"; // what a cover would say if it came now
  beat(age / 1_000);
  if (age < LATE) {
    good = performance.now() - age;
    write("[data-good]", clockText());
  }
  write("[data-age]", `${(age / 1_000).toFixed(1)} s`);
  write("[data-seq]", `${seq}`.replace(/\B(?=(\d{3})+$)/g, " "));
  compare(message.v);
  restWhenQuiet(build);
  leaveWhatIsQueued(delay);
}

/** What a slow line still brings is of the past; a new socket begins with the present. @param {number} delay */
function leaveWhatIsQueued(delay) {
  if (delay < LATE) prompt = performance.now();
  else if (performance.now() - prompt > QUEUED) again(250);
}

/** Starts the animations again that hold LIVE up and LATE and STALE down. @param {number} since seconds */
function beat(since) {
  root.style.setProperty("--since-tick", `${-since}s`);
  root.style.setProperty("--blink-phase", `${-(now() % 1000)}ms`);
  root.dataset.beat = root.dataset.beat === "a" ? "b" : "a";
}

/** Shows the cover at once: the last picture stays behind it. @param {string} why */
function cover(why) {
  root.dataset.why = why;
  good = -Infinity;
  beat(STALE / 1_000);
}

/** The tick says which versions this screen was sent; twice behind them means that one was lost. @param {Record<string, number>} sent */
function compare(sent) {
  doubts = behind(sent) ? doubts + 1 : 0;
  if (doubts > 1) again(250);
}

/** @param {string} selector @param {string} text */
function write(selector, text) {
  for (const element of document.querySelectorAll(selector)) element.textContent = text;
}

/** @param {object} message */
function say(message) {
  if (socket?.readyState === WebSocket.OPEN && greeted) socket.send(JSON.stringify(message));
}

/** What it shows, as soon as it shows it and then every ten seconds: one that says nothing for 30 s is missed. */
function speak() {
  spoken = true;
  say({ t: "screen", seq, uptime: Math.round(performance.now() / 1_000) });
}

function trimWall() {
  if (root.dataset.board === "wall") trim();
}

/** What fits, when it has changed, at most once a second. */
function reportFit() {
  if (root.dataset.board !== "wall" || !greeted || document.fonts.status !== "loaded") return;
  if (performance.now() - fittedAt < 900) return;
  const report = JSON.stringify(fit());
  if (report === fitted) return;
  say({ t: "fit", rows: JSON.parse(report) });
  fitted = report;
  fittedAt = performance.now();
}

function everySecond() {
  const silent = performance.now() - heard;
  if (socket && silent > STALE) again(250);
  drawClock(performance.now() - good < LATE);
  drawTimes();
  reportFit();
}

applyProfile();
drawTimes();
trimWall();
wander();
stayAwake();
document.fonts.ready.then(() => {
  trimWall();
  reportFit();
});
addEventListener("resize", () => {
  trimWall();
  reportFit();
});
setInterval(everySecond, 1_000);
setInterval(() => spoken && speak(), 10_000);
connect();
