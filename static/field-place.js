// Where the telephone is, as far as it says so: the last fix with its age. Nothing waits for one.

/** @type {GeolocationPosition | null} */
let fix = null;

const strip = document.getElementById("position");
const ask = document.getElementById("locate");

/** The last fix, however old. */
export const where = () =>
  fix && {
    lat: fix.coords.latitude,
    lon: fix.coords.longitude,
    accuracy_m: Math.round(fix.coords.accuracy),
    at: new Date(fix.timestamp).toISOString(),
  };

export function drawPlace() {
  if (!strip) return;
  const { known = "", unknown = "" } = strip.dataset;
  const age = fix ? Math.max(0, Math.round((Date.now() - fix.timestamp) / 1000)) : 0;
  const words = fix && known.replace("{m}", String(Math.round(fix.coords.accuracy))).replace("{s}", String(age));
  strip.textContent = words || unknown;
}

function follow() {
  const found = (/** @type {GeolocationPosition} */ one) => {
    fix = one;
    drawPlace();
  };
  navigator.geolocation.watchPosition(found, drawPlace, { enableHighAccuracy: true, maximumAge: 10_000 });
}

/** Asked for by a press of its own: no other press may open a question, least of all a call for help. */
export async function locate() {
  if (!ask || !("geolocation" in navigator)) return;
  ask.addEventListener("click", () => {
    ask.hidden = true;
    follow();
  });
  const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  if (allowed?.state === "granted") follow();
  else ask.hidden = allowed?.state === "denied";
}
