// A box that ticks all boxes of a name on the page: <input type="checkbox" data-pick-all="pick">.

export function startPicks(document) {
  for (const all of document.querySelectorAll("[data-pick-all]")) {
    all.addEventListener("change", () => {
      for (const box of document.getElementsByName(all.dataset.pickAll)) box.checked = all.checked;
    });
  }
}
