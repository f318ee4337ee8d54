// What is typed into a form with data-draft="key" is kept in this tab until it is submitted, so a
// closed page or a dropped connection loses nothing. Files and passwords are never kept.

const PREFIX = "bihuan.draft.";
const PAUSE_MS = 600;
const KEPT = "input[type=text], input[type=search], input[type=number], textarea, select";

export function keepDrafts(document, storage) {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
    restore(form, storage.getItem(key));
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => storage.setItem(key, JSON.stringify(typed(form))), PAUSE_MS);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      storage.removeItem(key);
    });
  }
}

function typed(form) {
  const fields = [...form.querySelectorAll(KEPT)].filter((field) => field.name && field.value);
  return Object.fromEntries(fields.map((field) => [field.name, field.value]));
}

function restore(form, kept) {
  if (!kept) return;
  let restored = 0;
  for (const [name, value] of Object.entries(JSON.parse(kept))) {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field && !field.value) {
      field.value = value;
      restored += 1;
    }
  }
  if (restored) form.prepend(said(form.ownerDocument, "上次没有提交的内容已填回，请核对。"));
}

function said(document, words) {
  const box = document.createElement("p");
  box.className = "say lun mb-3";
  box.setAttribute("role", "status");
  box.textContent = words;
  return box;
}
