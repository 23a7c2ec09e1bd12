// The settings: checked while a person types, letters shown as they will read, a logo dropped.

const PATIENCE = 300;
const form = document.getElementById("settings");
let asked = 0;
let waiting;

async function check() {
  const mine = ++asked;
  const body = new URLSearchParams(new FormData(form));
  const response = await fetch(form.dataset.check, { method: "POST", body });
  if (!response.ok || mine !== asked) return;
  const { faults, letters } = await response.json();
  for (const field of form.elements) {
    const place = document.getElementById(`fault-${field.id}`);
    if (!place) continue;
    const fault = faults[field.name] ?? "";
    if (place.textContent !== fault) place.textContent = fault;
    if (fault) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  for (const preview of document.querySelectorAll("[data-letter]")) {
    if (preview.dataset.letter in letters) preview.textContent = letters[preview.dataset.letter];
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => check().catch(() => {}), PATIENCE);
});

const drop = document.querySelector(".drop");
if (drop) {
  const file = drop.querySelector("[type=file]");
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      drop.requestSubmit();
    }
  });
}
