// A configuration that is pasted, dropped or opened goes into its field at once, and from there to Python like anything typed.
// Nothing of it is sent anywhere: it is read in the page.
const FIELD = '[data-control="pasted"] textarea.entry';

const field = (target) => target.closest?.('[data-control="pasted"]')?.querySelector("textarea.entry") ?? null;
const settle = (entry) => entry.dispatchEvent(new Event("change", { bubbles: true }));

async function take(entry, file) {
  if (!entry || !file) return;
  // What is too large is not even read: that it is, is what Python is told.
  entry.value = file.size > Number(entry.dataset.most) ? `{ "a file of ${file.size} bytes, which is no configuration": ` : await file.text();
  settle(entry);
}

document.addEventListener("input", (event) => {
  if (event.inputType === "insertFromPaste" && event.target.matches(FIELD)) settle(event.target);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches('[data-control="pasted"] input[type="file"]')) return;
  event.stopImmediatePropagation();
  take(field(event.target), event.target.files[0]);
  event.target.value = "";
}, { capture: true });

for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => {
    const entry = field(event.target);
    if (!entry || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (kind === "drop") take(entry, event.dataTransfer.files[0]);
  });
}
