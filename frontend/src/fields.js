// Fields: a picker beside a typed date, Ctrl+Enter to submit, the list of chosen files, the error
// summary and the current step brought into view.

export function startFields(document) {
  for (const field of document.querySelectorAll("input[data-day]")) addPicker(field);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.target.closest?.("form")?.querySelector("[data-submit]")?.click();
  });
  for (const label of document.querySelectorAll("label.file")) showChosen(label);
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.querySelector("[data-focus]")?.focus();
  const now = document.querySelector("[data-scroll-now] .now");
  if (now) now.parentNode.scrollLeft = now.offsetLeft - now.parentNode.offsetLeft - 90;
}

// The browser names chosen files in the machine's language; ours says it in the page's.
function showChosen(label) {
  const input = label.querySelector("input[type=file]");
  const words = label.querySelector(".sr");
  const what = words.textContent.split("：")[0];
  const said = label.ownerDocument.createElement("span");
  said.textContent = "选文件或拍照";
  label.classList.add("b", "b-s");
  input.classList.add("sr");
  label.append(said);
  input.addEventListener("change", () => {
    const names = [...input.files].map((file) => file.name);
    said.textContent = names.length ? `已选 ${names.length} 个` : "选文件或拍照";
    label.title = `${what}：${names.join("、")}`;
  });
}

// The browser's own picker follows the machine's language, so it only writes into the typed field.
function addPicker(field) {
  const document = field.ownerDocument;
  const native = document.createElement("input");
  if (!native.showPicker) return;
  native.type = "date";
  native.className = "picker";
  native.tabIndex = -1;
  native.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "b b-s";
  button.textContent = "选日期";
  button.setAttribute("aria-label", `选日期：${field.labels?.[0]?.firstChild?.textContent.trim() ?? ""}`);
  button.addEventListener("click", () => {
    native.value = field.value.slice(0, 10);
    native.showPicker();
  });
  native.addEventListener("change", () => {
    const time = field.dataset.day === "time" ? field.value.slice(10) : "";
    field.value = native.value + time;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const row = document.createElement("span");
  row.className = "dated";
  field.replaceWith(row);
  row.append(field, button, native);
}
