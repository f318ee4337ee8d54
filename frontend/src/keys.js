// Keyboard: / searches, ? lists the keys, G then a letter goes to a page, J and K walk the rows,
// Enter opens, X ticks. A page adds its own with data-key="c" (press c to click it) and its
// places with data-go="d" (G then D). Single keys can be switched off, as WCAG 2.1.4 asks.

const OFF = "bihuan.keys.off";
const GO_WAIT_MS = 1500;
const COMMON = [
  ["/", "搜索"],
  ["?", "这张表"],
  ["J", "下一行"],
  ["K", "上一行"],
  ["Enter", "打开这一行"],
  ["X", "勾选这一行"],
];

export function startKeys(document, storage) {
  let goUntil = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    // The help always opens: it is where single keys are switched on again.
    if (event.key !== "?" && storage.getItem(OFF)) return;
    const going = event.timeStamp < goUntil;
    goUntil = 0;
    if (!going && event.key.toLowerCase() === "g") {
      goUntil = event.timeStamp + GO_WAIT_MS;
    } else if (going ? go(document, event.key) : act(document, storage, event.key)) {
      event.preventDefault();
    }
  });
}

function isTyping(target) {
  return target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

function go(document, key) {
  return click(document.querySelector(`[data-go="${CSS.escape(key.toLowerCase())}"]`));
}

function act(document, storage, key) {
  const row = document.querySelector("tr[aria-selected=true]");
  switch (key) {
    case "/":
      return focus(seen(document, "[data-find]") ?? seen(document, "[data-search], input[type=search]"));
    case "?":
      return showHelp(document, storage);
    case "j":
      return select(document, row, 1);
    case "k":
      return select(document, row, -1);
    case "x":
      return click(row?.querySelector("input[type=checkbox]"));
    case "Enter":
      // Enter on a link or a button is that link's or button's own.
      return document.activeElement?.closest("a, button, summary") ? false : click(row?.querySelector("a.t"));
    default: {
      // What the selected row offers comes before what the page offers.
      const keyed = `[data-key="${CSS.escape(key.toLowerCase())}"]`;
      return click(row?.querySelector(keyed)) || click(document.querySelector(keyed));
    }
  }
}

function click(element) {
  if (!element || element.getAttribute("aria-disabled") === "true") return false;
  element.click();
  return true;
}

// What a narrow screen hides cannot be typed into.
function seen(document, selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0);
}

function focus(element) {
  if (!element) return false;
  element.focus();
  return true;
}

function select(document, current, step) {
  const rows = [...document.querySelectorAll("tr[aria-selected]")];
  if (rows.length === 0) return false;
  const next = rows[current ? rows.indexOf(current) + step : 0];
  if (!next) return true;
  current?.setAttribute("aria-selected", "false");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a.t")?.focus({ preventScroll: true });
  return true;
}

function showHelp(document, storage) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = element(document, "h2", "键盘");
  title.id = "keys-title";
  const list = element(document, "dl", "");
  list.className = "kv";
  for (const [key, does] of [...COMMON, ...pageKeys(document)]) {
    const term = document.createElement("dt");
    term.append(element(document, "kbd", key));
    list.append(term, element(document, "dd", does));
  }
  const close = element(document, "button", "关闭");
  close.className = "b";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(title, list, offSwitch(document, storage), close);
  document.body.append(dialog);
  dialog.showModal();
  return true;
}

function pageKeys(document) {
  const named = (attribute, prefix) =>
    [...document.querySelectorAll(`[${attribute}]`)].map((found) => [
      prefix + found.getAttribute(attribute).toUpperCase(),
      found.getAttribute("aria-label") ?? found.textContent.trim(),
    ]);
  return [...named("data-go", "G "), ...named("data-key", "")];
}

function offSwitch(document, storage) {
  const label = element(document, "label", "");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !storage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1")));
  label.append(box, " 单键可用（与输入法或读屏冲突时请取消；? 始终可用）");
  return label;
}

function element(document, name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
