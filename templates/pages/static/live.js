// Keeps the parts of a page fresh, finds customers while a person types, and lets a form go once.

const PATIENCE = 250;
const SECOND = 1000;

async function fetched(address) {
  const response = await fetch(address, { headers: { accept: "text/html" } });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// Every form carries a new key; apart from it, a part that did not change stays untouched.
function substance(part) {
  return part.innerHTML.replace(/name="errand" value="[^"]*"/g, "");
}

// What a person has ticked, or not, stays so.
function keepTicks(part, fresh) {
  for (const box of part.querySelectorAll("input[type=checkbox][name]")) {
    const same = `input[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`;
    fresh.querySelector(same)?.toggleAttribute("checked", box.checked);
  }
}

function replaceKeepingFocus(part, fresh) {
  const kinds = "a, button, input, select";
  const place = [...part.querySelectorAll(kinds)].indexOf(document.activeElement);
  keepTicks(part, fresh);
  part.innerHTML = fresh.innerHTML;
  loadLater(part).catch(() => {});
  if (place >= 0) part.querySelectorAll(kinds)[place]?.focus({ preventScroll: true });
}

async function refresh() {
  const fresh = await fetched(document.body.dataset.here);
  document.body.dataset.news = fresh.body.dataset.news;
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other && "wait" in part.dataset) location.reload();
    else if (other && substance(other) !== substance(part)) replaceKeepingFocus(part, other);
  }
}

// A browser has six connections to a server: of all the tabs that can be seen one listens, and
// tells the others.
const others = new BroadcastChannel("changes");
let turn;

function listen() {
  turn = new AbortController();
  const { signal } = turn;
  navigator.locks.request("changes", { signal }, () => hear(signal)).catch(() => {});
}

function hear(signal) {
  return new Promise((done) => {
    const events = new EventSource(`/events?since=${document.body.dataset.news}`);
    events.addEventListener("change", () => {
      others.postMessage("changed");
      refresh().catch(() => {});
    });
    // A new connection takes a moment; a program that has ended never answers.
    let silence;
    events.addEventListener("error", () => {
      silence ??= setTimeout(() => (document.getElementById("gone").hidden = false), 4 * SECOND);
    });
    events.addEventListener("open", () => {
      clearTimeout(silence);
      silence = undefined;
      document.getElementById("gone").hidden = true;
    });
    signal.addEventListener("abort", () => {
      clearTimeout(silence);
      events.close();
      done();
    });
  });
}

function listenWhileSeen() {
  others.addEventListener("message", () => document.hidden || refresh().catch(() => {}));
  document.addEventListener("visibilitychange", () => {
    turn?.abort();
    if (document.hidden) return;
    refresh().catch(() => {});
    listen();
  });
  addEventListener("pagehide", () => turn?.abort());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!document.hidden) listen();
}

function searchWhileTyping(field, found) {
  let waiting;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked = field.value.trim();
      const text = asked;
      const page = text ? await fetched(`/search?part=1&q=${encodeURIComponent(text)}`) : null;
      if (text === asked) found.replaceChildren(...(page ? page.body.children : []));
    }, PATIENCE);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") found.replaceChildren();
  });
  moveWithArrows(field, found);
}

function moveWithArrows(field, found) {
  field.form.parentElement.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...found.querySelectorAll("a")];
    const place = stops.indexOf(document.activeElement);
    if (!step || place < 0 || stops.length === 1) return;
    event.preventDefault();
    stops[(place + step + stops.length) % stops.length].focus();
  });
}

function letFormsGoOnce() {
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if ("gone" in event.target.dataset) event.preventDefault();
    event.target.dataset.gone = "";
  });
}

async function loadLater(root) {
  for (const place of root.querySelectorAll("[data-load]")) {
    const page = await fetched(place.dataset.load);
    const images = page.body.querySelectorAll(":scope > img");
    document.getElementById(place.dataset.into).replaceChildren(...images);
  }
}

// Where the navigation is one line that scrolls, the place where one is can be seen.
function showHere() {
  for (const here of document.querySelectorAll("nav > [aria-current]")) {
    here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 40;
  }
}

letFormsGoOnce();
showHere();
listenWhileSeen();
searchWhileTyping(document.getElementById("q"), document.getElementById("found"));
if (document.querySelector("[data-wait]")) setInterval(() => refresh().catch(() => {}), 1500);
loadLater(document).catch(() => {});
