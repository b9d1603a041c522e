// A list by keyboard: j and k go from line to line; in the monthly review a letter chooses what becomes of it.
// A line that is a link opens with Enter. Without this script the lists and forms are the same.

const lines = () => [...document.querySelectorAll("[data-line]")];

function typing(target) {
  return target.closest("textarea, select, input:not([type=radio], [type=checkbox])") !== null;
}

function go(step) {
  const all = lines();
  const here = all.indexOf(document.activeElement?.closest("[data-line]") ?? null);
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function choose(letter) {
  const line = document.activeElement?.closest("[data-line]");
  const choice = line?.querySelector(`[data-letter="${letter}"]`);
  if (!choice) return false;
  choice.closest("details")?.setAttribute("open", "");
  choice.checked = true;
  choice.form.elements.words.focus();
  return true;
}

let going = false;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
    going = false;
    return;
  }
  if (going) {
    going = false;
    return;
  }
  if (event.key === "g") going = true;
  else if (event.key === "j" || event.key === "k") {
    go(event.key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (choose(event.key)) event.preventDefault();
});

const anchor = location.hash ? document.querySelector(location.hash) : null;
if (anchor?.matches("[data-line]")) anchor.focus();
else if (location.hash === "#lines") lines()[0]?.focus();
