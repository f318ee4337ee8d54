// The review page: a mark in the text selects its proposal and the proposal its mark; the keys A E
// S M R U Z press the buttons of the selected proposal, J and K walk the proposals of the clause.
// Without this script the same links and buttons load the same page anew.

export function startReview(document, htmx) {
  const page = document.querySelector("[data-review]");
  if (!page) return;
  // From here on the acts beyond the first are shown on the selected proposal alone.
  page.classList.add("live");
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("a.m[data-p]");
    const link = event.target.closest("a[data-clause-link]");
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (mark) follow(event, mark.getAttribute("href"), mark.dataset.p);
    else if (link) follow(event, link.getAttribute("href"), null);
    else chooseByClick(document, event.target);
  });
  document.addEventListener("keydown", (event) => walk(document, event));
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "panel") settle(document);
  });
  page.addEventListener("toggle", focusOpened, true);
  settle(document, { quiet: true });

  function follow(event, href, proposal) {
    event.preventDefault();
    const card = proposal && document.getElementById(`p${proposal}`);
    if (card) return select(document, card);
    const address = new URL(href, document.location);
    address.hash = "";
    document.defaultView.history.replaceState(null, "", address);
    htmx.ajax("GET", address.href, { target: "#panel", swap: "outerHTML" });
  }
}

function chooseByClick(document, target) {
  const card = target.closest(".prop[data-p]");
  if (card && !card.classList.contains("on")) select(document, card, { still: true });
  const show = target.closest("[data-show]");
  if (show) flash(document, show.dataset.show);
}

function settle(document, { quiet = false } = {}) {
  const panel = document.getElementById("panel");
  for (const clause of document.querySelectorAll(".clause.cur")) clause.classList.remove("cur");
  const clause = document.getElementById(`c${panel.dataset.clause}`);
  clause?.classList.add("cur");
  const chosen = panel.querySelector(".prop.on");
  if (chosen) select(document, chosen, { still: quiet });
  else if (!quiet) clause?.scrollIntoView({ block: "nearest" });
}

function select(document, card, { still = false } = {}) {
  for (const other of document.querySelectorAll(".prop.on")) {
    other.classList.remove("on");
    other.removeAttribute("aria-current");
  }
  for (const hot of document.querySelectorAll(".prop [data-key]")) hot.removeAttribute("data-key");
  card.classList.add("on");
  card.setAttribute("aria-current", "true");
  for (const hot of card.querySelectorAll("[data-hot]")) hot.dataset.key = hot.dataset.hot;
  flash(document, card.dataset.p, still);
  if (still) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

// Marks the proposal's words in the text and brings them into view.
function flash(document, proposal, still = false) {
  for (const old of document.querySelectorAll(".m.on")) old.classList.remove("on");
  const marks = document.querySelectorAll(`.m[data-p="${CSS.escape(proposal)}"]`);
  for (const mark of marks) mark.classList.add("on");
  if (!still) marks[0]?.scrollIntoView({ block: "nearest" });
}

function walk(document, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!/^[jk]$/i.test(event.key) || event.target.closest("input, select, textarea, dialog")) return;
  const cards = [...document.querySelectorAll("#panel .prop")];
  const here = cards.findIndex((card) => card.classList.contains("on"));
  const next = cards[here + (event.key.toLowerCase() === "j" ? 1 : -1)];
  if (next) select(document, next);
}

function focusOpened(event) {
  if (!event.target.open || !event.target.closest(".acts")) return;
  event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}
