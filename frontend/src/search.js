// The search of the top bar: what is found hangs below the field. Down and up walk it, Enter opens
// (in the field: the page of all results), Escape puts it away and gives the field back.

export function startSearch(document) {
  const field = document.querySelector("[data-find]");
  const found = document.querySelector("#found");
  if (!field || !found) return;
  const form = field.form;
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (walk(field, found, document.activeElement, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "Escape") {
      found.replaceChildren();
      field.focus();
    }
  });
  // Whoever goes elsewhere no longer needs it.
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(event.target)) found.replaceChildren();
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) found.replaceChildren();
  });
}

function walk(field, found, current, step) {
  const stops = [field, ...found.querySelectorAll("a")];
  if (stops.length === 1) return false;
  stops[Math.min(Math.max(stops.indexOf(current) + step, 0), stops.length - 1)].focus();
  return true;
}
