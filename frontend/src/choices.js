// Of a step with several ways out: only the fields and proofs of the one chosen are shown.
// Nothing is hidden before a choice is made, and all is there without scripts.

export function followChoices(document) {
  for (const form of document.querySelectorAll("form:has([data-only])")) {
    const follow = () => {
      const chosen = form.querySelector("[name=step-step]:checked")?.value;
      for (const part of form.querySelectorAll("[data-only]")) {
        part.hidden = Boolean(chosen) && !part.dataset.only.split(" ").includes(chosen);
      }
    };
    form.addEventListener("change", follow);
    follow();
  }
}
