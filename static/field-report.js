// One report of the field page: made here with an id of its own, sent, and what the answer means.

import { where } from "./field-place.js";

/** @typedef {import("./field-queue.js").Row} Row */
/**
 * `off`: no line, or something on the way that is not the server. `busy`: come again after `s` seconds.
 * @typedef {{how: "sent", seq: number} | {how: "off"} | {how: "signed-out"} | {how: "busy", s: number}
 *   | {how: "refused", why: string}} Outcome
 */

export const ACCOUNT = document.getElementById("field")?.dataset.account ?? "";
const PATIENCE_MS = 15_000;
const JSON_BOTH_WAYS = { "Content-Type": "application/json", Accept: "application/json" };

/** A UUID of version 7; crypto.randomUUID is missing where there is no https. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** @param {string} feed @param {Record<string, any>} fields @param {string} said @returns {Row} */
export function reported(feed, fields, said) {
  const position = where();
  const body = { id: uuid(), at: new Date().toISOString(), ...fields, ...(position && { position }) };
  return { account: ACCOUNT, feed, said, silent: fields.kind === "duress", amiss: "", body };
}

/** @param {string} path @param {unknown} body */
const post = (path, body) =>
  fetch(`/field/${ACCOUNT}/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: JSON_BOTH_WAYS,
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

/** @param {Row} row @returns {Promise<Outcome>} */
export async function deliver(row) {
  try {
    const answer = await post(row.feed, { ...row.body, sent_at: new Date().toISOString() });
    return meaning(answer, await answer.json().catch(() => ({})), row.body.id);
  } catch {
    return { how: "off" };
  }
}

/** A sign of life, which is of now and never kept. @returns {Promise<Outcome>} */
export async function beat() {
  const position = where();
  try {
    const answer = await post("heartbeat", position ? { position } : {});
    return answer.status === 204 ? { how: "sent", seq: 0 } : meaning(answer, {}, "");
  } catch {
    return { how: "off" };
  }
}

/** @param {Response} answer @param {any} said @param {string} id @returns {Outcome} */
function meaning(answer, said, id) {
  if (answer.ok) return said.id === id ? { how: "sent", seq: said.seq } : { how: "off" };
  if (answer.status === 401) return { how: "signed-out" };
  if (answer.status === 408 || answer.status === 429 || answer.status >= 500)
    return { how: "busy", s: Number(answer.headers.get("Retry-After")) || 0 };
  return answer.status >= 400 ? { how: "refused", why: said.detail || String(answer.status) } : { how: "off" };
}
