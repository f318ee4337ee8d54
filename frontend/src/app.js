// The one script of every page: htmx for parts of a page, keys for people who live in it.

import htmx from "htmx.org";
import { followChoices } from "./choices.js";
import { startDropping } from "./drop.js";
import { keepDrafts } from "./drafts.js";
import { startFields } from "./fields.js";
import { startKeys } from "./keys.js";
import { startPicks } from "./picks.js";
import { startReview } from "./review.js";
import { startSearch } from "./search.js";

// Nothing is evaluated and no style is injected: the pages forbid both.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
// A refusal is an answer too: it is shown where the answer would have been.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "(400|403|404|409|422)", swap: true },
  { code: "...", swap: false, error: true },
];

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) detail.headers["X-CSRFToken"] = token.content;
});

startKeys(document, window.localStorage);
startReview(document, htmx);
startSearch(document);
startDropping(document);
startFields(document);
startPicks(document);
keepDrafts(document, window.sessionStorage);
followChoices(document);
