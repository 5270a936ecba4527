// The page: listens for what there is to show, and puts each new letter in the place of the old one.

const at = (id) => document.getElementById(id);
const controls = at("controls");
const stage = at("stage");
const frames = [...document.querySelectorAll("iframe")];
const narrow = matchMedia("(max-width: 1135px)");
const VIEWS = ["phone", "desktop", "text"];

let shown = null; // what the server told last
let printed = ""; // which letter stands in the frames: its print and the scheme it is in

// ── what the server tells ────────────────────────────────────────────────────────────────────────────────────

function listen() {
  const stream = new EventSource(`/events?${asking()}`);
  stream.onopen = () => connected(true);
  stream.onmessage = (event) => show(JSON.parse(event.data));
  stream.onerror = () => {
    connected(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

// The issue that this page is about: none is the one the preview was started with.
function asking() {
  return new URLSearchParams({ issue: new URLSearchParams(location.search).get("issue") ?? "" });
}

function connected(live) {
  at("pulse").classList.toggle("live", live);
  at("link").classList.toggle("live", live);
  at("link").textContent = live ? "Live" : "Ended: start the preview again to go on";
}

function show(told) {
  shown = told;
  const { letter, mistakes } = told;
  at("name").textContent = told.name;
  at("waiting").hidden = true;
  at("sheets").hidden = !letter;
  showMistakes(mistakes, letter);
  if (letter) showLetter(letter, told.theme);
}

// ── the letter ───────────────────────────────────────────────────────────────────────────────────────────────

function showLetter(letter, theme) {
  at("subject").textContent = letter.subject;
  at("preheader").textContent = letter.preheader;
  at("number").textContent = letter.number === null ? "" : `No. ${letter.number}`;
  at("number").hidden = letter.number === null;
  at("subject").title = letter.subject;
  document.title = letter.subject || "Newsletter preview";
  showFacts(letter, theme);
  showNotes(letter.notes);
  showText(letter);
  at("remote-switch").hidden = letter.remote === 0;
  at("remote-label").textContent = `Pictures from the web (${letter.remote})`;
  showFrames();
}

function showFacts(letter, theme) {
  const size = `${(letter.bytes / 1000).toFixed(1)} kB`;
  const facts = [theme, letter.service, size].map((fact) => element("span", "", fact));
  for (const name of letter.dropped) {
    const weight = name === "unsubscribe" ? "lost" : ""; // the one way out that every reader is owed
    facts.push(element("span", weight, `${name.replaceAll("_", " ")} left out: no address`));
  }
  at("facts").replaceChildren(...facts);
}

function showNotes(notes) {
  at("notes").hidden = !notes.length;
  at("notes-title").textContent = notes.length === 1 ? "One note" : `${notes.length} notes`;
  at("notes-list").replaceChildren(...notes.map((note) => element("li", "", note)));
}

function showText(letter) {
  const text = at("text");
  text.lang = letter.language;
  text.dir = letter.direction;
  if (text.textContent !== letter.text) text.textContent = letter.text;
}

async function showFrames() {
  const scheme = controls.elements.scheme.value;
  const remote = controls.elements.remote.checked ? "1" : "";
  const wanted = `${shown.letter.print} ${scheme}`;
  const address = `/letter?${asking()}&scheme=${scheme}${remote && "&remote=1"}`;
  // Whether pictures from the web may load is the policy of the document in the frame, so that needs a new document.
  const fresh = frames.filter((frame) => frame.dataset.remote !== remote || !frame.dataset.ready);
  for (const frame of fresh) load(frame, address, remote);
  const standing = frames.filter((frame) => !fresh.includes(frame));
  if (printed === wanted || !standing.length) {
    printed = wanted;
    return;
  }
  printed = wanted;
  const html = await fetched(address);
  if (printed !== wanted) return; // a newer one is on its way
  if (html === null) printed = "";
  else for (const frame of standing) replace(frame, html);
}

async function fetched(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // the preview has ended: what stands, stands
  }
}

function load(frame, address, remote) {
  frame.dataset.remote = remote;
  delete frame.dataset.ready;
  frame.src = address;
}

for (const frame of frames) {
  frame.addEventListener("load", () => {
    if (!frame.contentDocument || frame.contentWindow.location.pathname !== "/letter") return;
    frame.dataset.ready = "1";
    sizes.observe(frame.contentDocument.documentElement);
  });
}

// In place: the document stays, and with it what has been loaded and how far one has scrolled.
function replace(frame, html) {
  const page = frame.contentDocument;
  const next = new DOMParser().parseFromString(html, "text/html");
  sizes.unobserve(page.documentElement);
  page.replaceChild(page.adoptNode(next.documentElement), page.documentElement);
  sizes.observe(page.documentElement);
}

// A frame is as high as its letter; what scrolls is the screen around it, in the colour of the letter's ground.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const frame = frames.find((one) => one.contentDocument?.documentElement === target);
    if (!frame) continue;
    frame.style.height = `${Math.ceil(target.getBoundingClientRect().height)}px`;
    const ground = frame.contentWindow.getComputedStyle(target.lastElementChild);
    frame.parentElement.style.backgroundColor = ground.backgroundColor;
  }
});

// ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────

function showMistakes(mistakes, letter) {
  at("mistakes").hidden = !mistakes.length;
  at("pulse").classList.toggle("wrong", mistakes.length > 0);
  stage.classList.toggle("behind", mistakes.length > 0);
  at("mistakes-title").textContent = mistakes.length === 1 ? "One mistake" : `${mistakes.length} mistakes`;
  at("mistakes-list").replaceChildren(...mistakes.map(mistakeRow));
  at("mistakes-last").textContent = letter
    ? "Behind this is the last good letter. Save the mended file, and the new one takes its place."
    : "There is no letter yet. Save the mended file, and it appears.";
}

function mistakeRow({ where, what, todo }) {
  const row = element("li");
  if (where) row.append(element("p", "where", where));
  row.append(element("p", "what", what));
  if (todo) row.append(element("p", "todo", todo));
  return row;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// ── the controls, and the address that remembers them ────────────────────────────────────────────────────────

const views = () => [...controls.elements.view].filter((box) => box.checked).map((box) => box.value);

// Where there is no room for two, the sheet just asked for is the only one.
function chosen(asked) {
  const boxes = [...controls.elements.view];
  if (narrow.matches) for (const box of boxes) box.checked = box.value === (asked ?? views()[0] ?? "phone");
  else if (!views().length) boxes.find((box) => box.value === asked).checked = true;
  for (const sheet of document.querySelectorAll(".sheet")) sheet.hidden = !views().includes(sheet.dataset.view);
}

// Pictures from the web are not remembered: they are off until somebody here asks.
function remember() {
  const query = new URLSearchParams();
  const issue = asking().get("issue");
  if (issue) query.set("issue", issue);
  if (controls.elements.rundown.checked) query.set("rundown", "1");
  if (controls.elements.scheme.value === "dark") query.set("scheme", "dark");
  if (!narrow.matches && views().length < VIEWS.length) query.set("show", views().join(" "));
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function recall() {
  const query = new URLSearchParams(location.search);
  const wanted = (query.get("show") ?? "").split(" ").filter((view) => VIEWS.includes(view));
  controls.elements.scheme.value = query.get("scheme") === "dark" ? "dark" : "light";
  controls.elements.remote.checked = false;
  controls.elements.rundown.checked = query.get("rundown") === "1";
  for (const box of controls.elements.view) box.checked = !wanted.length || wanted.includes(box.value);
}

function dress() {
  stage.classList.toggle("dark", controls.elements.scheme.value === "dark");
}

controls.addEventListener("change", ({ target }) => {
  if (target.name === "view") {
    chosen(target.value);
    if (target.checked) stage.querySelector(`.${target.value}`).scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  dress();
  showRundown();
  remember();
  if (shown?.letter) showFrames();
});

narrow.addEventListener("change", () => {
  if (!narrow.matches) for (const box of controls.elements.view) box.checked = true;
  chosen();
  at("sheets").scrollLeft = 0;
});

// ── the rundown beside the letter ────────────────────────────────────────────────────────────────────────────

const rundown = at("rundown");
let mounted = null;

// Its module is loaded when it is first opened: mount(element, {token, issue, onChange}) fills the panel.
async function showRundown() {
  const wanted = controls.elements.rundown.checked && rundown.dataset.there === "true";
  rundown.hidden = !wanted;
  if (!wanted || mounted) return;
  mounted = import("/rundown.js");
  const sheet = element("link");
  Object.assign(sheet, { rel: "stylesheet", href: "/rundown.css" });
  document.head.append(sheet);
  const { mount } = await mounted;
  mount(rundown, {
    token: document.querySelector("meta[name=token]").content,
    issue: new URLSearchParams(location.search).get("issue") ?? "",
    onChange: () => {}, // the stream tells of the new letter
  });
}

at("rundown-switch").hidden = rundown.dataset.there !== "true";

recall();
chosen();
dress();
showRundown();
listen();
