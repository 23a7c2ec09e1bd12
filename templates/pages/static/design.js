// Draws the sheet anew while a person changes a design; moves columns; takes dropped files.

const PATIENCE = 200;
const form = document.getElementById("design");
const sheet = document.getElementById("sheet");
let waiting;
let asked = 0;

async function look() {
  const turn = ++asked;
  sheet.classList.add("waiting");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const images = [...page.querySelectorAll("#sheet img")];
  await Promise.allSettled(images.map((image) => Object.assign(new Image(), { src: image.src }).decode()));
  if (turn !== asked) return;
  const fault = page.getElementById("fault");
  if (fault) document.getElementById("fault").replaceChildren(...fault.childNodes);
  if (images.length) sheet.replaceChildren(...images);
  sheet.classList.remove("waiting");
}

function lookSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => look().catch(() => sheet.classList.remove("waiting")), PATIENCE);
}

function move(button) {
  const row = button.closest("li");
  const up = button.value.startsWith("up:");
  if (up) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus();
  lookSoon();
}

async function upload(input) {
  const body = new FormData(input.form);
  // All forms of a page share their key, which is good for one errand: each upload is another.
  body.set("errand", crypto.randomUUID());
  const answer = await fetch(input.form.getAttribute("action"), {
    method: "POST",
    headers: { accept: "application/json" },
    body,
  });
  const told = input.parentElement.querySelector(".fault");
  const said = await answer.json().catch(() => ({ fault: answer.statusText }));
  told.hidden = !said.fault;
  told.textContent = said.fault ?? "";
  input.value = "";
  if (!said.name) return;
  const list = document.getElementById(input.dataset.fills);
  if (![...list.options].some((option) => option.value === said.name)) list.add(new Option(said.name, said.name));
  list.value = said.name;
  lookSoon();
}

document.documentElement.classList.add("scripted");
form.addEventListener("input", (event) => event.target.type !== "file" && lookSoon());
form.addEventListener("click", (event) => {
  if (event.target.name !== "move") return;
  event.preventDefault();
  move(event.target);
});
for (const input of document.querySelectorAll(".drop input")) {
  input.addEventListener("change", () => input.files.length && upload(input));
  for (const kind of ["dragenter", "dragleave", "drop"])
    input.addEventListener(kind, () => input.parentElement.classList.toggle("over", kind === "dragenter"));
}
