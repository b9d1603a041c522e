// The field page: what is pressed is kept on the telephone, then sent in order; the line says what waits.

import { mark, watchForDuress } from "./field-duress.js";
import { drawPlace, locate } from "./field-place.js";
import { drop, judge, keep, rows } from "./field-queue.js";
import { ACCOUNT, beat, deliver, reported } from "./field-report.js";
import { paintAsChosen, stay } from "./field-stay.js";

/** @typedef {import("./field-queue.js").Row} Row */
/** @typedef {import("./field-report.js").Outcome} Outcome */

const BEAT_MS = 30_000;
const LONGEST_WAIT_S = 60;
const REMEMBERED = 3;
/** How long a second touch of a glove is the first one, and how long a button that has just come takes none. */
const BOUNCE_MS = 1_000;

/** @type {{said: string, at: string, state: string, text: string}[]} */
let told = [];
let line = navigator.onLine;
let signedOut = false;
let failures = 0;
let sending = false;
let wanted = false;
let timer = 0;
let busyUntil = 0;
let cameAt = -BOUNCE_MS;
let keeps = true;
/** @type {WeakMap<HTMLFormElement, {at: number, what: string}>} */
const pressed = new WeakMap();

/** @param {string} id */
const at = (id) => document.getElementById(id);
const say = /** @type {Record<string, string>} */ ({ ...at("field")?.dataset });

/** @param {string} text @param {Record<string, string | number>} words */
const filled = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => String(words[name]));

/** @param {string} iso */
const hhmm = (iso) =>
  new Date(iso).toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Brussels" });

/** The next to be sent: a call for help before all, else the oldest. @param {Row[]} all */
function next(all) {
  const waiting = all.filter((row) => !row.amiss);
  return waiting.find((row) => row.silent) ?? waiting[0];
}

/** What became of it; whether the next one may be sent at once. @param {Row} row @param {Outcome} of */
async function settle(row, of) {
  const over = of.how === "sent" || of.how === "refused";
  line = of.how !== "off";
  signedOut = of.how === "signed-out";
  if (of.how === "sent") await drop(row);
  if (of.how === "refused") await judge(row, of.why);
  if (row.silent) mark(over ? of.how : "waiting");
  else if (of.how === "sent") remember(row.said, row.body.at, of.how, filled(say.sent, { seq: of.seq }));
  failures = over ? 0 : failures + 1;
  if (!over) later(of.how === "busy" ? of.s : 0, backoff());
  return over;
}

/** Longer each time, and never at the same moment as all others. */
const backoff = () => Math.min(LONGEST_WAIT_S, 2 ** failures) * (0.5 + Math.random() / 2);

/** `told`: how long the server wants to be left alone, whatever is pressed. @param {number} told @param {number} s */
function later(told, s) {
  busyUntil = performance.now() + told * 1000;
  clearTimeout(timer);
  timer = setTimeout(flush, Math.max(told, s) * 1000 + 50);
}

/** Whether any was sent. */
async function sendAll() {
  let any = false;
  for (let row = next(await rows(ACCOUNT)); row; row = next(await rows(ACCOUNT))) {
    const over = await settle(row, await deliver(row));
    await draw();
    if (!over) return any;
    any = true;
  }
  return any;
}

/** One at a time, also where the page is open twice; what is pressed meanwhile is not forgotten. */
async function flush() {
  wanted = true;
  if (sending || performance.now() < busyUntil) return;
  sending = true;
  let any = false;
  try {
    while (wanted) {
      wanted = false;
      any = (await (navigator.locks ? navigator.locks.request("controlroom-field", sendAll) : sendAll())) || any;
    }
  } finally {
    sending = false;
  }
  if (any) await refresh();
}

/** @param {Row} row */
async function press(row) {
  const kept = await keep(row).then(
    () => true,
    () => false,
  );
  await (kept ? draw().then(flush) : unkept(row));
}

/** The telephone is full: it is sent now, or whoever pressed is told that it is not. @param {Row} row */
async function unkept(row) {
  const of = await deliver(row);
  const text = of.how === "sent" ? filled(say.sent, { seq: of.seq }) : of.how === "refused" ? of.why : say.unsent;
  remember(row.said, row.body.at, of.how === "sent" ? "sent" : "refused", text);
  await draw();
}

/** At once, beside whatever is on its way: the same report twice is one. */
async function callForHelp() {
  const row = reported("incidents", { kind: "duress" }, "");
  mark("waiting");
  if (keeps) await keep(row);
  const kept = keeps ? (await rows(ACCOUNT)).find((one) => one.body.id === row.body.id) : row;
  if (kept) await settle(kept, await deliver(kept));
}

/** A sign of life while somebody looks at the page. @returns {Promise<boolean>} */
async function live() {
  if (document.visibilityState !== "visible") return false;
  const { how } = await beat();
  line = how !== "off";
  signedOut = how === "signed-out";
  await draw();
  return how === "sent";
}

