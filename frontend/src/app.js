// The one script of every page: htmx for parts of a page, keys for people who live in it.

import htmx from "htmx.org";
import { startKeys } from "./keys.js";

// Nothing is evaluated and no style is injected: the pages forbid both.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("meta[name=csrf-token]");
  if (token) detail.headers["X-CSRFToken"] = token.content;
});

startKeys(document, window.localStorage);
