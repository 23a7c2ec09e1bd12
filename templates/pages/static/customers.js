// The list of customers: shown anew while a person types, walked through with the arrow keys.

const PATIENCE = 150;
const form = document.getElementById("filter");
const list = document.getElementById("list");
let asked = 0;

function wantedAddress() {
  const words = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "show" && value === "all") && !(name === "sort" && value === "name")) words.set(name, value);
  }
  const text = words.toString();
  return text ? `/customers?${text}` : "/customers";
}

async function show(address) {
  const mine = ++asked;
  const response = await fetch(address, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("list");
  if (mine !== asked || !fresh) return;
  list.innerHTML = fresh.innerHTML;
  history.replaceState(null, "", address);
}

let waiting;
form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  const pause = event.target.type === "search" ? PATIENCE : 0;
  waiting = setTimeout(() => show(wantedAddress()).catch(() => form.submit()), pause);
});

// Up and down from line to line; the first step leads from the search into the list.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [form.elements.q, ...list.querySelectorAll("a.whole")];
  const place = stops.indexOf(document.activeElement);
  if (!step || place < 0 || place + step < 0 || place + step >= stops.length) return;
  event.preventDefault();
  stops[place + step].focus();
});