/** The tasks as the watch knows them now, unless somebody is busy with them. */
async function refresh() {
  const tasks = at("tasks");
  if (!tasks || written(tasks)) return;
  const answer = await fetch("/field", { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tasks");
  if (fresh?.dataset.account !== ACCOUNT || same(fresh, tasks) || written(tasks)) return;
  const focused = tasks.contains(document.activeElement) ? document.activeElement?.textContent : null;
  const open = [...tasks.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
  tasks.replaceChildren(...fresh.childNodes);
  cameAt = performance.now();
  for (const one of tasks.querySelectorAll("summary"))
    one.parentElement?.toggleAttribute("open", open.includes(one.textContent));
  if (focused !== null) refocus(tasks, focused ?? "");
}

/** But for the keys of their forms, and what somebody opened. @param {HTMLElement} one @param {HTMLElement} other */
function same(one, other) {
  const [said, shown] = [one, other].map((each) => each.innerHTML.replace(/ value="[0-9a-f-]{36}"| open=""/g, ""));
  return said === shown;
}

/** Whether somebody has begun to write. @param {HTMLElement} tasks */
const written = (tasks) =>
  [...tasks.querySelectorAll("textarea")].some((one) => one.value || one === document.activeElement);

/** @param {HTMLElement} tasks @param {string} label */
function refocus(tasks, label) {
  const all = /** @type {HTMLElement[]} */ ([...tasks.querySelectorAll("button, summary")]);
  (all.find((one) => one.textContent === label) ?? all[0])?.focus({ preventScroll: true });
}

/** @param {string} said @param {string} time @param {string} state @param {string} text */
function remember(said, time, state, text) {
  told = [...told, { said, at: time, state, text }].slice(-REMEMBERED);
}

async function draw() {
  const shown = keeps ? (await rows(ACCOUNT)).filter((row) => !row.silent) : [];
  const waiting = shown.filter((row) => !row.amiss);
  const refusals = shown.filter((row) => row.amiss);
  const items = [
    ...refusals.map(refused),
    ...waiting.map((row) => item(row.said, row.body.at, "kept", say.kept)),
    ...told.map((one) => item(one.said, one.at, one.state, one.text)).reverse(),
  ];
  put("line", line ? say.online : say.offline);
  const amiss = refusals.length ? `${say.refused}: ${refusals.length}` : "";
  put("waiting", [summary(waiting), amiss].filter(Boolean).join(" · "));
  at("line")?.toggleAttribute("data-off", !line);
  at("signed-out")?.toggleAttribute("hidden", !signedOut);
  at("told")?.replaceChildren(...items);
  at("reports")?.toggleAttribute("hidden", !items.length);
}

/** What waits, or the last that was sent. @param {Row[]} waiting */
function summary(waiting) {
  const last = told.at(-1);
  if (!waiting.length) return last ? `${last.said} ${hhmm(last.at)} · ${last.text}` : "";
  const min = Math.max(0, Math.floor((Date.now() - Date.parse(waiting[0].body.at)) / 60_000));
  return filled(say.waiting, { n: waiting.length, min });
}

/** @param {string} id @param {string} text */
function put(id, text) {
  const one = at(id);
  if (one && one.textContent !== text) one.textContent = text;
}

/** @param {string} said @param {string} time @param {string} state @param {string} text */
function item(said, time, state, text) {
  const made = document.createElement("li");
  made.dataset.state = state;
  made.append(Object.assign(document.createElement("b"), { textContent: said }), ` ${hhmm(time)} · ${text}`);
  return made;
}

/** @param {Row} row */
function refused(row) {
  const made = item(row.said, row.body.at, "refused", `${say.refused}: `);
  const why = Object.assign(document.createElement("span"), { textContent: row.amiss, lang: "en" });
  made.append(why, button(say.again, () => judge(row, "").then(flush)), button(say.drop, () => drop(row).then(draw)));
  return made;
}

/** @param {string} text @param {() => unknown} does */
function button(text, does) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "small", textContent: text });
  made.addEventListener("click", does);
  return made;
}

/** The same once more at once, or a press of what was something else a moment ago. @param {HTMLFormElement} form */
function bounces(form) {
  const now = performance.now();
  const what = JSON.stringify([...new FormData(form)]);
  const last = pressed.get(form);
  const fresh = at("tasks")?.contains(form) && now - cameAt < BOUNCE_MS;
  if (fresh || (last?.what === what && now - last.at < BOUNCE_MS)) return true;
  pressed.set(form, { at: now, what });
  return false;
}

/** @param {HTMLFormElement} form */
async function checkIn(form) {
  const now = new Date().toISOString();
  const heard = await live();
  remember(form.textContent?.trim() ?? "", now, heard ? "sent" : "unheard", heard ? say.heard : say.unheard);
  await draw();
}

/** @param {HTMLFormElement} form */
async function report(form) {
  const { feed = "", said = "" } = form.dataset;
  const typed = [...new FormData(form)].filter(([name, value]) => name !== "key" && value !== "");
  const fields = Object.fromEntries(typed.map(([name, value]) => [name, name === "leg" ? Number(value) : value]));
  form.closest("details:has(> form)")?.removeAttribute("open");
  form.reset();
  await press(reported(feed, fields, said));
}

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!keeps || !(form.dataset.feed || form.id === "here")) return; // a plain form goes its own way
  event.preventDefault();
  if (!bounces(form)) (form.id === "here" ? checkIn : report)(form);
});
document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible") return;
  await live();
  await flush();
  await refresh();
});
addEventListener("online", flush);
addEventListener("offline", () => {
  line = false;
  draw();
});

async function start() {
  keeps = await rows(ACCOUNT).then(
    () => true,
    () => false,
  );
  await draw();
  await live();
  await flush();
}

paintAsChosen();
drawPlace();
setInterval(drawPlace, 5_000);
if (at("tasks")) {
  watchForDuress(callForHelp);
  locate();
  setInterval(() => live().then((heard) => heard && flush()), BEAT_MS);
  setInterval(draw, 20_000);
  start();
}
stay().catch(() => console.warn("this browser keeps no page for later"));
