// A form that shows what it would do: looked at anew while a person changes it.

const PATIENCE = 150;

for (const form of document.querySelectorAll("form[data-look]")) {
  let waiting;
  let asked = 0;

  async function look() {
    const turn = ++asked;
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.look);
    if (turn !== asked || !fresh) return;
    const focused = document.activeElement?.id;
    document.getElementById(form.dataset.look).replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look().catch(() => {}), PATIENCE);
  });
}
document.documentElement.classList.add("scripted");
