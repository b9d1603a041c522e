// The silent call for help: two touches, or one that is held. Nothing is heard, and nothing changes but a dot.

const ARMED_MS = 5_000;
const HELD_MS = 2_000;
const own = document.getElementById("duress");
const dot = document.getElementById("dot");

/** `armed`: touched once. `waiting`: kept here. `sent`: on disk. `refused`. @param {string} state */
export function mark(state) {
  if (state) dot?.setAttribute("data-state", state);
  else dot?.removeAttribute("data-state");
}

/** @param {() => void} call */
export function watchForDuress(call) {
  let armed = 0;
  let holding = 0;
  let held = false;
  const arm = () => {
    armed = setTimeout(disarm, ARMED_MS);
    if (!dot?.dataset.state) mark("armed");
  };
  const disarm = () => {
    clearTimeout(armed);
    armed = 0;
    if (dot?.dataset.state === "armed") mark("");
  };
  const release = () => clearTimeout(holding);
  const help = () => {
    disarm();
    call();
  };
  own?.addEventListener("pointerdown", () => {
    held = false;
    holding = setTimeout(() => {
      held = true;
      help();
    }, HELD_MS);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) own?.addEventListener(end, release);
  own?.addEventListener("contextmenu", (event) => event.preventDefault());
  own?.addEventListener("click", () => {
    if (held) held = false;
    else if (armed) help();
    else arm();
  });
  own?.toggleAttribute("hidden", false);
}
