// A file dropped anywhere on a page with a [data-drop] field goes into that field.

export function startDropping(document) {
  const field = document.querySelector("input[type=file][data-drop]");
  if (!field) return;
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    field.files = event.dataTransfer.files;
    field.focus();
  });
}
